package dev.aft.storage.foundationdb;

import com.apple.foundationdb.Database;
import com.apple.foundationdb.KeyValue;
import com.apple.foundationdb.Range;
import com.apple.foundationdb.tuple.Tuple;
import dev.aft.storage.foundationdb.testing.FakeCluster;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicLong;

/** Opens stores on a cluster in memory. */
final class FakeStores {
  static final FoundationDbSettings SETTINGS = FoundationDbSettings.DEFAULT;

  /** Ids must differ from store to store, as they do in different processes. */
  private static final AtomicLong SEEDS = new AtomicLong();

  private FakeStores() {}

  static FoundationDbStore open(FakeCluster cluster) {
    return open(cluster, SETTINGS);
  }

  static FoundationDbStore open(FakeCluster cluster, FoundationDbSettings settings) {
    return FoundationDbStore.open(connection(cluster), settings, environment());
  }

  static FoundationDbStore look(FakeCluster cluster) {
    return FoundationDbStore.look(connection(cluster), SETTINGS, environment());
  }

  static FoundationDbEnvironment environment() {
    return environment(
        SEEDS.incrementAndGet(),
        Executors.newFixedThreadPool(2),
        Executors.newSingleThreadScheduledExecutor());
  }

  /** Everything on the calling thread, the background when {@code scheduler} is told to. */
  static FoundationDbStore openOnThisThread(FakeCluster cluster, ManualScheduler scheduler) {
    return FoundationDbStore.open(
        connection(cluster),
        SETTINGS,
        environment(SEEDS.incrementAndGet(), new DirectExecutor(), scheduler));
  }

  /** Everything on the calling thread, so that a seed decides all there is. */
  static FoundationDbStore openOnThisThread(
      FakeCluster cluster, FoundationDbSettings settings, long seed) {
    return FoundationDbStore.open(
        connection(cluster),
        settings,
        environment(seed, new DirectExecutor(), new ManualScheduler()));
  }

  private static FoundationDbEnvironment environment(
      long seed, ExecutorService executor, ScheduledExecutorService scheduler) {
    SplittableRandom random = new SplittableRandom(seed);
    return new FoundationDbEnvironment(
        () -> 1_700_000_000_000L,
        () -> {
          synchronized (random) {
            return random.nextLong();
          }
        },
        executor,
        scheduler);
  }

  /** The rows of a store of one kind, as they stand in the cluster. */
  static List<KeyValue> rows(FakeCluster cluster, char kind) {
    byte[] prefix = Tuple.from(SETTINGS.prefix()).pack();
    byte[] from = Arrays.copyOf(prefix, prefix.length + 1);
    from[prefix.length] = (byte) kind;
    Database database = cluster.database();
    return database.run(
        transaction -> transaction.getRange(Range.startsWith(from)).asList().join(),
        (Executor) Runnable::run);
  }

  static ClusterConnection connection(FakeCluster cluster) {
    return ClusterConnection.of(cluster.database(), "in memory");
  }
}
