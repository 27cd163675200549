package dev.aft.engine.transaction;

import dev.aft.engine.DurableStep;
import dev.aft.storage.spi.Bytes;
import dev.aft.storage.spi.Entry;
import dev.aft.storage.spi.Store;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

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
   * The record as decided, committed or aborted: a prepared one is, by its key record, which is
   * created if absent. Anybody may ask, any number of times.
   */
  CompletableFuture<CommitRecord> decide(CommitRecord record) {
    Bytes key = record.key();
    if (record.kind() != CommitRecord.Kind.PREPARED || key == null) {
      return CompletableFuture.completedFuture(record);
    }
    return find(key)
        .thenCompose(
            found ->
                found.isPresent()
                    ? CompletableFuture.completedFuture(decided(record, found.get()))
                    : create(record, key));
  }

  /** Takes the second step of a commit in two: creates the key record if absent. */
  CompletableFuture<CommitRecord> create(CommitRecord prepared, Bytes key) {
    Entry own = entry(key, new KeyRecord(prepared.stamp(), prepared.result()));
    return steps
        .createIfAbsent(DurableStep.COMMIT_KEY, own)
        .handle(Creation::new)
        .thenCompose(creation -> created(prepared, key, creation));
  }

  private CompletableFuture<CommitRecord> created(
      CommitRecord prepared, Bytes key, Creation creation) {
    if (creation.isDone()) {
      return CompletableFuture.completedFuture(committed(prepared));
    }
    Throwable failure = creation.failure();
    return failure != null
        ? CompletableFuture.failedFuture(failure)
        : find(key)
            .thenApply(found -> found.orElseThrow(() -> creation.undecided("a key record")))
            .thenApply(found -> decided(prepared, found));
  }

  private static CommitRecord decided(CommitRecord prepared, KeyRecord found) {
    return found.stamp().equals(prepared.stamp())
        ? committed(prepared)
        : new CommitRecord(false, prepared.stamp());
  }

  private static CommitRecord committed(CommitRecord prepared) {
    return new CommitRecord(CommitRecord.Kind.COMMITTED, prepared.stamp(), prepared.key(), null);
  }
}
