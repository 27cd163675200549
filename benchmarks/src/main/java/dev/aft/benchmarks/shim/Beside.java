package dev.aft.benchmarks.shim;

import dev.aft.storage.spi.StorageUri;
import java.util.SortedMap;
import java.util.TreeMap;

/** Addresses beside each other on the same server: AFT's formats and bare values do not mix. */
public final class Beside {
  private Beside() {}

  /** {@code base} with {@code suffix} behind its prefix or, if it has none, its path. */
  public static StorageUri of(StorageUri base, String suffix) {
    if (base.parameters().containsKey("prefix")) {
      SortedMap<String, String> parameters = new TreeMap<>(base.parameters());
      parameters.merge("prefix", suffix, String::concat);
      return new StorageUri(base.scheme(), base.path(), parameters);
    }
    return new StorageUri(base.scheme(), base.path() + suffix, base.parameters());
  }
}
