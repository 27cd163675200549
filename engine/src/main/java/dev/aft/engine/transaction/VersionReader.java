package dev.aft.engine.transaction;

import dev.aft.engine.future.AsyncLoop;
import dev.aft.engine.future.Futures;
import dev.aft.storage.spi.Bytes;
import dev.aft.storage.spi.Entry;
import dev.aft.storage.spi.KeyRange;
import dev.aft.storage.spi.ScanDirection;
import dev.aft.storage.spi.Store;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Reads single keys: from the version index when it knows enough, else from the store. Applies
 * {@link ReadRule} and records what was read. Thread-safe, as far as each read set is used by one
 * caller.
 */
final class VersionReader {
  /** Reads of one call that are on their way to the store at one time. */
  static final int READS_AT_ONCE = 64;

  private static final CompletableFuture<Void> DONE = CompletableFuture.completedFuture(null);
  private static final CompletableFuture<Boolean> NOT_VACANT =
      CompletableFuture.completedFuture(false);

  private final Store store;
  private final VersionIndex index;
  private final CommitRecords records;
  private final HybridLogicalClock clock;
  private final Counters counters;
  private final Supplier<Stamp> collectedBefore;

  /**
   * A reader.
   *
   * @param collectedBefore garbage collection has begun to remove what was superseded before this
   */
  VersionReader(
      Store store,
      VersionIndex index,
      CommitRecords records,
      HybridLogicalClock clock,
      Counters counters,
      Supplier<Stamp> collectedBefore) {
    this.store = store;
    this.index = index;
    this.records = records;
    this.clock = clock;
    this.counters = counters;
    this.collectedBefore = collectedBefore;
  }

  /** Reads {@code key} under the rule and records it in {@code reads}. */
  CompletableFuture<Optional<Bytes>> read(Bytes key, ReadSet reads) {
    Stamp before = reads.versionRead(key);
    if (before != null) {
      return readAgain(key, before, reads);
    }
    VersionList cached = index.find(key);
    if (cached != null) {
      int choice = ReadRule.choose(cached, key, reads);
      if (choice >= ReadRule.ABSENT) {
        counters.readsFromIndex.increment();
        return CompletableFuture.completedFuture(record(key, cached, choice, reads));
      }
    }
    counters.readsFromStore.increment();
    return readFromStore(key, reads, cached)
        .exceptionally(
            error -> {
              throw StorageErrors.toEngine(error);
            });
  }

  private static Optional<Bytes> record(Bytes key, VersionList list, int choice, ReadSet reads) {
    KeyVersion version = choice == ReadRule.ABSENT ? null : list.versions().get(choice);
    reads.record(key, version);
    return version == null ? Optional.empty() : Optional.ofNullable(version.value());
  }

  private CompletableFuture<Optional<Bytes>> readFromStore(
      Bytes key, ReadSet reads, @Nullable VersionList cached) {
    long ticket = index.ticket(key);
    VersionCursor cursor = new VersionCursor(store, records, clock, key);
    if (reads.isScanned(key) && reads.lowerBound(key) == null) {
      // Only settled versions may be read: those newer than the snapshot are of no interest.
      cursor.skipTo(reads.snapshot().highest());
    }
    return cursor
        .next()
        .thenCompose(list -> choose(new Lookup(key, reads, cursor, cached, ticket), list));
  }

  /** One read of a key on its way through the store. */
  private record Lookup(
      Bytes key, ReadSet reads, VersionCursor cursor, @Nullable VersionList seen, long ticket) {}

  private CompletableFuture<Optional<Bytes>> choose(Lookup lookup, VersionList list) {
    ReadSet reads = lookup.reads();
    int choice = ReadRule.choose(list, lookup.key(), reads);
    if (choice == ReadRule.OLDER_NEEDED) {
      if (lookup.cursor().isLong()) {
        lookup.cursor().skipTo(certain(lookup.key(), reads));
      }
      return lookup.cursor().next().thenCompose(longer -> choose(lookup, longer));
    }
    if (choice == ReadRule.COWRITTEN_NEEDED) {
      return records
          .withCowritten(list, stamp -> !reads.isSettled(stamp))
          .thenCompose(filled -> choose(lookup, filled));
    }
    requireRetained(choice, reads);
    if (!lookup.cursor().hasSkipped()) {
      index.install(lookup.key(), list, lookup.seen(), lookup.ticket());
    }
    return CompletableFuture.completedFuture(record(lookup.key(), list, choice, reads));
  }

  /**
   * Where a version can be read for certain, so that none of those before it has to be looked at.
   */
  private static Stamp certain(Bytes key, ReadSet reads) {
    Stamp lowerBound = reads.lowerBound(key);
    return lowerBound == null ? reads.snapshot().highest() : lowerBound;
  }

  /** Absent is an answer only if nothing that this reader might see was ever collected. */
  private void requireRetained(int choice, ReadSet reads) {
    boolean collected = reads.snapshot().settledBefore().isBefore(collectedBefore.get());
    if (choice == ReadRule.BELOW_LOWER_BOUND || (choice == ReadRule.ABSENT && collected)) {
      throw new NotRetainedException();
    }
  }

  /** The same version as before, from wherever it can be had. */
  private CompletableFuture<Optional<Bytes>> readAgain(Bytes key, Stamp stamp, ReadSet reads) {
    if (stamp.equals(Stamp.ZERO)) {
      return CompletableFuture.completedFuture(Optional.empty());
    }
    VersionList cached = index.find(key);
    if (cached != null) {
      for (KeyVersion version : cached.versions()) {
        if (version.stamp().equals(stamp)) {
          return CompletableFuture.completedFuture(Optional.ofNullable(version.value()));
        }
      }
    }
    Bytes stored = StorageLayout.versionKey(key, stamp);
    return store
        .read(stored)
        .thenApply(
            found -> {
              Bytes value = found.orElse(null);
              if (value == null) {
                // A tombstone may be collected while the read set still names it: still absent.
                requireRetained(ReadRule.ABSENT, reads);
                return Optional.<Bytes>empty();
              }
              return Optional.ofNullable(
                  StoredVersion.decode(key, new Entry(stored, value)).value());
            })
        .exceptionally(
            error -> {
              throw StorageErrors.toEngine(error);
            });
  }

  /** The stamp of the newest committed version of {@code key}, {@link Stamp#ZERO} for none. */
  CompletableFuture<Stamp> newest(Bytes key) {
    VersionList cached = index.find(key);
    if (cached != null && !cached.versions().isEmpty()) {
      return CompletableFuture.completedFuture(cached.versions().get(0).stamp());
    }
    return firstVisible(new VersionCursor(store, records, clock, key));
  }

  private CompletableFuture<Stamp> firstVisible(VersionCursor cursor) {
    return cursor
        .next()
        .thenCompose(
            list -> {
              if (list.versions().isEmpty() && !list.complete()) {
                return firstVisible(cursor);
              }
              return CompletableFuture.completedFuture(
                  list.versions().isEmpty() ? Stamp.ZERO : list.versions().get(0).stamp());
            });
  }

  /** Reads a page of a scan. The versions come from the store, whatever the index knows. */
  CompletableFuture<VersionPage> scanPage(
      KeyRange range, ScanDirection direction, int pageSize, ReadSet reads) {
    requireRetained(ReadRule.ABSENT, reads);
    return decidePage(range, direction, readPage(range, direction, pageSize), reads);
  }

  /** What {@link #scanPage} makes of versions that {@link #readPage} reads. */
  CompletableFuture<VersionPage> decidePage(
      KeyRange range,
      ScanDirection direction,
      CompletableFuture<VersionPage.Versions> page,
      ReadSet reads) {
    requireRetained(ReadRule.ABSENT, reads);
    return page.thenApply(versions -> VersionPage.of(range, direction, versions, reads));
  }

  /** The versions of a page; may be called ahead, by any thread. */
  CompletableFuture<VersionPage.Versions> readPage(
      KeyRange range, ScanDirection direction, int pageSize) {
    // One more than wanted tells whether the last key is complete.
    int limit = pageSize + 1;
    return store
        .scanPage(StorageLayout.versionsOf(range), direction, limit, VersionPage.MAX_BYTES)
        .thenCompose(
            page -> {
              List<StoredVersion> read = StoredVersion.decodeAll(page.entries());
              return records
                  .committed(read)
                  .thenCompose(
                      visible ->
                          visible.isEmpty()
                              ? readPage(range, direction, pageSize)
                              : CompletableFuture.completedFuture(
                                  new VersionPage.Versions(read, visible.get(), !page.more())));
            });
  }

  /**
   * Finds out about keys, many at the same time, so that reading them one by one does not wait:
   * brings what the store has into the index.
   */
  CompletableFuture<Void> prefetch(List<Bytes> keys, ReadSet reads) {
    List<Bytes> missing = new ArrayList<>();
    for (Bytes key : keys) {
      if (index.find(key) == null && reads.versionRead(key) == null) {
        missing.add(key);
      }
    }
    return missing.isEmpty() ? DONE : AsyncLoop.inChunks(missing, READS_AT_ONCE, this::load);
  }

  private CompletableFuture<Void> load(Bytes key) {
    long ticket = index.ticket(key);
    return new VersionCursor(store, records, clock, key)
        .next()
        .thenAccept(list -> index.install(key, list, null, ticket));
  }

  /**
   * Reads keys of which the transaction knows nothing yet, by one look at the range in which they
   * lie: where there is nothing at all, all of them are absent, which {@code reads} then knows.
   * Else nothing has been read.
   *
   * @param keys in ascending order
   * @param reads begun before, so that what is found absent was so at its snapshot
   * @return whether all are absent
   */
  CompletableFuture<Boolean> readVacant(List<Bytes> keys, ReadSet reads) {
    if (reads.hasLowerBounds()) {
      return NOT_VACANT;
    }
    KeyRange range =
        new KeyRange(
            StorageLayout.versionsOf(keys.get(0)).from(),
            StorageLayout.versionsOf(keys.get(keys.size() - 1)).to());
    return Futures.map(
        store.scan(range, ScanDirection.FORWARD, 1),
        found -> {
          if (!found.isEmpty()) {
            return false;
          }
          requireRetained(ReadRule.ABSENT, reads);
          counters.readsFromStore.add(keys.size());
          reads.recordAbsent(keys);
          return true;
        });
  }
}
