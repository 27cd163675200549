package dev.aft.storage.s3testing;

import dev.aft.storage.spi.StorageUri;

/**
 * The S3 server that {@code -Daft.s3.uri=s3://bucket/prefix?endpoint=...} names, whose prefix the
 * tests then fill; without that setting a {@link LocalS3} in memory, started when it is needed
 * first and gone with the process. Thread-safe.
 */
public final class AnyS3 {
  private static final String NAMED = System.getProperty("aft.s3.uri", "");

  private static final class Local {
    static final LocalS3 RUNNING = LocalS3.inMemory();
  }

  private AnyS3() {}

  /** The address of a store with a name that the caller has chosen, and never chooses again. */
  public static StorageUri store(String name) {
    if (NAMED.isEmpty()) {
      return StorageUri.parse(Local.RUNNING.uri(name));
    }
    StorageUri base = StorageUri.parse(NAMED);
    return new StorageUri(base.scheme(), base.path() + "/" + name, base.parameters());
  }

  /** The address of a store in a bucket that is not there, on the same server. */
  public static StorageUri missingBucket() {
    StorageUri base = store("none");
    return new StorageUri(base.scheme(), "aft-no-such-bucket/none", base.parameters());
  }
}
