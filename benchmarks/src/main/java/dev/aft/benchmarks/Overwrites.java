package dev.aft.benchmarks;

import dev.aft.benchmarks.surroundings.Ambient;
import dev.aft.engine.EngineSettings;
import dev.aft.engine.SystemEnvironment;
import dev.aft.engine.transaction.Transaction;
import dev.aft.engine.transaction.TransactionManager;
import dev.aft.engine.transaction.TransactionManagers;
import dev.aft.engine.transaction.TransactionOptions;
import dev.aft.storage.spi.Bytes;
import dev.aft.storage.spi.Store;
import dev.aft.storage.spi.Stores;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Overwrites the same keys again and again, one key a transaction, and watches the room that the
 * store takes on disk while that goes on and when it is over.
 */
public final class Overwrites {
  /**
   * What to do.
   *
   * @param inFlight transactions under way at one time
   * @param lifetime the longest life of a transaction; old versions are kept about as long
   */
  public record Plan(int updates, int keys, int valueBytes, int inFlight, Duration lifetime) {
    /** What a user would say that the table holds. */
    public long liveBytes() {
      return (long) keys * (key(0).length() + valueBytes);
    }
  }

  /**
   * What was seen at some moment.
   *
   * @param diskBytes all files of the store
   * @param backlogMillis how far garbage collection is behind
   */
  public record Sample(
      long millis, long updates, long collected, long diskBytes, long backlogMillis) {}

  private static final Duration SAMPLED = Duration.ofSeconds(1);
  private static final int QUIET_SAMPLES = 4;

  private final Plan plan;
  private final Path folder;
  private final Consumer<Sample> watcher;
  private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
  private final long startNanos = Ambient.nanoTime();

  /**
   * A run that has not begun.
   *
   * @param folder where the store shall be; absent or empty
   * @param watcher told about every second
   */
  public Overwrites(Plan plan, Path folder, Consumer<Sample> watcher) {
    this.plan = plan;
    this.folder = folder;
    this.watcher = watcher;
  }

  /** Runs it all; the last sample is from when the store had come to rest. */
  public Sample run() throws InterruptedException {
    EngineSettings settings =
        EngineSettings.builder()
            .maxTransactionLifetime(plan.lifetime())
            .skewAllowance(Duration.ofSeconds(1))
            .collectionInterval(Duration.ofMillis(500))
            .build();
    try (SystemEnvironment environment = SystemEnvironment.create();
        Store store = Stores.open("rocksdb:" + folder);
        TransactionManager manager =
            TransactionManagers.open(store, settings, environment.environment())) {
      update(manager);
      return settle(manager);
    }
  }

  private void update(TransactionManager manager) throws InterruptedException {
    RandomGenerator random = Ambient.random();
    Semaphore free = new Semaphore(plan.inFlight());
    long nextSample = SAMPLED.toNanos();
    for (int update = 0; update < plan.updates(); update++) {
      // Every key at least once, so that all of them are live.
      int key = update < plan.keys() ? update : random.nextInt(plan.keys());
      free.acquire();
      write(manager, key(key), value(random, plan.valueBytes()), free);
      if (Ambient.nanoTime() - startNanos >= nextSample) {
        requireNoFailure();
        watcher.accept(sample(manager, update));
        nextSample += SAMPLED.toNanos();
      }
    }
    free.acquire(plan.inFlight());
    requireNoFailure();
  }

  private void write(TransactionManager manager, Bytes key, Bytes value, Semaphore free) {
    Transaction transaction = manager.begin(TransactionOptions.DEFAULT);
    transaction.write(key, value);
    var unused =
        transaction
            .commit()
            .whenComplete(
                (outcome, error) -> {
                  if (error != null) {
                    failure.compareAndSet(null, error);
                  }
                  free.release();
                });
  }

  private void requireNoFailure() {
    Throwable error = failure.get();
    if (error != null) {
      throw new CompletionException(error);
    }
  }

  /** Waits until everything old is collected and the files do not change any more. */
  private Sample settle(TransactionManager manager) throws InterruptedException {
    Sample last = sample(manager, plan.updates());
    long most = plan.lifetime().toSeconds() * 4 + 60;
    int quiet = 0;
    for (long second = 0;
        second < most && quiet < plan.lifetime().toSeconds() + QUIET_SAMPLES;
        second++) {
      Ambient.sleep(SAMPLED);
      Sample next = sample(manager, plan.updates());
      watcher.accept(next);
      boolean done = next.collected() >= plan.updates() && next.diskBytes() == last.diskBytes();
      quiet = done ? quiet + 1 : 0;
      last = next;
    }
    return last;
  }

  private Sample sample(TransactionManager manager, long updates) {
    Map<String, Long> statistics = manager.statistics();
    return new Sample(
        Duration.ofNanos(Ambient.nanoTime() - startNanos).toMillis(),
        updates,
        statistics.getOrDefault("collection.commits", 0L),
        diskBytes(folder),
        statistics.getOrDefault("collection.lag.millis", 0L));
  }

  private static Bytes key(int number) {
    return Bytes.utf8(String.format(Locale.ROOT, "key-%08d", number));
  }

  /** Random, so that compression cannot hide anything. */
  private static Bytes value(RandomGenerator random, int bytes) {
    byte[] value = new byte[bytes];
    random.nextBytes(value);
    return Bytes.wrap(value);
  }

  /** The length of all files in a folder; one that vanishes meanwhile does not count. */
  static long diskBytes(Path folder) {
    try (Stream<Path> files = Files.walk(folder)) {
      return files.mapToLong(Overwrites::length).sum();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static long length(Path file) {
    try {
      return Files.isRegularFile(file) ? Files.size(file) : 0;
    } catch (IOException e) {
      return 0;
    }
  }
}
