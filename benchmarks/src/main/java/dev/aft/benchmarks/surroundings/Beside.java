package dev.aft.benchmarks.surroundings;

import dev.aft.storage.spi.StorageUri;
import java.util.SortedMap;
import java.util.TreeMap;

/** Addresses beside each other on the same server: AFT's formats and bare values do not mix. */
public final class Beside {
  private Beside() {}

  /** {@code base} with {@code suffix} behind what tells it from other stores on its server. */
  public static StorageUri of(StorageUri base, String suffix) {
    return switch (base.scheme()) {
      case "fdb" -> withPrefix(base, base.parameter("prefix", "aft") + suffix);
      case "s3" -> new StorageUri("s3", inBucket(base.path(), suffix), base.parameters());
      default -> new StorageUri(base.scheme(), base.path() + suffix, base.parameters());
    };
  }

  private static StorageUri withPrefix(StorageUri base, String prefix) {
    SortedMap<String, String> parameters = new TreeMap<>(base.parameters());
    parameters.put("prefix", prefix);
    return new StorageUri(base.scheme(), base.path(), parameters);
  }

  /** Without a prefix of its own it must not become another bucket. */
  private static String inBucket(String path, String suffix) {
    String bare = path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
    boolean hasPrefix = bare.indexOf('/', 2) > 0;
    return hasPrefix ? bare + suffix : bare + "/aft" + suffix;
  }
}
