package dev.aft.storage.foundationdb;

import com.apple.foundationdb.Database;
import com.apple.foundationdb.FDB;
import com.apple.foundationdb.Range;
import com.apple.foundationdb.tuple.Tuple;
import dev.aft.storage.foundationdb.testing.FoundationDbCluster;
import dev.aft.storage.spi.StorageUri;
import dev.aft.storage.spi.Store;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Assumptions;

/** Opens stores on a real cluster, each test under a prefix of its own, and clears them away. */
final class RealStores {
  private static final SecureRandom RANDOM = new SecureRandom();

  private final List<String> prefixes = new ArrayList<>();

  private static Path clusterFile() {
    Optional<Path> file = FoundationDbCluster.find();
    Assumptions.assumeTrue(file.isPresent(), FoundationDbCluster::needed);
    return file.orElseThrow();
  }

  synchronized String newPrefix() {
    byte[] random = new byte[8];
    RANDOM.nextBytes(random);
    String prefix = "aft-test-" + HexFormat.of().formatHex(random);
    prefixes.add(prefix);
    return prefix;
  }

  Store openEmpty() {
    return open(newPrefix(), "");
  }

  Store open(String prefix, String parameters) {
    String address = "fdb:" + clusterFile() + "?prefix=" + prefix + parameters;
    return new FoundationDbStoreProvider().open(StorageUri.parse(address));
  }

  /** When all stores are closed. */
  synchronized void clearAll() {
    if (prefixes.isEmpty() || FoundationDbCluster.find().isEmpty()) {
      return;
    }
    FDB fdb = FDB.selectAPIVersion(FoundationDbSettings.DEFAULT.apiVersion());
    try (Database database = fdb.open(clusterFile().toString())) {
      for (String prefix : prefixes) {
        database.run(
            transaction -> {
              transaction.options().setTimeout(10_000);
              transaction.clear(Range.startsWith(Tuple.from(prefix).pack()));
              return true;
            });
      }
    }
    prefixes.clear();
  }
}
