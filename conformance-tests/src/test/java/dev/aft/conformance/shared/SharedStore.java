package dev.aft.conformance.shared;

import dev.aft.storage.foundationdb.testing.FoundationDbCluster;
import dev.aft.storage.s3testing.LocalS3;
import dev.aft.storage.spi.StorageUri;
import java.nio.file.Path;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import org.junit.jupiter.api.Assumptions;

/** A store that several processes reach, with room for any number of tests. */
public enum SharedStore {
  /**
   * The server that {@code -Daft.s3.uri=s3://bucket/prefix?endpoint=...} names, else one in this
   * process.
   */
  S3 {
    @Override
    public String newAddress() {
      String named = System.getProperty("aft.s3.uri", "");
      StorageUri base =
          StorageUri.parse(named.isEmpty() ? LocalServer.RUNNING.uri("conformance") : named);
      return new StorageUri(base.scheme(), base.path() + "/" + unique(), base.parameters())
          .toString();
    }
  },

  /** See {@link FoundationDbCluster}. */
  FOUNDATIONDB {
    @Override
    public String newAddress() {
      Optional<Path> cluster = FoundationDbCluster.find();
      Assumptions.assumeTrue(cluster.isPresent(), FoundationDbCluster.NEEDED);
      TreeMap<String, String> parameters = new TreeMap<>();
      parameters.put("prefix", "conformance-" + unique());
      return new StorageUri("fdb", cluster.get().toString(), parameters).toString();
    }
  };

  /** Started when it is needed first; ends with the process. */
  private static final class LocalServer {
    static final LocalS3 RUNNING = LocalS3.inMemory();
  }

  /** The address of an empty store of its own. Skips the test where there is no such server. */
  public abstract String newAddress();

  /** The address with one more parameter. */
  public static String with(String address, String name, String value) {
    StorageUri uri = StorageUri.parse(address);
    TreeMap<String, String> parameters = new TreeMap<>(uri.parameters());
    parameters.put(name, value);
    return new StorageUri(uri.scheme(), uri.path(), parameters).toString();
  }

  private static String unique() {
    return UUID.randomUUID().toString();
  }
}
