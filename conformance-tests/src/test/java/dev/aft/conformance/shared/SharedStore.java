package dev.aft.conformance.shared;

import dev.aft.storage.foundationdb.testing.FoundationDbCluster;
import dev.aft.storage.s3testing.AnyS3;
import dev.aft.storage.spi.StorageUri;
import java.nio.file.Path;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import org.junit.jupiter.api.Assumptions;

/** A store that several processes reach, with room for any number of tests. */
public enum SharedStore {
  /** See {@link AnyS3}. */
  S3 {
    @Override
    public String newAddress() {
      return AnyS3.store("conformance-" + UUID.randomUUID()).toString();
    }
  },

  /** See {@link FoundationDbCluster}. */
  FOUNDATIONDB {
    @Override
    public String newAddress() {
      Optional<Path> cluster = FoundationDbCluster.find();
      Assumptions.assumeTrue(cluster.isPresent(), FoundationDbCluster::needed);
      TreeMap<String, String> parameters = new TreeMap<>();
      parameters.put("prefix", "conformance-" + UUID.randomUUID());
      return new StorageUri("fdb", cluster.get().toString(), parameters).toString();
    }
  };

  /** The address of an empty store of its own. Skips the test where there is no such server. */
  public abstract String newAddress();

  /** The address with one more parameter. */
  public static String with(String address, String name, String value) {
    StorageUri uri = StorageUri.parse(address);
    TreeMap<String, String> parameters = new TreeMap<>(uri.parameters());
    parameters.put(name, value);
    return new StorageUri(uri.scheme(), uri.path(), parameters).toString();
  }
}
