package dev.aft.storage.rocksdb;

import dev.aft.storage.spi.StorageException;
import dev.aft.storage.spi.StorageException.Reason;
import dev.aft.storage.spi.StorageUri;
import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The settings of a {@link RocksDbStore}; each is a parameter of its address.
 *
 * @param durability {@code sync}: what an acknowledged write survives
 * @param cacheMebibytes {@code cache-mib}: blocks of data, index and filters kept in memory
 * @param writeBufferMebibytes {@code write-buffer-mib}: writes gathered in memory before they
 *     become a sorted file; up to three such buffers exist, and twice as much log is replayed at
 *     most
 * @param maxOpenFiles {@code max-open-files}: files kept open
 * @param readThreads {@code read-threads}: threads for reads that have to go to the disk
 * @param maxQueuedReads {@code max-queued-reads}: reads waiting for such a thread; more are
 *     throttled
 * @param maxQueuedWrites {@code max-queued-writes}: writes waiting for the committer; more are
 *     throttled
 * @param maxQueuedMebibytes {@code max-queued-mib}: bytes of the writes waiting; more are throttled
 */
public record RocksDbSettings(
    Durability durability,
    int cacheMebibytes,
    int writeBufferMebibytes,
    int maxOpenFiles,
    int readThreads,
    int maxQueuedReads,
    int maxQueuedWrites,
    int maxQueuedMebibytes) {
  static final Set<String> PARAMETERS =
      Set.of(
          "sync",
          "cache-mib",
          "write-buffer-mib",
          "max-open-files",
          "read-threads",
          "max-queued-reads",
          "max-queued-writes",
          "max-queued-mib");

  /** What an address without parameters means. */
  public static final RocksDbSettings DEFAULT = of(StorageUri.parse("rocksdb:/"));

  /**
   * The settings of an address.
   *
   * @throws StorageException {@code MISCONFIGURED} for a value that does not exist or is out of
   *     range
   */
  public static RocksDbSettings of(StorageUri uri) {
    return new RocksDbSettings(
        durability(uri.parameter("sync", Durability.COMMIT.parameter())),
        number(uri, "cache-mib", 128, 1, 1 << 20),
        number(uri, "write-buffer-mib", 32, 1, 1024),
        number(uri, "max-open-files", 512, 16, 1 << 20),
        number(uri, "read-threads", 8, 1, 256),
        number(uri, "max-queued-reads", 10_000, 1, 1 << 20),
        number(uri, "max-queued-writes", 65_536, 1, 1 << 20),
        number(uri, "max-queued-mib", 64, 1, 1 << 16));
  }

  private static Durability durability(String value) {
    return Arrays.stream(Durability.values())
        .filter(durability -> durability.parameter().equals(value))
        .findFirst()
        .orElseThrow(
            () ->
                misconfigured(
                    "sync is one of "
                        + Arrays.stream(Durability.values())
                            .map(Durability::parameter)
                            .collect(Collectors.joining(", "))
                        + ". sync="
                        + value));
  }

  private static int number(StorageUri uri, String name, int otherwise, int least, int most) {
    String text = uri.parameter(name, Integer.toString(otherwise));
    try {
      int value = Integer.parseInt(text);
      if (value >= least && value <= most) {
        return value;
      }
    } catch (NumberFormatException e) {
      // The message below is the same for text that is no number and for a number out of range.
    }
    throw misconfigured(
        name + " is a whole number from " + least + " to " + most + ". " + name + "=" + text);
  }

  private static StorageException misconfigured(String message) {
    return new StorageException(Reason.MISCONFIGURED, message);
  }

  long cacheBytes() {
    return (long) cacheMebibytes << 20;
  }

  long writeBufferBytes() {
    return (long) writeBufferMebibytes << 20;
  }

  long maxQueuedBytes() {
    return (long) maxQueuedMebibytes << 20;
  }
}
