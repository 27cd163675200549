package dev.aft.engine.transaction;

import dev.aft.engine.DurableStep;
import dev.aft.engine.EngineEnvironment;
import dev.aft.engine.EngineSettings;
import dev.aft.engine.future.AsyncLoop;
import dev.aft.storage.spi.Bytes;
import dev.aft.storage.spi.Entry;
import dev.aft.storage.spi.KeyRange;
import dev.aft.storage.spi.ScanDirection;
import dev.aft.storage.spi.Store;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * Removes key records that have lived their time, oldest first: the record, then the entry that
 * told of it, so that a death in between leaves the work in place. Used by one round at a time,
 * each ordered after the one before.
 */
final class KeyCleaner {
  private static final int PAGE = 256;
  private static final int ROUNDS_PER_LIFETIME = 1440;

  private final Store store;
  private final DurableSteps steps;
  private final EngineEnvironment environment;
  private final Background background;
  private final KeyClock keyClock;
  private final Counters counters;
  private final long intervalNanos;
  private final long attemptMillis;
  private boolean started;
  private boolean hurries = true;
  private volatile long lagMillis;
  private int left;
  private long lastRound;
  private Bytes position = StorageLayout.EXPIRY_RANGE.from();

  KeyCleaner(
      Store store, EngineSettings settings, EngineEnvironment environment, Counters counters) {
    this.store = store;
    this.steps = new DurableSteps(store, environment.failPoints());
    this.environment = environment;
    this.background = new Background(environment.worker());
    this.keyClock =
        new KeyClock(
            lifetime(settings), environment.clock().millis(), environment.nanoTime().getAsLong());
    this.counters = counters;
    this.attemptMillis =
        settings.maxTransactionLifetime().multipliedBy(2).plus(settings.skewAllowance()).toMillis();
    long interval = settings.idempotencyKeyLifetime().toMillis() / ROUNDS_PER_LIFETIME;
    this.intervalNanos = TimeUnit.MILLISECONDS.toNanos(Math.min(interval, 60_000));
  }

  /**
   * Not shorter than an attempt can be under way that began before the key record was there: it may
   * live for the lifetime, and then take as long to commit.
   */
  private static Duration lifetime(EngineSettings settings) {
    Duration longest =
        settings.maxTransactionLifetime().multipliedBy(2).plus(settings.skewAllowance());
    Duration promised = settings.idempotencyKeyLifetime();
    return promised.compareTo(longest) > 0 ? promised : longest;
  }

  /**
   * A round, if one is due. The journal must be done before {@code horizon}.
   *
   * @param limit how many key records may go
   */
  CompletableFuture<Void> clean(Stamp horizon, int limit) {
    long now = environment.nanoTime().getAsLong();
    if (!hurries && now - lastRound < intervalNanos) {
      return CompletableFuture.completedFuture(null);
    }
    lastRound = now;
    left = limit;
    return start()
        .thenCompose(
            done ->
                AsyncLoop.whileTrue(
                    () -> cleanPage(now, horizon).thenApply(page -> hurries && left > 0)));
  }

  /** Whether key records are left that could go. */
  boolean isBehind() {
    return hurries;
  }

  /** How much older the oldest key record is than it has to be; 0 when none could go. */
  long lagMillis() {
    return lagMillis;
  }

  private CompletableFuture<Void> start() {
    if (started) {
      return CompletableFuture.completedFuture(null);
    }
    return store
        .read(StorageLayout.KEY_CLOCK_KEY)
        .thenAccept(
            noted -> {
              noted.ifPresent(bytes -> keyClock.goOnFrom(decode(bytes)));
              started = true;
            });
  }

  private CompletableFuture<Void> cleanPage(long now, Stamp horizon) {
    KeyRange rest = new KeyRange(position, StorageLayout.EXPIRY_RANGE.to());
    int page = Math.min(PAGE, left);
    return store
        .scan(rest, ScanDirection.FORWARD, page)
        .thenComposeAsync(
            found ->
                found.isEmpty()
                    ? rest()
                    : undecided(horizon).thenCompose(before -> remove(found, before, page, now)),
            background);
  }

  private CompletableFuture<Void> rest() {
    hurries = false;
    lagMillis = 0;
    return CompletableFuture.completedFuture(null);
  }

  /**
   * Until when no commit record is left that could need a key record to be decided: where the
   * journal goes on, less the time for which an attempt can come after the one that was first.
   */
  private CompletableFuture<Long> undecided(Stamp horizon) {
    KeyRange journal =
        new KeyRange(StorageLayout.journalKey(horizon), StorageLayout.JOURNAL_RANGE.to());
    return store
        .scan(journal, ScanDirection.FORWARD, 1)
        .thenApply(left -> left.isEmpty() ? Long.MAX_VALUE : beforeAttempts(left.get(0)));
  }

  private long beforeAttempts(Entry journal) {
    long millis =
        HybridLogicalClock.millisOf(StorageLayout.journalStamp(journal.key()).timestamp());
    return HybridLogicalClock.ofMillis(millis - attemptMillis);
  }

  private CompletableFuture<Void> remove(List<Entry> found, long undecided, int page, long now) {
    Stamp oldest = StorageLayout.expiryStamp(found.get(0).key());
    keyClock.reach(HybridLogicalClock.millisOf(oldest.timestamp()), now);
    long before = Math.min(keyClock.expired(now), undecided);
    List<Entry> expired =
        found.stream()
            .filter(e -> StorageLayout.expiryStamp(e.key()).timestamp() < before)
            .toList();
    hurries = expired.size() == page;
    lagMillis = hurries ? lag(expired, now) : 0;
    left -= expired.size();
    CompletableFuture<Void> noted = note(now);
    if (expired.isEmpty()) {
      return noted;
    }
    return noted
        .thenCompose(done -> removeKeys(expired))
        .thenCompose(
            done ->
                steps.delete(
                    DurableStep.COLLECT_EXPIRIES, expired.stream().map(Entry::key).toList()))
        .thenRun(() -> position = expired.get(expired.size() - 1).key().successor());
  }

  private long lag(List<Entry> expired, long now) {
    Stamp last = StorageLayout.expiryStamp(expired.get(expired.size() - 1).key());
    long before = HybridLogicalClock.millisOf(keyClock.expired(now));
    return Math.max(0, before - HybridLogicalClock.millisOf(last.timestamp()));
  }

  /** Only while there are key records: without any, no time has to be told. */
  private CompletableFuture<Void> note(long now) {
    Bytes value = encode(keyClock.millis(now));
    return steps.write(
        DurableStep.COLLECT_KEY_CLOCK, List.of(new Entry(StorageLayout.KEY_CLOCK_KEY, value)));
  }

  /** A key record may be that of another commit, which was first. */
  private CompletableFuture<Void> removeKeys(List<Entry> expired) {
    List<Bytes> keys = expired.stream().map(e -> StorageLayout.keyRecordKey(e.value())).toList();
    return store
        .readMany(keys)
        .thenCompose(
            records -> {
              List<Bytes> own = new ArrayList<>();
              for (int i = 0; i < keys.size(); i++) {
                Stamp stamp = StorageLayout.expiryStamp(expired.get(i).key());
                Optional<KeyRecord> record = records.get(i).map(KeyRecord::decode);
                if (record.filter(r -> r.stamp().equals(stamp)).isPresent()) {
                  own.add(keys.get(i));
                }
              }
              return steps
                  .delete(DurableStep.COLLECT_KEYS, own)
                  .thenRun(() -> counters.collectedKeys.add(own.size()));
            });
  }

  static Bytes encode(long millis) {
    return Bytes.wrap(ByteBuffer.allocate(Long.BYTES).putLong(millis).array());
  }

  static long decode(Bytes noted) {
    if (noted.length() != Long.BYTES) {
      throw StorageLayout.corrupt("the time of key records", noted);
    }
    long millis = ByteBuffer.wrap(noted.unsafeArray()).getLong();
    if (millis < 0 || millis > StorageLayout.MAX_MILLIS) {
      throw StorageLayout.corrupt("the time of key records", noted);
    }
    return millis;
  }
}
