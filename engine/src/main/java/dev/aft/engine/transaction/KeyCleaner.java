package dev.aft.engine.transaction;

import dev.aft.engine.DurableStep;
import dev.aft.engine.EngineEnvironment;
import dev.aft.engine.EngineSettings;
import dev.aft.storage.spi.Bytes;
import dev.aft.storage.spi.Entry;
import dev.aft.storage.spi.KeyRange;
import dev.aft.storage.spi.ScanDirection;
import dev.aft.storage.spi.Store;
import java.nio.ByteBuffer;
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
  private final HybridLogicalClock clock;
  private final KeyClock keyClock;
  private final Counters counters;
  private final long intervalNanos;
  private final long retentionMillis;
  private boolean started;
  private boolean hurries = true;
  private long lastRound;
  private Bytes position = StorageLayout.EXPIRY_RANGE.from();

  KeyCleaner(
      Store store,
      EngineSettings settings,
      EngineEnvironment environment,
      HybridLogicalClock clock,
      Counters counters) {
    this.store = store;
    this.steps = new DurableSteps(store, environment.failPoints());
    this.environment = environment;
    this.background = new Background(environment.worker());
    this.clock = clock;
    this.keyClock = new KeyClock(settings.idempotencyKeyLifetime());
    this.counters = counters;
    long interval = settings.idempotencyKeyLifetime().toMillis() / ROUNDS_PER_LIFETIME;
    this.intervalNanos = TimeUnit.MILLISECONDS.toNanos(Math.min(interval, 60_000));
    this.retentionMillis =
        settings.maxTransactionLifetime().plus(settings.skewAllowance()).toMillis();
  }

  /**
   * A round, if one is due.
   *
   * @param collected every commit before it has left no record that could need a key record to be
   *     decided
   * @param limit how many key records may go
   */
  CompletableFuture<Void> clean(Stamp collected, int limit) {
    long now = environment.nanoTime().getAsLong();
    if (!hurries && now - lastRound < intervalNanos) {
      return CompletableFuture.completedFuture(null);
    }
    lastRound = now;
    return start(now).thenCompose(done -> cleanStarted(now, collected, limit));
  }

  private CompletableFuture<Void> start(long now) {
    if (started) {
      return CompletableFuture.completedFuture(null);
    }
    return store
        .read(StorageLayout.KEY_CLOCK_KEY)
        .thenAccept(
            noted -> {
              keyClock.start(
                  noted.map(KeyCleaner::decode).orElse(0L), environment.clock().millis(), now);
              started = true;
            });
  }

  private CompletableFuture<Void> cleanStarted(long now, Stamp collected, int limit) {
    long settled = HybridLogicalClock.millisOf(collected.timestamp()) - retentionMillis;
    long before =
        Math.min(keyClock.expired(now, clock.last()), HybridLogicalClock.ofMillis(settled));
    KeyRange rest = new KeyRange(position, StorageLayout.EXPIRY_RANGE.to());
    int page = Math.min(PAGE, limit);
    return store
        .scan(rest, ScanDirection.FORWARD, page)
        .thenComposeAsync(found -> remove(found, before, page, now), background);
  }

  private CompletableFuture<Void> remove(List<Entry> found, long before, int page, long now) {
    List<Entry> expired =
        found.stream()
            .filter(e -> StorageLayout.expiryStamp(e.key()).timestamp() < before)
            .toList();
    hurries = expired.size() == page;
    CompletableFuture<Void> noted =
        found.isEmpty() ? CompletableFuture.completedFuture(null) : note(now);
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

  private static Bytes encode(long millis) {
    return Bytes.wrap(ByteBuffer.allocate(Long.BYTES).putLong(millis).array());
  }

  private static long decode(Bytes noted) {
    if (noted.length() != Long.BYTES) {
      throw StorageLayout.corrupt("the time of key records", noted);
    }
    return ByteBuffer.wrap(noted.unsafeArray()).getLong();
  }
}
