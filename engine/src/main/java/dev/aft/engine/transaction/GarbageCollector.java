package dev.aft.engine.transaction;

import dev.aft.engine.EngineEnvironment;
import dev.aft.engine.EngineSettings;
import dev.aft.storage.spi.Bytes;
import dev.aft.storage.spi.Entry;
import dev.aft.storage.spi.KeyRange;
import dev.aft.storage.spi.ScanDirection;
import dev.aft.storage.spi.Store;
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
  private static final int BATCH_COMMITS = 64;

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

  private int commitsLeft;
  private int batch = 1;

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
      Counters counters) {
    this.store = store;
    this.background = new Background(environment.worker());
    this.cleaner =
        new JournalCleaner(
            store, environment.failPoints(), records, outcomes, background, counters);
    this.keys = new KeyCleaner(store, settings, environment, clock, counters);
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
      collectedBefore = horizon.isAfter(collectedBefore) ? horizon : collectedBefore;
      commitsLeft = commitsPerRound;
      batch = 1;
      background.execute(() -> run(horizon));
    }
  }

  private void run(Stamp horizon) {
    try {
      var unused =
          AsyncLoop.whileTrue(() -> step(horizon))
              .thenCompose(done -> spills.collect(environment.clock().millis()))
              .thenCompose(done -> cleanKeys(horizon))
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
    int limit = Math.min(batch, commitsLeft);
    if (paused || limit <= 0 || range.isEmpty()) {
      return CompletableFuture.completedFuture(false);
    }
    return store
        .scan(range, ScanDirection.FORWARD, limit)
        .thenCompose(
            entries ->
                cleaner
                    .clean(entries)
                    .thenApply(
                        done -> {
                          advancePast(entries);
                          return entries.size() == limit;
                        }));
  }

  /** With what the journal has left of the round; none when the journal is not done. */
  private CompletableFuture<Void> cleanKeys(Stamp horizon) {
    return paused || commitsLeft <= 0
        ? CompletableFuture.completedFuture(null)
        : keys.clean(horizon, commitsLeft);
  }

  private void advancePast(List<Entry> entries) {
    if (!entries.isEmpty()) {
      position = entries.get(entries.size() - 1).key().successor();
      commitsLeft -= entries.size();
      batch = PageSize.after(entries, BATCH_COMMITS);
    }
  }

  private void endRound(@Nullable Void done, @Nullable Throwable error) {
    if (error != null) {
      counters.collectionFailures.increment();
      LOG.warn("A round of garbage collection failed; the next goes on from there", error);
    }
    busy.set(false);
  }
}
