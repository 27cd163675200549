package dev.aft.storage.foundationdb;

import com.apple.foundationdb.Database;
import dev.aft.storage.foundationdb.testing.FakeCluster;
import java.util.SplittableRandom;
import java.util.concurrent.Executors;
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

  static FoundationDbEnvironment environment() {
    SplittableRandom random = new SplittableRandom(SEEDS.incrementAndGet());
    return new FoundationDbEnvironment(
        () -> 1_700_000_000_000L,
        () -> {
          synchronized (random) {
            return random.nextLong();
          }
        },
        Executors.newFixedThreadPool(2),
        Executors.newSingleThreadScheduledExecutor());
  }

  static ClusterConnection connection(FakeCluster cluster) {
    Database database = cluster.database();
    return new ClusterConnection() {
      @Override
      public Database database() {
        return database;
      }

      @Override
      public String name() {
        return "in memory";
      }

      @Override
      public void close() {
        database.close();
      }
    };
  }
}
