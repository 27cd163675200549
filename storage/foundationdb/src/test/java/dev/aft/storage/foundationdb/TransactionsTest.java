package dev.aft.storage.foundationdb;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.apple.foundationdb.Database;
import dev.aft.storage.contract.Await;
import dev.aft.storage.foundationdb.testing.FakeCluster;
import dev.aft.storage.spi.StorageException;
import dev.aft.storage.spi.StorageException.Reason;
import dev.aft.storage.spi.UnknownOutcomeException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** How transactions end when they are not left to themselves. */
final class TransactionsTest {
  private static final byte[] KEY = "key".getBytes(StandardCharsets.UTF_8);

  private final FakeCluster cluster = new FakeCluster();
  private final Database database = cluster.database();
  private final Transactions transactions =
      new Transactions(
          database, new DirectExecutor(), new Failures("in memory", 10_000), new Counters());

  @AfterEach
  void everyTransactionIsClosed() {
    assertEquals(0, transactions.openCount());
    assertEquals(0, cluster.openTransactions());
  }

  private CompletableFuture<Optional<byte[]>> read() {
    return transactions.read(transaction -> transaction.get(KEY).thenApply(Optional::ofNullable));
  }

  /** Writes, after the cluster has been made silent or not. */
  private CompletableFuture<Boolean> write(boolean silent) {
    return transactions.write(
        (transaction, again) ->
            transaction
                .get(KEY)
                .thenApply(
                    value -> {
                      transaction.set(KEY, KEY);
                      cluster.setSilent(silent);
                      return Attempt.Found.changed(true);
                    }));
  }

  @Test
  void cancelledReadIsClosed() {
    cluster.setSilent(true);
    CompletableFuture<Optional<byte[]>> read = read();
    assertFalse(read.isDone());
    transactions.cancelAll();
    assertEquals(Reason.CLOSED, Await.failure(read).reason());
  }

  @Test
  void cancelledCommitIsUnknown() {
    CompletableFuture<Boolean> write = write(true);
    assertFalse(write.isDone());
    transactions.cancelAll();
    assertInstanceOf(UnknownOutcomeException.class, Await.failure(write));
  }

  @Test
  void nothingBeginsAfterEverythingWasCancelled() {
    transactions.cancelAll();
    assertEquals(Reason.CLOSED, Await.failure(read()).reason());
    StorageException failure = Await.failure(write(false));
    assertEquals(Reason.CLOSED, failure.reason());
    assertFalse(failure instanceof UnknownOutcomeException);
  }

  @Test
  void nothingBeginsOnADatabaseThatIsClosed() {
    database.close();
    assertEquals(Reason.CLOSED, Await.failure(read()).reason());
  }

  @Test
  void whatABodyThrowsReachesTheCaller() {
    CompletableFuture<Boolean> illegal =
        transactions.read(
            transaction -> {
              throw new IllegalArgumentException("no such thing");
            });
    assertThrows(IllegalArgumentException.class, () -> Await.result(illegal));
    CompletableFuture<Boolean> broken =
        transactions.write(
            (transaction, again) -> {
              throw new ArithmeticException("broken");
            });
    assertEquals(Reason.IO, Await.failure(broken).reason());
  }

  @Test
  void silenceThatEndsIsOnlyADelay() {
    cluster.setSilent(true);
    CompletableFuture<Optional<byte[]>> read = read();
    cluster.setSilent(false);
    assertEquals(Optional.empty(), Await.result(read));
  }
}
