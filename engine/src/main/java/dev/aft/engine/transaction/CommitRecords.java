package dev.aft.engine.transaction;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.aft.engine.EngineException;
import dev.aft.engine.ErrorCode;
import dev.aft.engine.future.AsyncLoop;
import dev.aft.storage.spi.Bytes;
import dev.aft.storage.spi.Store;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * Reads commit records and journal entries, with a bounded cache: both never change once written. A
 * record that does not exist is not cached, for it may come. Thread-safe.
 */
final class CommitRecords {
  private static final int RECORD_BYTES = 160;

  private final Store store;
  private final KeyRecords keys;
  private final Cache<TransactionId, CommitRecord> records;
  private final Cache<Stamp, WrittenKeys> cowritten;

  CommitRecords(Store store, KeyRecords keys, long cacheBytes) {
    this.store = store;
    this.keys = keys;
    this.records =
        Caffeine.newBuilder()
            .maximumSize(cacheBytes / 2 / RECORD_BYTES)
            .executor(Runnable::run)
            .build();
    this.cowritten =
        Caffeine.newBuilder()
            .maximumWeight(cacheBytes / 2)
            .weigher(
                (Stamp stamp, WrittenKeys written) -> (int) Math.min(1 << 30, written.weight()))
            .executor(Runnable::run)
            .build();
  }

  /** Memory of both caches, about. */
  long estimatedBytes() {
    return records.estimatedSize() * RECORD_BYTES
        + cowritten.policy().eviction().stream()
            .flatMapToLong(bound -> bound.weightedSize().stream())
            .sum();
  }

  KeyRecords keys() {
    return keys;
  }

  /**
   * The record of a transaction straight from the store, decided: committed or aborted. A record
   * found prepared gets its second step.
   */
  CompletableFuture<Optional<CommitRecord>> read(TransactionId id) {
    return readStored(id)
        .thenCompose(
            found ->
                found.isEmpty()
                    ? CompletableFuture.completedFuture(found)
                    : decide(id, found.get()).thenApply(Optional::of));
  }

  /** The record of a transaction as it is stored. */
  CompletableFuture<Optional<CommitRecord>> readStored(TransactionId id) {
    return store
        .read(StorageLayout.recordKey(id))
        .thenApply(found -> found.map(CommitRecord::decode));
  }

  private CompletableFuture<CommitRecord> decide(TransactionId id, CommitRecord stored) {
    if (stored.kind() == CommitRecord.Kind.PREPARED) {
      return keys.decide(stored).thenApply(decided -> remember(id, decided));
    }
    return CompletableFuture.completedFuture(remember(id, stored));
  }

  /**
   * Those of {@code versions} whose transaction is known to have committed, in their order; empty
   * when garbage collection went by in between, so that the versions have to be read again.
   */
  CompletableFuture<Optional<List<StoredVersion>>> committed(List<StoredVersion> versions) {
    Map<TransactionId, CommitRecord> known = new HashMap<>();
    List<TransactionId> unknown = new ArrayList<>(0);
    Stamp before = Stamp.ZERO;
    for (StoredVersion version : versions) {
      if (version.atomic() || version.stamp().equals(before)) {
        continue;
      }
      before = version.stamp();
      if (!known.containsKey(version.stamp().id())) {
        CommitRecord record = records.getIfPresent(version.stamp().id());
        if (record != null) {
          known.put(version.stamp().id(), record);
        } else if (!unknown.contains(version.stamp().id())) {
          unknown.add(version.stamp().id());
        }
      }
    }
    if (unknown.isEmpty()) {
      return CompletableFuture.completedFuture(Optional.of(filter(versions, known)));
    }
    List<Bytes> keys = unknown.stream().map(StorageLayout::recordKey).toList();
    return store
        .readMany(keys)
        .thenCompose(
            found ->
                AsyncLoop.whileTrue(new Deciding(unknown, found, known))
                    .thenCompose(
                        done ->
                            known.keySet().containsAll(unknown)
                                ? CompletableFuture.completedFuture(
                                    Optional.of(filter(versions, known)))
                                : readUndecidedAgain(versions, known)));
  }

  /** Decides one record after the other; nearly always there is nothing to wait for. */
  private final class Deciding implements Supplier<CompletableFuture<Boolean>> {
    private final Iterator<TransactionId> ids;
    private final Iterator<Optional<Bytes>> found;
    private final Map<TransactionId, CommitRecord> known;

    Deciding(
        List<TransactionId> ids,
        List<Optional<Bytes>> found,
        Map<TransactionId, CommitRecord> known) {
      this.ids = ids.iterator();
      this.found = found.iterator();
      this.known = known;
    }

    @Override
    public CompletableFuture<Boolean> get() {
      if (!ids.hasNext()) {
        return CompletableFuture.completedFuture(false);
      }
      TransactionId id = ids.next();
      Bytes stored = found.next().orElse(null);
      return stored == null
          ? CompletableFuture.completedFuture(true)
          : decide(id, CommitRecord.decode(stored))
              .thenApply(
                  record -> {
                    known.put(id, record);
                    return true;
                  });
    }
  }

  /**
   * A version without a record is not committed, or it was proven after it had been read: garbage
   * collection sets the ATOMIC flag before it removes the record.
   */
  private CompletableFuture<Optional<List<StoredVersion>>> readUndecidedAgain(
      List<StoredVersion> versions, Map<TransactionId, CommitRecord> known) {
    List<Bytes> undecided =
        versions.stream()
            .filter(v -> !v.atomic() && !known.containsKey(v.stamp().id()))
            .map(v -> StorageLayout.versionKey(v.key(), v.stamp()))
            .toList();
    return AsyncLoop.allMatch(
            undecided, key -> store.read(key).thenApply(CommitRecords::isStillUndecided))
        .thenApply(same -> same ? Optional.of(filter(versions, known)) : Optional.empty());
  }

  private static boolean isStillUndecided(Optional<Bytes> version) {
    return version.isPresent() && !StoredVersion.isAtomic(version.get());
  }

  private CommitRecord remember(TransactionId id, CommitRecord record) {
    // The cache is bounded by a number of entries: a result has no place in it.
    records.put(id, new CommitRecord(record.committed(), record.stamp()));
    return record;
  }

  /**
   * A version counts if its transaction committed, and under the very stamp of the version. The
   * list given when all do.
   */
  private static List<StoredVersion> filter(
      List<StoredVersion> versions, Map<TransactionId, CommitRecord> known) {
    List<StoredVersion> visible = null;
    Stamp before = Stamp.ZERO;
    boolean counted = false;
    for (int i = 0; i < versions.size(); i++) {
      StoredVersion version = versions.get(i);
      if (!version.atomic() && !version.stamp().equals(before)) {
        before = version.stamp();
        CommitRecord record = known.get(before.id());
        counted = record != null && record.committed() && record.stamp().equals(before);
      }
      boolean counts = version.atomic() || counted;
      if (!counts && visible == null) {
        visible = new ArrayList<>(versions.subList(0, i));
      } else if (counts && visible != null) {
        visible.add(version);
      }
    }
    return visible == null ? versions : visible;
  }

  /** {@code list} with the cowritten sets of those versions for which they are wanted. */
  CompletableFuture<VersionList> withCowritten(VersionList list, Predicate<Stamp> wanted) {
    List<Stamp> stamps =
        list.versions().stream()
            .filter(v -> v.cowritten() == null && wanted.test(v.stamp()))
            .map(KeyVersion::stamp)
            .toList();
    return fetchCowritten(stamps).thenApply(keys -> fill(list, keys));
  }

  private CompletableFuture<Map<Stamp, WrittenKeys>> fetchCowritten(List<Stamp> stamps) {
    Map<Stamp, WrittenKeys> known = new HashMap<>(cowritten.getAllPresent(stamps));
    List<Stamp> missing = stamps.stream().filter(s -> !known.containsKey(s)).toList();
    if (missing.isEmpty()) {
      return CompletableFuture.completedFuture(known);
    }
    return store
        .readMany(missing.stream().map(StorageLayout::journalKey).toList())
        .thenApply(
            found -> {
              for (int i = 0; i < missing.size(); i++) {
                WrittenKeys keys =
                    found.get(i).map(CommitRecords::decode).orElseThrow(CommitRecords::gone);
                cowritten.put(missing.get(i), keys);
                known.put(missing.get(i), keys);
              }
              return known;
            });
  }

  private static WrittenKeys decode(Bytes encoded) {
    return WrittenKeys.of(JournalEntry.decode(encoded).keys());
  }

  private static EngineException gone() {
    return new EngineException(
        ErrorCode.MUST_RETRY, "The transaction is older than what the store retains");
  }

  private static VersionList fill(VersionList list, Map<Stamp, WrittenKeys> known) {
    List<KeyVersion> filled = new ArrayList<>(list.versions().size());
    for (KeyVersion version : list.versions()) {
      WrittenKeys keys = known.get(version.stamp());
      filled.add(keys == null ? version : new KeyVersion(version.stamp(), version.value(), keys));
    }
    return new VersionList(filled, list.complete());
  }
}
