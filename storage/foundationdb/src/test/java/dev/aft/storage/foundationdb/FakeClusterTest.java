package dev.aft.storage.foundationdb;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.apple.foundationdb.Database;
import com.apple.foundationdb.FDBException;
import com.apple.foundationdb.Transaction;
import dev.aft.storage.foundationdb.testing.FakeCluster;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;

/**
 * The cluster in memory has the rules of the real one that the store must not rely on otherwise.
 */
final class FakeClusterTest {
  private static final byte[] KEY = "key".getBytes(StandardCharsets.UTF_8);

  private final Database database = new FakeCluster().database();

  private Transaction begin() {
    return database.createTransaction(Runnable::run);
  }

  private void writeMeanwhile() {
    try (Transaction other = begin()) {
      other.set(KEY, new byte[] {2});
      other.commit().join();
    }
  }

  private static void assertConflict(Transaction transaction) {
    CompletionException failure =
        assertThrows(CompletionException.class, () -> transaction.commit().join());
    FDBException conflict = assertInstanceOf(FDBException.class, failure.getCause());
    assertEquals(1020, conflict.getCode());
  }

  @Test
  void readBeforeTheWriteConflictsAndReadOfTheOwnWriteDoesNot() {
    try (Transaction first = begin();
        Transaction second = begin()) {
      first.get(KEY).join();
      first.set(KEY, KEY);
      second.getReadVersion().join();
      second.set(KEY, KEY);
      second.get(KEY).join();
      second.addReadConflictKey(KEY);
      writeMeanwhile();
      assertConflict(first);
      second.commit().join();
    }
  }

  @Test
  void markerThatIsReadAndWrittenConflictsWithItself() {
    try (Transaction first = begin();
        Transaction second = begin()) {
      for (Transaction transaction : new Transaction[] {first, second}) {
        transaction.getReadVersion().join();
        transaction.addReadConflictKey(KEY);
        transaction.addWriteConflictKey(KEY);
      }
      first.commit().join();
      assertConflict(second);
    }
  }
}
