package dev.aft.engine.transaction;

import dev.aft.storage.spi.Bytes;
import dev.aft.storage.spi.Entry;
import dev.aft.storage.spi.KeyRange;
import dev.aft.storage.spi.RangeDeletes;
import dev.aft.storage.spi.ScanDirection;
import dev.aft.storage.spi.Store;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/**
 * Removes what the commits of a part of the journal made superfluous, then the part itself. The
 * order makes every step repeatable: versions first, oldest things before what hides them, the
 * journal last, so that a death in between leaves the work list in place.
 */
final class JournalCleaner {
  private static final int PAGE = 64;
  private static final int DELETE_BATCH = 1000;

  private final Store store;
  private final CommitRecords records;
  private final Committer committer;
  private final Counters counters;

  /** What one call to {@link #clean} collects on its way. */
  private static final class Plan {
    /** The newest of the commits at hand, by key. */
    final Map<Bytes, Stamp> newest = new HashMap<>();

    final List<KeyRange> dropped = new ArrayList<>(0);

    /** Versions nobody sees: superseded or never committed. */
    final List<Bytes> invisible = new ArrayList<>();

    /** Tombstones: only after everything that they hide. */
    final List<Bytes> tombstones = new ArrayList<>(0);

    /** Commit records and journal entries: only after all else. */
    final List<Bytes> bookkeeping = new ArrayList<>();
  }

  JournalCleaner(Store store, CommitRecords records, Committer committer, Counters counters) {
    this.store = store;
    this.records = records;
    this.committer = committer;
    this.counters = counters;
  }

  CompletableFuture<Void> clean(List<Entry> journal) {
    if (journal.isEmpty()) {
      return CompletableFuture.completedFuture(null);
    }
    Plan plan = new Plan();
    Bytes last =
        StorageLayout.encode(StorageLayout.journalStamp(journal.get(journal.size() - 1).key()));
    return AsyncLoop.forEach(journal, entry -> plan(entry, plan))
        .thenCompose(
            done ->
                AsyncLoop.forEach(
                    plan.newest.entrySet(), e -> collect(e.getKey(), e.getValue(), plan)))
        .thenCompose(done -> AsyncLoop.forEach(plan.dropped, this::deleteRange))
        .thenCompose(done -> delete(plan.invisible))
        .thenCompose(done -> delete(plan.tombstones))
        .thenCompose(done -> store.write(List.of(new Entry(StorageLayout.COLLECTED_KEY, last))))
        .thenCompose(done -> delete(plan.bookkeeping))
        .thenRun(() -> counters.collectedCommits.add(journal.size()));
  }

  private CompletableFuture<Void> plan(Entry stored, Plan plan) {
    Stamp stamp = StorageLayout.journalStamp(stored.key());
    JournalEntry entry = JournalEntry.decode(stored.value());
    plan.bookkeeping.add(stored.key());
    return switch (entry.kind()) {
      case ATOMIC -> {
        planCommitted(entry, stamp, plan);
        yield CompletableFuture.completedFuture(null);
      }
      case AHEAD ->
          committer
              .outcome(stamp.id())
              .thenAccept(record -> planDecided(entry, stamp, record, plan));
      case ABORT ->
          records
              .read(stamp.id())
              .thenAccept(
                  record -> {
                    if (record.filter(r -> !r.committed() && r.stamp().equals(stamp)).isPresent()) {
                      plan.bookkeeping.add(StorageLayout.recordKey(stamp.id()));
                    }
                  });
    };
  }

  private void planDecided(JournalEntry entry, Stamp stamp, CommitRecord record, Plan plan) {
    if (record.committed() && record.stamp().equals(stamp)) {
      planCommitted(entry, stamp, plan);
    } else {
      entry.keys().forEach(key -> plan.invisible.add(StorageLayout.versionKey(key, stamp)));
      counters.collectedOrphans.increment();
    }
  }

  private static void planCommitted(JournalEntry entry, Stamp stamp, Plan plan) {
    plan.bookkeeping.add(StorageLayout.recordKey(stamp.id()));
    plan.dropped.addAll(entry.droppedRanges());
    for (Bytes key : entry.keys()) {
      // Journal order is stamp order, so that the last one is the newest.
      plan.newest.put(key, stamp);
    }
  }

  /** Finds everything that the version of {@code key} with {@code stamp} hides. */
  private CompletableFuture<Void> collect(Bytes key, Stamp stamp, Plan plan) {
    Bytes newest = StorageLayout.versionKey(key, stamp);
    KeyRange all = new KeyRange(newest, StorageLayout.versionsOf(key).to());
    List<KeyRange> rest = new ArrayList<>(List.of(all));
    return AsyncLoop.whileTrue(
        () ->
            store
                .scan(rest.get(0), ScanDirection.FORWARD, PAGE)
                .thenCompose(
                    found -> {
                      if (found.size() == PAGE) {
                        Bytes last = found.get(PAGE - 1).key();
                        rest.set(0, new KeyRange(last.successor(), all.to()));
                      }
                      return sort(key, newest, found, plan).thenApply(done -> found.size() == PAGE);
                    }));
  }

  private CompletableFuture<Void> sort(Bytes key, Bytes newest, List<Entry> found, Plan plan) {
    CompletableFuture<Void> result = CompletableFuture.completedFuture(null);
    for (Entry entry : found) {
      if (!entry.key().equals(newest)) {
        plan.invisible.add(entry.key());
        continue;
      }
      StoredVersion version = StoredVersion.decode(key, entry);
      if (version.value() == null) {
        plan.tombstones.add(entry.key());
      } else if (!version.atomic()) {
        result = store.write(List.of(proven(version)));
      }
    }
    return plan.invisible.size() < DELETE_BATCH
        ? result
        : result.thenCompose(done -> deleteAndClear(plan.invisible));
  }

  /** A version that no longer needs its commit record. */
  private static Entry proven(StoredVersion version) {
    return new StoredVersion(version.key(), version.stamp(), version.value(), version.alone(), true)
        .encode();
  }

  private CompletableFuture<Void> deleteAndClear(List<Bytes> keys) {
    List<Bytes> copy = List.copyOf(keys);
    keys.clear();
    return delete(copy);
  }

  private CompletableFuture<Void> delete(List<Bytes> keys) {
    if (keys.isEmpty()) {
      return CompletableFuture.completedFuture(null);
    }
    counters.collectedVersions.add(keys.size());
    return store.delete(keys);
  }

  private CompletableFuture<Void> deleteRange(KeyRange range) {
    KeyRange stored = StorageLayout.versionsOf(range);
    RangeDeletes power = store.capability(RangeDeletes.class).orElse(null);
    if (power != null) {
      return power.deleteRange(stored);
    }
    return AsyncLoop.whileTrue(
        () ->
            store
                .scan(stored, ScanDirection.FORWARD, DELETE_BATCH)
                .thenCompose(
                    found ->
                        delete(found.stream().map(Entry::key).toList())
                            .thenApply(done -> found.size() == DELETE_BATCH)));
  }
}
