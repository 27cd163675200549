package dev.aft.engine.execute;

import dev.aft.engine.future.AsyncLoop;
import dev.aft.engine.future.Futures;
import dev.aft.engine.transaction.Transaction;
import dev.aft.storage.spi.Bytes;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * The writes of one statement, gathered first and then put into the write buffer as a whole or not
 * at all.
 */
final class StatementWrites {
  /** No client can set a savepoint of this name: it has a zero byte. */
  private static final String SAVEPOINT = "\0statement";

  private static final CompletableFuture<Void> DONE = CompletableFuture.completedFuture(null);

  private final List<Bytes> keys = new ArrayList<>();
  private final List<@Nullable Bytes> values = new ArrayList<>();
  private final StatementMemory memory;
  private final Executor worker;
  private int written;

  StatementWrites(Execution execution) {
    this.memory = StatementMemory.of(execution);
    this.worker = execution.shared().environment().worker();
  }

  void write(Bytes key, Bytes value) {
    memory.take((long) key.length() + value.length());
    keys.add(key);
    values.add(value);
  }

  void delete(Bytes key) {
    keys.add(key);
    values.add(null);
  }

  /**
   * Buffers all writes, in turn with making room for them; if one is refused, or there is no room
   * to be had, none stays and the future has the reason. Completed at once in the common case.
   */
  CompletableFuture<Void> apply(Transaction transaction) {
    if (keys.size() <= 1) {
      return writeAll(transaction);
    }
    transaction.setSavepoint(SAVEPOINT);
    CompletableFuture<Void> written;
    try {
      written = writeAll(transaction);
    } catch (RuntimeException e) {
      takeBack(transaction);
      throw e;
    }
    if (Futures.isReady(written)) {
      transaction.releaseSavepoint(SAVEPOINT);
      return written;
    }
    return written.whenComplete(
        (done, error) -> {
          if (error == null) {
            transaction.releaseSavepoint(SAVEPOINT);
          } else {
            takeBack(transaction);
          }
        });
  }

  /** Nothing is to be taken back from a transaction that is over. */
  private static void takeBack(Transaction transaction) {
    if (!transaction.isFinished()) {
      transaction.rollbackToSavepoint(SAVEPOINT);
      transaction.releaseSavepoint(SAVEPOINT);
    }
  }

  private CompletableFuture<Void> writeAll(Transaction transaction) {
    writeWhileThereIsRoom(transaction);
    return written == keys.size()
        ? DONE
        : AsyncLoop.run(
            () -> transaction.makeRoom(sizeOf(written)),
            room -> {
              writeNext(transaction);
              writeWhileThereIsRoom(transaction);
              return written < keys.size();
            },
            worker);
  }

  private void writeWhileThereIsRoom(Transaction transaction) {
    while (written < keys.size() && Futures.isReady(transaction.makeRoom(sizeOf(written)))) {
      writeNext(transaction);
    }
  }

  private void writeNext(Transaction transaction) {
    Bytes value = values.get(written);
    if (value == null) {
      transaction.delete(keys.get(written));
    } else {
      transaction.write(keys.get(written), value);
    }
    written++;
  }

  private long sizeOf(int index) {
    Bytes value = values.get(index);
    return (long) keys.get(index).length() + (value == null ? 0 : value.length());
  }
}
