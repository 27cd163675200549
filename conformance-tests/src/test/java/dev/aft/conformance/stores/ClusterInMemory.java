package dev.aft.conformance.stores;

import dev.aft.engine.FailPoints;
import dev.aft.server.AftServer;
import dev.aft.server.setting.Setting;
import dev.aft.server.setting.Settings;
import dev.aft.storage.foundationdb.ClusterConnection;
import dev.aft.storage.foundationdb.FoundationDbEnvironment;
import dev.aft.storage.foundationdb.FoundationDbSettings;
import dev.aft.storage.foundationdb.FoundationDbStore;
import dev.aft.storage.foundationdb.testing.FakeCluster;
import dev.aft.storage.spi.Store;
import java.security.SecureRandom;
import java.util.Map;
import java.util.concurrent.Executors;

/** Nodes and stores on a FoundationDB cluster in memory, which can be made to fail. */
public final class ClusterInMemory {
  private static final SecureRandom RANDOM = new SecureRandom();

  private ClusterInMemory() {}

  /** Opens the store on {@code cluster}, and takes it over. */
  public static Store open(FakeCluster cluster) {
    return FoundationDbStore.open(
        ClusterConnection.of(cluster.database(), "in memory"),
        FoundationDbSettings.DEFAULT,
        new FoundationDbEnvironment(
            System::currentTimeMillis,
            RANDOM::nextLong,
            Executors.newFixedThreadPool(2),
            Executors.newSingleThreadScheduledExecutor()));
  }

  /** A node with its store on {@code cluster}. */
  public static AftServer startNode(FakeCluster cluster) {
    Settings settings =
        Settings.of(
            Map.of(
                Setting.STORAGE, "memory:instead-of-a-cluster",
                Setting.LISTEN, "127.0.0.1:0",
                Setting.METRICS, "off"));
    return AftServer.start(
        settings,
        replaced -> {
          replaced.close();
          return open(cluster);
        },
        FailPoints.NONE);
  }
}
