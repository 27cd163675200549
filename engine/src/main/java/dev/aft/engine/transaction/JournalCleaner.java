package dev.aft.engine.transaction;

import dev.aft.engine.DurableStep;
import dev.aft.engine.FailPoints;
import dev.aft.storage.spi.Bytes;
import dev.aft.storage.spi.Entry;
import dev.aft.storage.spi.KeyRange;
import dev.aft.storage.spi.ScanDirection;
import dev.aft.storage.spi.Store;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Removes what the commits of a part of the journal made superfluous, then the part itself. The
 * order makes every step repeatable: versions first, oldest things before what hides them, then the
 * note of how far this went, the journal last, so that a death in between leaves the work list in
 * place. Works on a bounded number of keys at a time.
 */
final class JournalCleaner {
  private static final JournalEntry NOTHING =
      new JournalEntry(JournalEntry.Kind.ATOMIC, List.of(), List.of());
  private static final int FIRST_PAGE = 4;
  private static final int MAX_PAGE = 256;
  private static final int DELETE_BATCH = 10_000;
  private static final int DELETE_BYTES = 1 << 20;
  private static final int PLANNED_KEYS = 50_000;

  private final Store store;
  private final DurableSteps steps;
  private final CommitRecords records;
  private final Outcomes outcomes;
  private final Background background;
  private final Counters counters;

  /** The note in the store; null until it has been read. Touched by one call at a time. */
  private volatile @Nullable Stamp collected;

  /** What is done at one time. */
  private static final class Plan {
    /** The newest of the commits at hand, by key. */
    final Map<Bytes, Stamp> newest = new HashMap<>();

    final List<KeyRange> dropped = new ArrayList<>(0);

    /** Versions nobody sees: superseded or never committed. */
    final List<Bytes> invisible = new ArrayList<>();

    /** Tombstones: only after everything that they hide. */
    final List<Bytes> tombstones = new ArrayList<>(0);

    /** Commit and abort records: only after all versions. */
    final List<Bytes> records = new ArrayList<>();

    /** Journal entries: only after all else, or what is left would never be found again. */
    final List<Bytes> journal = new ArrayList<>();

    Stamp last = Stamp.ZERO;
    int commits;

    boolean isFull() {
      return newest.size() + invisible.size() + records.size() + journal.size() >= PLANNED_KEYS;
    }
  }

  /** What is left of a range. Touched by one step at a time, each ordered after the one before. */
  private static final class Walk {
    KeyRange rest;
    int limit = FIRST_PAGE;

    Walk(KeyRange range) {
      this.rest = range;
    }
  }

  JournalCleaner(
      Store store,
      FailPoints failPoints,
      CommitRecords records,
      Outcomes outcomes,
      Background background,
      Counters counters) {
    this.store = store;
    this.steps = new DurableSteps(store, failPoints);
    this.records = records;
    this.outcomes = outcomes;
    this.background = background;
    this.counters = counters;
  }

  CompletableFuture<Void> clean(List<Entry> journal) {
    Iterator<Entry> rest = journal.iterator();
    return AsyncLoop.whileTrue(
        () ->
            rest.hasNext()
                ? noted().thenCompose(noted -> cleanSome(rest, noted)).thenApply(done -> true)
                : CompletableFuture.completedFuture(false));
  }

  private CompletableFuture<Stamp> noted() {
    Stamp known = collected;
    if (known != null) {
      return CompletableFuture.completedFuture(known);
    }
    return store
        .read(StorageLayout.COLLECTED_KEY)
        .thenApply(
            found -> {
              Stamp read = found.map(StorageLayout::decodeStamp).orElse(Stamp.ZERO);
              collected = read;
              return read;
            });
  }

  private CompletableFuture<Void> cleanSome(Iterator<Entry> journal, Stamp noted) {
    Plan plan = new Plan();
    return AsyncLoop.whileTrue(
            () ->
                journal.hasNext() && !plan.isFull()
                    ? plan(journal.next(), plan, noted).thenApply(done -> true)
                    : CompletableFuture.completedFuture(false))
        .thenCompose(done -> execute(plan));
  }

  private CompletableFuture<Void> execute(Plan plan) {
    return AsyncLoop.forEach(plan.newest.entrySet(), e -> collect(e.getKey(), e.getValue(), plan))
        .thenCompose(done -> AsyncLoop.forEach(plan.dropped, this::deleteRange))
        .thenCompose(done -> deleteVersions(DurableStep.COLLECT_VERSIONS, plan.invisible))
        .thenCompose(done -> deleteVersions(DurableStep.COLLECT_TOMBSTONES, plan.tombstones))
        .thenCompose(done -> note(plan.last))
        .thenCompose(done -> deleteBookkeeping(plan))
        .thenRun(() -> counters.collectedCommits.add(plan.commits));
  }

  /** From now on only records and journal entries are left of what lies before {@code last}. */
  private CompletableFuture<Void> note(Stamp last) {
    Stamp known = collected;
    if (known != null && !last.isAfter(known)) {
      return CompletableFuture.completedFuture(null);
    }
    Entry note = new Entry(StorageLayout.COLLECTED_KEY, StorageLayout.encode(last));
    return write(DurableStep.COLLECT_NOTE, note).thenRun(() -> collected = last);
  }

  private CompletableFuture<Void> plan(Entry stored, Plan plan, Stamp noted) {
    Stamp stamp = StorageLayout.journalStamp(stored.key());
    JournalEntry entry = JournalEntry.decode(stored.value());
    plan.journal.add(stored.key());
    plan.last = stamp;
    plan.commits++;
    boolean versionsDone = !stamp.isAfter(noted);
    return switch (entry.kind()) {
      case ATOMIC -> {
        planCommitted(versionsDone ? NOTHING : entry, stamp, plan);
        yield CompletableFuture.completedFuture(null);
      }
      case AHEAD ->
          versionsDone
              // Its record may be gone already, so that it must not be taken for an orphan.
              ? planRecord(stamp, record -> record.isOf(stamp), plan)
              : outcomes
                  .decide(stamp.id())
                  .thenAccept(record -> planDecided(entry, stamp, record, plan));
      case ABORT -> planRecord(stamp, new CommitRecord(false, stamp)::equals, plan);
    };
  }

  private CompletableFuture<Void> planRecord(
      Stamp stamp, Predicate<CommitRecord> isOwn, Plan plan) {
    return records
        .readStored(stamp.id())
        .thenAccept(
            record -> {
              if (record.filter(isOwn).isPresent()) {
                plan.records.add(StorageLayout.recordKey(stamp.id()));
              }
            });
  }

  private void planDecided(JournalEntry entry, Stamp stamp, CommitRecord record, Plan plan) {
    if (record.committed() && record.stamp().equals(stamp)) {
      planCommitted(entry, stamp, plan);
    } else {
      entry.keys().forEach(key -> plan.invisible.add(StorageLayout.versionKey(key, stamp)));
      counters.collectedOrphans.increment();
      if (record.stamp().equals(stamp)) {
        // Prepared, and another was first with its key: no abort record with an entry of its own.
        plan.records.add(StorageLayout.recordKey(stamp.id()));
      }
    }
  }

  private static void planCommitted(JournalEntry entry, Stamp stamp, Plan plan) {
    plan.records.add(StorageLayout.recordKey(stamp.id()));
    plan.dropped.addAll(entry.droppedRanges());
    for (Bytes key : entry.keys()) {
      // Journal order is stamp order, so that the last one is the newest.
      plan.newest.put(key, stamp);
    }
  }

  /** Finds everything that the version of {@code key} with {@code stamp} hides. */
  private CompletableFuture<Void> collect(Bytes key, Stamp stamp, Plan plan) {
    Bytes newest = StorageLayout.versionKey(key, stamp);
    KeyRange versions = new KeyRange(newest, StorageLayout.versionsOf(key).to());
    return forEachPage(versions, found -> sort(key, newest, found, plan))
        .thenCompose(
            done ->
                plan.tombstones.size() < DELETE_BATCH
                    ? done()
                    : deleteAndClear(DurableStep.COLLECT_VERSIONS, plan.invisible)
                        .thenCompose(
                            next ->
                                deleteAndClear(DurableStep.COLLECT_TOMBSTONES, plan.tombstones)));
  }

  private static CompletableFuture<Void> done() {
    return CompletableFuture.completedFuture(null);
  }

  /** Entries of a range, in pages that follow the size of the entries. */
  private CompletableFuture<Void> forEachPage(
      KeyRange range, Function<List<Entry>, CompletableFuture<Void>> step) {
    Walk walk = new Walk(range);
    return AsyncLoop.whileTrue(
        () -> {
          int wanted = walk.limit;
          return store
              .scan(walk.rest, ScanDirection.FORWARD, wanted)
              .thenCompose(
                  found -> {
                    boolean more = found.size() == wanted;
                    if (more) {
                      Bytes last = found.get(wanted - 1).key();
                      walk.rest = new KeyRange(last.successor(), range.to());
                      walk.limit = PageSize.after(found, MAX_PAGE);
                    }
                    return step.apply(found).thenApply(done -> more);
                  });
        });
  }

  private CompletableFuture<Void> sort(Bytes key, Bytes newest, List<Entry> found, Plan plan) {
    CompletableFuture<Void> result = done();
    for (Entry entry : found) {
      if (!entry.key().equals(newest)) {
        plan.invisible.add(entry.key());
        continue;
      }
      StoredVersion version = StoredVersion.decode(key, entry);
      if (version.value() == null) {
        plan.tombstones.add(entry.key());
      } else if (!version.atomic()) {
        result = write(DurableStep.COLLECT_PROOF, proven(version));
      }
    }
    return plan.invisible.size() < DELETE_BATCH
        ? result
        : result.thenCompose(done -> deleteAndClear(DurableStep.COLLECT_VERSIONS, plan.invisible));
  }

  /** A version that no longer needs its commit record. */
  private static Entry proven(StoredVersion version) {
    return new StoredVersion(version.key(), version.stamp(), version.value(), version.alone(), true)
        .encode();
  }

  private CompletableFuture<Void> deleteAndClear(DurableStep step, List<Bytes> keys) {
    List<Bytes> copy = List.copyOf(keys);
    keys.clear();
    return deleteVersions(step, copy);
  }

  private CompletableFuture<Void> deleteVersions(DurableStep step, List<Bytes> keys) {
    return delete(step, keys).thenRun(() -> counters.collectedVersions.add(keys.size()));
  }

  /** As many as one delete takes: each waits for the disk, so there should be few. */
  private static int countForDelete(List<Bytes> keys) {
    int count = 0;
    for (long bytes = 0; count < Math.min(DELETE_BATCH, keys.size()); count++) {
      bytes += keys.get(count).length();
      if (bytes > DELETE_BYTES && count > 0) {
        break;
      }
    }
    return count;
  }

  /** In steps: a store bounds what it takes at once. */
  private CompletableFuture<Void> delete(DurableStep step, List<Bytes> keys) {
    AtomicInteger from = new AtomicInteger();
    return AsyncLoop.whileTrue(
        () -> {
          List<Bytes> rest = keys.subList(from.get(), keys.size());
          if (rest.isEmpty()) {
            return CompletableFuture.completedFuture(false);
          }
          List<Bytes> some = List.copyOf(rest.subList(0, countForDelete(rest)));
          from.addAndGet(some.size());
          // What follows reads and decodes: not on the thread that writes everybody's commits.
          return steps.delete(step, some).thenApplyAsync(done -> true, background);
        });
  }

  private CompletableFuture<Void> deleteBookkeeping(Plan plan) {
    if (steps.fitsBatch(plan.records, plan.journal)) {
      List<Bytes> all = Stream.concat(plan.records.stream(), plan.journal.stream()).toList();
      return steps
          .deleteTogether(DurableStep.COLLECT_BOOKKEEPING, all)
          .thenRunAsync(() -> {}, background);
    }
    return delete(DurableStep.COLLECT_RECORDS, plan.records)
        .thenCompose(done -> delete(DurableStep.COLLECT_JOURNAL, plan.journal));
  }

  private CompletableFuture<Void> write(DurableStep step, Entry entry) {
    return steps.write(step, List.of(entry)).thenRunAsync(() -> {}, background);
  }

  private CompletableFuture<Void> deleteRange(KeyRange range) {
    KeyRange stored = StorageLayout.versionsOf(range);
    DurableStep step = DurableStep.COLLECT_RANGE;
    if (steps.canDeleteRanges()) {
      return steps.deleteRange(step, stored).thenRunAsync(() -> {}, background);
    }
    return forEachPage(
        stored, found -> deleteVersions(step, found.stream().map(Entry::key).toList()));
  }
}
