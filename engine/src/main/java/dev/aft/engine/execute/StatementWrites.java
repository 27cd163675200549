package dev.aft.engine.execute;

import dev.aft.engine.transaction.Transaction;
import dev.aft.storage.spi.Bytes;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The writes of one statement, gathered first and then put into the write buffer as a whole or not
 * at all.
 */
final class StatementWrites {
  /** No client can set a savepoint of this name: it has a zero byte. */
  private static final String SAVEPOINT = "\0statement";

  private final List<Bytes> keys = new ArrayList<>();
  private final List<@Nullable Bytes> values = new ArrayList<>();
  private final StatementMemory memory;

  StatementWrites(Execution execution) {
    this.memory = StatementMemory.of(execution);
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

  /** Buffers all writes; if one is refused, none stays and its exception comes out. */
  void apply(Transaction transaction) {
    if (keys.size() <= 1) {
      writeAll(transaction);
      return;
    }
    transaction.setSavepoint(SAVEPOINT);
    try {
      writeAll(transaction);
    } catch (RuntimeException e) {
      transaction.rollbackToSavepoint(SAVEPOINT);
      transaction.releaseSavepoint(SAVEPOINT);
      throw e;
    }
    transaction.releaseSavepoint(SAVEPOINT);
  }

  private void writeAll(Transaction transaction) {
    for (int i = 0; i < keys.size(); i++) {
      Bytes value = values.get(i);
      if (value == null) {
        transaction.delete(keys.get(i));
      } else {
        transaction.write(keys.get(i), value);
      }
    }
  }
}
