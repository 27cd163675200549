package dev.aft.engine.transaction;

import dev.aft.engine.DurableStep;
import dev.aft.storage.spi.Bytes;
import dev.aft.storage.spi.CreateResult;
import dev.aft.storage.spi.Entry;
import dev.aft.storage.spi.Store;
import dev.aft.storage.spi.UnknownOutcomeException;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Reads and creates key records. Whoever creates the record of an idempotency key first has done
 * its work; a key record lives longer than the commit record of any transaction with its key. No
 * cache: nobody asks twice. Thread-safe.
 */
final class KeyRecords {
  private final Store store;
  private final DurableSteps steps;

  KeyRecords(Store store, DurableSteps steps) {
    this.store = store;
    this.steps = steps;
  }

  CompletableFuture<Optional<KeyRecord>> find(Bytes key) {
    return store
        .read(StorageLayout.keyRecordKey(key))
        .thenApply(found -> found.map(KeyRecord::decode));
  }

  /** The key record of a commit. */
  static Entry entry(Bytes key, KeyRecord record) {
    return new Entry(StorageLayout.keyRecordKey(key), record.encode());
  }

  /** What garbage collection finds it by. */
  static Entry expiry(Bytes key, Stamp stamp) {
    return new Entry(StorageLayout.expiryKey(stamp), key);
  }

  /**
   * Takes the second step of a commit in two: creates the key record if absent. The answer is the
   * record as decided, committed or aborted; anybody may ask, any number of times.
   */
  CompletableFuture<CommitRecord> decide(CommitRecord prepared) {
    Bytes key = prepared.key();
    if (prepared.kind() != CommitRecord.Kind.PREPARED || key == null) {
      return CompletableFuture.completedFuture(prepared);
    }
    Entry own = entry(key, new KeyRecord(prepared.stamp(), prepared.result()));
    return steps
        .createIfAbsent(DurableStep.COMMIT_KEY, own)
        .handle((created, error) -> created(prepared, key, created, error))
        .thenCompose(decided -> decided);
  }

  private CompletableFuture<CommitRecord> created(
      CommitRecord prepared, Bytes key, @Nullable CreateResult created, @Nullable Throwable error) {
    if (created == CreateResult.CREATED) {
      return CompletableFuture.completedFuture(decided(prepared, true));
    }
    if (error != null && !(StorageErrors.unwrap(error) instanceof UnknownOutcomeException)) {
      return CompletableFuture.failedFuture(error);
    }
    return find(key)
        .thenApply(
            found ->
                decided(
                    prepared,
                    found.orElseThrow(() -> undecided(error)).stamp().equals(prepared.stamp())));
  }

  /** The lost write may still arrive, so that "absent" decides nothing: the asker asks again. */
  private static RuntimeException undecided(@Nullable Throwable error) {
    return error == null
        ? StorageLayout.corrupt("a key record", null)
        : StorageErrors.toEngine(error);
  }

  private static CommitRecord decided(CommitRecord prepared, boolean committed) {
    return committed
        ? new CommitRecord(CommitRecord.Kind.COMMITTED, prepared.stamp(), prepared.key(), null)
        : new CommitRecord(false, prepared.stamp());
  }
}
