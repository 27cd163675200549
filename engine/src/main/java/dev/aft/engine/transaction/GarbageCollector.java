package dev.aft.engine.transaction;

import dev.aft.engine.EngineEnvironment;
import dev.aft.engine.EngineSettings;
import dev.aft.engine.future.AsyncLoop;
import dev.aft.storage.spi.Bytes;
import dev.aft.storage.spi.Entry;
import dev.aft.storage.spi.KeyRange;
import dev.aft.storage.spi.ScanDirection;
import dev.aft.storage.spi.Store;
import dev.aft.storage.spi.UnknownOutcomeException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Removes what no transaction can need any more, by walking the journal from its oldest entry up to
 * the horizon. Why that is safe: {@code docs/garbage-collection.md}. One round at a time; a round
 * looks at a bounded number of commits and runs on the threads of the store.
 */
final class GarbageCollector {
  private static final Logger LOG = LoggerFactory.getLogger(GarbageCollector.class);
  private static final int BATCH_COMMITS = 16_384;

  /** Journal entries read at one time. */
  private static final int BATCH_BYTES = 1 << 20;

  /** Memory for what collection remembers of keys that are overwritten again and again. */
  private static final long RETAINED_BYTES = 8L << 20;

  /** How much faster than its rate a collector may become that has fallen behind. */
  private static final int MAX_HASTE = 16;

  private static final long MAX_RECLAIM_MILLIS = 60_000;

  /** A round that found fewer commits leaves the next ones together for a while. */
  private static final int SMALL_ROUND = 1_000;

  private static final int RESTS_PER_RETENTION = 16;

  /**
   * How long collection waits after a call whose outcome is not known: what takes effect later than
   * that does so after everybody has given it up.
   */
  private static final long MAX_SETTLING_MILLIS = 10_000;

  private final Store store;
  private final JournalCleaner cleaner;
  private final SpillCollector spills;
  private final KeyCleaner keys;
  private final EngineEnvironment environment;
  private final Background background;
  private final HybridLogicalClock clock;
  private final AgeSamples ages;
  private final Supplier<Stamp> settledForAll;
  private final Counters counters;
  private final long retentionMillis;
  private final int commitsPerRound;
  private final AtomicBoolean busy = new AtomicBoolean();
  private volatile boolean paused;
  private volatile Stamp collectedBefore = Stamp.ZERO;
  private volatile long known;

  /** What the round before found to be safe; touched by ticks only, which do not overlap. */
  private Stamp candidate = Stamp.ZERO;

  /** What is left of the journal; touched by the round under way only. */
  private Bytes position = StorageLayout.JOURNAL_RANGE.from();

  private Stamp lastCollected = Stamp.ZERO;
  private final SpaceReclaimer reclaimer;
  private volatile long lagMillis;
  private final long restNanos;
  private final long settlingNanos;
  private int haste = 1;

  /** What the last round did, and when; touched by the round, and by ticks between rounds. */
  private int collectedByRound;

  private long roundEnded;

  /** Whether the last round ended with a write that may still take effect. */
  private boolean unsettled;

  private boolean caughtUp;
  private int commitsLeft;

  /**
   * A collector at rest.
   *
   * @param settledForAll every commit before it is settled for every transaction under way
   */
  GarbageCollector(
      Store store,
      CommitRecords records,
      Outcomes outcomes,
      Spiller spiller,
      EngineSettings settings,
      EngineEnvironment environment,
      HybridLogicalClock clock,
      Supplier<Stamp> settledForAll,
      VersionIndex index,
      Counters counters) {
    this.store = store;
    this.background = new Background(environment.worker());
    this.cleaner =
        new JournalCleaner(
            store,
            environment.failPoints(),
            records,
            outcomes,
            background,
            counters,
            index,
            new RetainedVersions(RETAINED_BYTES));
    this.keys = new KeyCleaner(store, settings, environment, counters);
    this.environment = environment;
    this.clock = clock;
    this.settledForAll = settledForAll;
    this.counters = counters;
    this.retentionMillis =
        settings.maxTransactionLifetime().plus(settings.skewAllowance()).toMillis();
    // A transaction may begin to commit at the end of its life, and that may take as long again.
    long orphanAgeMillis = retentionMillis + settings.maxTransactionLifetime().toMillis();
    this.spills =
        new SpillCollector(
            store,
            new DurableSteps(store, environment.failPoints()),
            spiller,
            background,
            counters,
            orphanAgeMillis);
    this.reclaimer =
        new SpaceReclaimer(
            store,
            environment.nanoTime(),
            TimeUnit.MILLISECONDS.toNanos(Math.min(MAX_RECLAIM_MILLIS, retentionMillis)));
    this.restNanos =
        TimeUnit.MILLISECONDS.toNanos(
            Math.min(MAX_RECLAIM_MILLIS, retentionMillis / RESTS_PER_RETENTION));
    this.settlingNanos =
        TimeUnit.MILLISECONDS.toNanos(Math.min(MAX_SETTLING_MILLIS, retentionMillis));
    this.ages = new AgeSamples(TimeUnit.MILLISECONDS.toNanos(retentionMillis));
    long perRound =
        settings.collectedCommitsPerSecond() * settings.collectionInterval().toMillis() / 1000;
    this.commitsPerRound = (int) Math.max(1, Math.min(Integer.MAX_VALUE, perRound));
  }

  /** What was superseded before this may be gone. */
  Stamp collectedBefore() {
    return collectedBefore;
  }

  /** A timestamp that was given longer ago than any transaction may live; 0 when not known. */
  long knownEverywhere() {
    return known;
  }

  /** How much older the oldest commit that is left is than it has to be; 0 when none is left. */
  long lagMillis() {
    return lagMillis;
  }

  /** How much older the oldest key record is than it has to be. */
  long keysLagMillis() {
    return keys.lagMillis();
  }

  void pause() {
    paused = true;
  }

  void resume() {
    paused = false;
  }

  /** Starts a round unless one is under way. Called by one thread at a time. */
  void tick() {
    Stamp horizon = advance();
    if (!paused && horizon.isAfter(Stamp.ZERO) && busy.compareAndSet(false, true)) {
      if (rests()) {
        busy.set(false);
        return;
      }
      collectedByRound = 0;
      collectedBefore = horizon.isAfter(collectedBefore) ? horizon : collectedBefore;
      commitsLeft = (int) Math.min(Integer.MAX_VALUE, (long) haste * commitsPerRound);
      background.execute(() -> run(horizon));
    }
  }

  /**
   * Each round that finds something writes to the store, however little it finds: where commits are
   * rare, those of a part of the retention go together. And a write whose outcome is not known may
   * bring a version back: it has to be there, or never come, before what hides it is removed.
   */
  private boolean rests() {
    long idleNanos = environment.nanoTime().getAsLong() - roundEnded;
    boolean found = caughtUp && collectedByRound > 0;
    return (unsettled && idleNanos < settlingNanos)
        || (found && collectedByRound < SMALL_ROUND && idleNanos < restNanos);
  }

  private void run(Stamp horizon) {
    try {
      var unused =
          AsyncLoop.whileTrue(() -> step(horizon))
              .thenRun(() -> measure(horizon))
              .thenCompose(done -> spills.collect(environment.clock().millis()))
              .thenCompose(done -> cleanKeys(horizon))
              .thenRun(this::hurry)
              .whenComplete(this::endRound);
    } catch (RuntimeException | Error e) {
      endRound(null, e);
    }
  }

  /**
   * The horizon of this round: what was safe in the last round and is safe now. A transaction that
   * was just taking its snapshot in one of the two is seen by the other.
   */
  private Stamp advance() {
    long millis = environment.clock().millis() - retentionMillis;
    // Stamps run ahead of the wall clock after it was turned back: then the samples tell their age.
    long sampled = ages.note(environment.nanoTime().getAsLong(), clock.last());
    known = sampled;
    long old = Math.max(HybridLogicalClock.ofMillis(millis), sampled + 1);
    Stamp byAge = new Stamp(old, Stamp.ZERO.id());
    Stamp safe = earlier(byAge, settledForAll.get());
    Stamp horizon = earlier(candidate, safe);
    candidate = safe;
    return horizon;
  }

  private static Stamp earlier(Stamp a, Stamp b) {
    return a.isBefore(b) ? a : b;
  }

  private CompletableFuture<Boolean> step(Stamp horizon) {
    KeyRange range = new KeyRange(position, StorageLayout.journalKey(horizon));
    int limit = Math.min(BATCH_COMMITS, commitsLeft);
    caughtUp = range.isEmpty();
    if (paused || limit <= 0 || caughtUp) {
      return CompletableFuture.completedFuture(false);
    }
    return store
        .scanPage(range, ScanDirection.FORWARD, limit, BATCH_BYTES)
        .thenCompose(
            page ->
                cleaner
                    .clean(page.entries())
                    .thenApply(
                        done -> {
                          advancePast(page.entries());
                          caughtUp = !page.more();
                          return page.more();
                        }));
  }

  /** With what the journal has left of the round; none when the journal is not done. */
  private CompletableFuture<Void> cleanKeys(Stamp horizon) {
    return paused || !caughtUp || commitsLeft <= 0
        ? CompletableFuture.completedFuture(null)
        : keys.clean(horizon, commitsLeft);
  }

  private void measure(Stamp horizon) {
    if (caughtUp) {
      lagMillis = 0;
      reclaimer.caughtUp(counters.collectedCommits.sum());
    } else if (!paused) {
      lagMillis = Math.max(0, (horizon.timestamp() >>> 16) - (lastCollected.timestamp() >>> 16));
    }
  }

  /** A collector that has not come to the end of its work, keys included, becomes faster. */
  private void hurry() {
    if (caughtUp && !keys.isBehind()) {
      haste = 1;
    } else if (!paused) {
      haste = Math.min(MAX_HASTE, 2 * haste);
    }
  }

  private void advancePast(List<Entry> entries) {
    if (!entries.isEmpty()) {
      Bytes last = entries.get(entries.size() - 1).key();
      lastCollected = StorageLayout.journalStamp(last);
      position = last.successor();
      commitsLeft -= entries.size();
      collectedByRound += entries.size();
    }
  }

  private void endRound(@Nullable Void done, @Nullable Throwable error) {
    if (error != null && !StorageErrors.isClosed(error)) {
      counters.collectionFailures.increment();
      StorageErrors.warn(
          LOG, "A round of garbage collection failed; the next goes on from there.", error);
    }
    unsettled = error != null && StorageErrors.unwrap(error) instanceof UnknownOutcomeException;
    roundEnded = environment.nanoTime().getAsLong();
    busy.set(false);
  }
}
