package dev.aft.storage.foundationdb.testing;

import earth.adi.testcontainers.containers.FoundationDBContainer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.utility.DockerImageName;

/**
 * Finds a real cluster for tests: the one whose cluster file is named by {@code
 * -Daft.fdb.cluster-file} or {@code FDB_CLUSTER_FILE}, else one in a container where Docker is.
 */
public final class FoundationDbCluster {
  /** The system property that names the cluster file. */
  public static final String PROPERTY = "aft.fdb.cluster-file";

  /** The environment variable that names it, as FoundationDB's own clients know it. */
  public static final String VARIABLE = "FDB_CLUSTER_FILE";

  private static final String NEEDED =
      "needs a FoundationDB 7.3 cluster: its cluster file in -D"
          + PROPERTY
          + " or "
          + VARIABLE
          + ", or Docker; and the native client (package foundationdb-clients)";

  private static final String IMAGE = "foundationdb/foundationdb:7.3.62";

  /** Started once for all tests of the process; the container's own reaper stops it. */
  private static final class Container {
    static final Found FOUND =
        startIfPossible(
            () -> hasNativeClient() && DockerClientFactory.instance().isDockerAvailable(),
            () -> {
              FoundationDBContainer container =
                  new FoundationDBContainer(DockerImageName.parse(IMAGE));
              container.start();
              return Path.of(container.getClusterFilePath());
            });
  }

  /**
   * A cluster, or none.
   *
   * @param clusterFile empty where there is none
   * @param needed what tests that are skipped for that say: what they need, and why it is not there
   */
  record Found(Optional<Path> clusterFile, String needed) {}

  /** Where Docker is, the image may still not be had: tests are skipped then, too, by name. */
  static Found startIfPossible(BooleanSupplier hasDocker, Supplier<Path> start) {
    try {
      return new Found(
          hasDocker.getAsBoolean() ? Optional.of(start.get()) : Optional.empty(), NEEDED);
    } catch (RuntimeException e) {
      Throwable cause = e;
      while (cause.getCause() != null) {
        cause = cause.getCause();
      }
      return new Found(
          Optional.empty(), NEEDED + "; here Docker did not start " + IMAGE + ": " + cause);
    }
  }

  private FoundationDbCluster() {}

  private static boolean hasNativeClient() {
    try {
      Class.forName("com.apple.foundationdb.FDB");
      return true;
    } catch (LinkageError | ClassNotFoundException e) {
      return false;
    }
  }

  /** Why tests on a real cluster are skipped, and what they need. */
  public static String needed() {
    return Container.FOUND.needed();
  }

  /**
   * The cluster file, or empty when there is no cluster to be had; then say {@link #needed}.
   *
   * @throws IllegalStateException when a file is named that does not exist: such a test must not be
   *     skipped
   */
  public static Optional<Path> find() {
    String named = System.getProperty(PROPERTY, "");
    if (named.isEmpty()) {
      named = System.getenv().getOrDefault(VARIABLE, "");
    }
    if (named.isEmpty()) {
      return Container.FOUND.clusterFile();
    }
    Path file = Path.of(named).toAbsolutePath();
    if (!Files.isReadable(file)) {
      throw new IllegalStateException("The cluster file cannot be read. file=" + file);
    }
    return Optional.of(file);
  }
}
