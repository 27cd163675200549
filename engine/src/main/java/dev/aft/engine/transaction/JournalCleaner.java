package dev.aft.engine.transaction;

import dev.aft.engine.DurableStep;
import dev.aft.engine.FailPoints;
import dev.aft.engine.future.AsyncLoop;
import dev.aft.storage.spi.Bytes;
import dev.aft.storage.spi.Entry;
import dev.aft.storage.spi.KeyRange;
import dev.aft.storage.spi.ScanDirection;
import dev.aft.storage.spi.StorageException;
import dev.aft.storage.spi.StorageException.Reason;
import dev.aft.storage.spi.Store;
import dev.aft.storage.spi.UnknownOutcomeException;
import dev.aft.storage.spi.WriteBatch;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Removes what the commits of a part of the journal made superfluous, then the part itself. The
 * order makes every step repeatable: versions first, oldest things before what hides them, then the
 * note of how far this went, the journal last, so that a death in between leaves the work list in
 * place; all but what tombstones hide goes together where one atomic batch takes it. Works on a
 * bounded number of keys at a time.
 */
final class JournalCleaner {
  private static final JournalEntry NOTHING =
      new JournalEntry(JournalEntry.Kind.ATOMIC, List.of(), List.of());
  private static final int FIRST_PAGE = 4;
  private static final int MAX_PAGE = 256;

  /** So many reads the thread of a round does itself when memory has the answers. */
  private static final int MAX_READ = 64;

  private static final int DELETE_BATCH = 4_000;
  private static final int DELETE_BYTES = 1 << 19;

  private final Store store;
  private final DurableSteps steps;
  private final CommitRecords records;
  private final Outcomes outcomes;
  private final Background background;
  private final Counters counters;
  private final VersionIndex index;
  private final RetainedVersions retained;

  /** The note in the store; null until it has been read. Touched by one call at a time. */
  private volatile @Nullable Stamp collected;

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
      Counters counters,
      VersionIndex index,
      RetainedVersions retained) {
    this.store = store;
    this.steps = new DurableSteps(store, failPoints);
    this.records = records;
    this.outcomes = outcomes;
    this.background = background;
    this.counters = counters;
    this.index = index;
    this.retained = retained;
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
    CollectionPlan plan = new CollectionPlan();
    return AsyncLoop.whileTrue(
            () ->
                journal.hasNext() && !plan.isFull()
                    ? plan(journal.next(), plan, noted).thenApply(done -> true)
                    : CompletableFuture.completedFuture(false))
        .thenCompose(done -> execute(plan));
  }

  private CompletableFuture<Void> execute(CollectionPlan plan) {
    return findSuperseded(plan)
        .thenCompose(done -> AsyncLoop.forEach(plan.dropped, this::deleteRange))
        .thenCompose(done -> deleteFirst(plan))
        .thenCompose(done -> deleteTogether(plan))
        .thenCompose(together -> together ? done() : deleteInOrder(plan))
        .whenComplete((done, error) -> endPlan(plan, error));
  }

  /** What tombstones hide goes before them, and so does what others would wait for too long. */
  private CompletableFuture<Void> deleteFirst(CollectionPlan plan) {
    boolean isSmall = countForDelete(plan.invisible) == plan.invisible.size();
    return plan.tombstones.isEmpty() && isSmall
        ? done()
        : deleteAndClear(DurableStep.COLLECT_VERSIONS, plan.invisible);
  }

  /** All at once, where one atomic batch takes it: each write waits for the disk or the network. */
  private CompletableFuture<Boolean> deleteTogether(CollectionPlan plan) {
    Set<Bytes> all = new LinkedHashSet<>(plan.invisible);
    all.addAll(plan.tombstones);
    int versions = all.size();
    all.addAll(plan.records);
    all.addAll(plan.journal);
    WriteBatch batch = new WriteBatch(noteOf(plan.last), List.copyOf(all));
    if (!steps.accepts(List.of(), batch)) {
      return CompletableFuture.completedFuture(false);
    }
    plan.written.forEach((key, written) -> retained.retain(key, written.newest()));
    return steps
        .commit(DurableStep.COLLECT_BOOKKEEPING, batch)
        .thenApplyAsync(
            done -> {
              counters.collectedVersions.add(versions);
              noted(plan.last);
              return true;
            },
            background)
        .exceptionallyCompose(JournalCleaner::unlessTooLarge);
  }

  /** A store may count more than bytes: what is too much at once goes in steps. */
  private static CompletableFuture<Boolean> unlessTooLarge(Throwable error) {
    StorageException failure = StorageException.from(error);
    boolean inSteps =
        failure.reason() == Reason.TOO_LARGE && !(failure instanceof UnknownOutcomeException);
    return inSteps
        ? CompletableFuture.completedFuture(false)
        : CompletableFuture.failedFuture(error);
  }

  private CompletableFuture<Void> deleteInOrder(CollectionPlan plan) {
    return deleteVersions(DurableStep.COLLECT_VERSIONS, plan.invisible)
        .thenCompose(done -> deleteVersions(DurableStep.COLLECT_TOMBSTONES, plan.tombstones))
        .thenRun(() -> plan.written.forEach((key, w) -> retained.retain(key, w.newest())))
        .thenCompose(done -> note(plan.last))
        .thenCompose(done -> delete(DurableStep.COLLECT_RECORDS, plan.records))
        .thenCompose(done -> delete(DurableStep.COLLECT_JOURNAL, plan.journal));
  }

  private void endPlan(CollectionPlan plan, @Nullable Throwable error) {
    if (error == null) {
      counters.collectedCommits.add(plan.commits);
    } else {
      retained.clear();
    }
  }

  /** From now on only records and journal entries are left of what lies before {@code last}. */
  private CompletableFuture<Void> note(Stamp last) {
    List<Entry> note = noteOf(last);
    return note.isEmpty()
        ? done()
        : write(DurableStep.COLLECT_NOTE, note.get(0)).thenRun(() -> noted(last));
  }

  /** Nothing where the store says so already. */
  private List<Entry> noteOf(Stamp last) {
    Stamp known = collected;
    return known != null && !last.isAfter(known)
        ? List.of()
        : List.of(new Entry(StorageLayout.COLLECTED_KEY, StorageLayout.encode(last)));
  }

  private void noted(Stamp last) {
    Stamp known = collected;
    if (known == null || last.isAfter(known)) {
      collected = last;
    }
  }

  private CompletableFuture<Void> plan(Entry stored, CollectionPlan plan, Stamp noted) {
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
      Stamp stamp, Predicate<CommitRecord> isOwn, CollectionPlan plan) {
    return records
        .readStored(stamp.id())
        .thenAccept(
            record -> {
              if (record.filter(isOwn).isPresent()) {
                plan.records.add(StorageLayout.recordKey(stamp.id()));
              }
            });
  }

  private void planDecided(
      JournalEntry entry, Stamp stamp, CommitRecord record, CollectionPlan plan) {
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

  private static void planCommitted(JournalEntry entry, Stamp stamp, CollectionPlan plan) {
    plan.records.add(StorageLayout.recordKey(stamp.id()));
    plan.dropped.addAll(entry.droppedRanges());
    for (Bytes key : entry.keys()) {
      plan.addWritten(key, stamp, entry.kind() == JournalEntry.Kind.ATOMIC);
    }
  }

  /**
   * Finds what the newest versions at hand hide: from memory where that is known, else by search.
   */
  private CompletableFuture<Void> findSuperseded(CollectionPlan plan) {
    List<Bytes> known = new ArrayList<>();
    List<Bytes> unknown = new ArrayList<>();
    for (Map.Entry<Bytes, CollectionPlan.Written> entry : plan.written.entrySet()) {
      Bytes key = entry.getKey();
      Stamp oldest = retained.oldest(key);
      if (oldest == null) {
        unknown.add(key);
        continue;
      }
      CollectionPlan.Written written = entry.getValue();
      if (!written.proven() || !index.hasNewer(key, written.newest())) {
        known.add(key);
      }
      if (oldest.isBefore(written.newest())) {
        plan.invisible.add(StorageLayout.versionKey(key, oldest));
      }
      for (Stamp stamp : written.before()) {
        plan.invisible.add(StorageLayout.versionKey(key, stamp));
      }
    }
    return lookAtNewest(known, plan)
        .thenCompose(done -> AsyncLoop.forEach(unknown, key -> search(key, plan)));
  }

  /** Tombstones go, and what is without proof gets it. */
  private CompletableFuture<Void> lookAtNewest(List<Bytes> keys, CollectionPlan plan) {
    int[] at = {0, FIRST_PAGE};
    return AsyncLoop.whileTrue(
        () -> {
          List<Bytes> some = keys.subList(at[0], Math.min(keys.size(), at[0] + at[1]));
          if (some.isEmpty()) {
            return CompletableFuture.completedFuture(false);
          }
          at[0] += some.size();
          List<Bytes> wanted = some.stream().map(key -> newest(key, plan)).toList();
          return store
              .readMany(wanted)
              .thenCompose(
                  values -> {
                    List<Entry> found = present(wanted, values);
                    at[1] = PageSize.after(found, MAX_READ);
                    return AsyncLoop.forEach(found, entry -> lookAt(entry, plan));
                  })
              .thenApply(done -> true);
        });
  }

  private static List<Entry> present(List<Bytes> keys, List<Optional<Bytes>> values) {
    List<Entry> present = new ArrayList<>(keys.size());
    for (int i = 0; i < keys.size(); i++) {
      Bytes key = keys.get(i);
      values.get(i).ifPresent(value -> present.add(new Entry(key, value)));
    }
    return present;
  }

  private static Bytes newest(Bytes key, CollectionPlan plan) {
    CollectionPlan.Written written = Objects.requireNonNull(plan.written.get(key));
    return StorageLayout.versionKey(key, written.newest());
  }

  private CompletableFuture<Void> search(Bytes key, CollectionPlan plan) {
    Bytes newest = newest(key, plan);
    KeyRange versions = new KeyRange(newest, StorageLayout.versionsOf(key).to());
    return forEachPage(versions, found -> sort(newest, found, plan))
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

  private CompletableFuture<Void> sort(Bytes newest, List<Entry> found, CollectionPlan plan) {
    CompletableFuture<Void> result = done();
    for (Entry entry : found) {
      if (entry.key().equals(newest)) {
        result = lookAt(entry, plan);
      } else {
        plan.invisible.add(entry.key());
      }
    }
    return plan.invisible.size() < DELETE_BATCH
        ? result
        : result.thenCompose(done -> deleteAndClear(DurableStep.COLLECT_VERSIONS, plan.invisible));
  }

  /** The newest of the versions of a key that are before the horizon. */
  private CompletableFuture<Void> lookAt(Entry newest, CollectionPlan plan) {
    CompletableFuture<Void> result = done();
    StoredVersion version = StoredVersion.decode(newest);
    if (version.value() == null) {
      plan.tombstones.add(newest.key());
    } else if (!version.atomic()) {
      result = write(DurableStep.COLLECT_PROOF, proven(version));
    }
    return result;
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
