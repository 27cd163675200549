package dev.aft.storage.s3.object;

import dev.aft.storage.spi.StorageException;
import dev.aft.storage.spi.StorageException.Reason;
import dev.aft.storage.spi.StorageUri;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/**
 * The settings of the store on S3; each is a parameter of its address, {@code s3://bucket/prefix}.
 *
 * @param timeout {@code timeout}: how long a call tries before it fails, for up to 1 MiB; a second
 *     more for each MiB beyond
 * @param inlineLimitBytes {@code inline-limit}: a batch with larger values sends them in objects of
 *     their own
 * @param indexMemoryBytes {@code index-memory}: memory for index pages
 * @param indexDirectory {@code index-directory}: where the node-local index is; empty for a folder
 *     below the system's for temporary files
 * @param checkpointBytes {@code checkpoint-size}: so much in the log starts a checkpoint
 * @param checkpointObjects {@code checkpoint-objects}: so many objects of the log start one
 * @param putsAtOnce {@code puts-at-once}: groups of commits under way at one time
 */
public record S3StoreSettings(
    S3Bucket bucket,
    Duration timeout,
    long inlineLimitBytes,
    long indexMemoryBytes,
    Optional<Path> indexDirectory,
    long checkpointBytes,
    int checkpointObjects,
    int putsAtOnce) {
  /** The names of all parameters. */
  public static final Set<String> PARAMETERS =
      Set.of(
          "endpoint",
          "region",
          "path-style",
          "checksums",
          "credentials",
          "timeout",
          "inline-limit",
          "index-memory",
          "index-directory",
          "checkpoint-size",
          "checkpoint-objects",
          "puts-at-once");

  /**
   * The settings of an address.
   *
   * @throws StorageException {@code MISCONFIGURED} for a value that does not exist, is out of range
   *     or does not go together with another
   */
  public static S3StoreSettings of(StorageUri uri) {
    S3StoreSettings settings =
        new S3StoreSettings(
            S3Bucket.of(uri),
            ParameterValues.time(uri, "timeout", "10 s", "100 ms", "10 min"),
            ParameterValues.size(uri, "inline-limit", "256 KiB", "1 KiB", "16 MiB"),
            ParameterValues.size(
                uri,
                "index-memory",
                defaultIndexMemory(Runtime.getRuntime().maxMemory()) + " B",
                "1 MiB",
                "1024 GiB"),
            Optional.ofNullable(uri.parameters().get("index-directory")).map(S3StoreSettings::path),
            ParameterValues.size(uri, "checkpoint-size", "16 MiB", "64 KiB", "1 GiB"),
            ParameterValues.count(uri, "checkpoint-objects", 512, 1, 100_000),
            ParameterValues.count(uri, "puts-at-once", 4, 1, 64));
    if (settings.inlineLimitBytes > settings.checkpointBytes) {
      throw new StorageException(
          Reason.MISCONFIGURED,
          "One batch may not be more than starts a checkpoint: inline-limit is at most"
              + " checkpoint-size. inline-limit="
              + settings.inlineLimitBytes
              + " checkpoint-size="
              + settings.checkpointBytes
              + " (bytes)");
    }
    return settings;
  }

  /** A quarter of the heap, and no more than helps most stores. */
  static long defaultIndexMemory(long heapBytes) {
    return Math.max(1L << 20, Math.min(256L << 20, heapBytes / 4));
  }

  private static Path path(String text) {
    try {
      if (!text.isBlank()) {
        return Path.of(text);
      }
    } catch (InvalidPathException e) {
      // The message below says the same.
    }
    throw new StorageException(
        Reason.MISCONFIGURED,
        "index-directory is a folder of this machine. index-directory=" + text);
  }
}
