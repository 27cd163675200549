package dev.aft.storage.foundationdb;

import dev.aft.storage.foundationdb.Quantity.Bounds;
import dev.aft.storage.spi.StorageException;
import dev.aft.storage.spi.StorageException.Reason;
import dev.aft.storage.spi.StorageUri;
import java.util.Set;

/**
 * The settings of a {@link FoundationDbStore}; each is a parameter of its address.
 *
 * @param clusterFile the path of the address; empty for the default cluster file
 * @param prefix {@code prefix}: under which name this store keeps its keys in the cluster
 * @param apiVersion {@code api-version}: of the native client; one for the whole process
 * @param timeoutMillis {@code timeout}: how long one FoundationDB transaction is tried
 * @param batchBytes {@code batch}: keys and values that go in one FoundationDB transaction
 * @param maxCalls {@code max-calls}: calls under way at once; more are throttled
 */
public record FoundationDbSettings(
    String clusterFile,
    String prefix,
    int apiVersion,
    long timeoutMillis,
    long batchBytes,
    int maxCalls) {
  static final Set<String> PARAMETERS =
      Set.of("prefix", "api-version", "timeout", "batch", "max-calls");

  private static final int MAX_PREFIX_CHARACTERS = 100;

  /** What an address without parameters means. */
  public static final FoundationDbSettings DEFAULT = of(StorageUri.parse("fdb:"));

  /**
   * The settings of an address.
   *
   * @throws StorageException {@code MISCONFIGURED} for a value that is out of range
   */
  public static FoundationDbSettings of(StorageUri uri) {
    return new FoundationDbSettings(
        uri.path(),
        prefix(uri.parameter("prefix", "aft")),
        (int) Quantity.number(uri, "api-version", "730", new Bounds(710, 730)),
        Quantity.millis(uri, "timeout", "10 s", new Bounds(100, 600_000)),
        Quantity.bytes(uri, "batch", "1 MiB", new Bounds(128 << 10, 8 << 20)),
        (int) Quantity.number(uri, "max-calls", "20000", new Bounds(1, 1 << 20)));
  }

  private static String prefix(String text) {
    if (text.isEmpty() || text.length() > MAX_PREFIX_CHARACTERS) {
      throw new StorageException(
          Reason.MISCONFIGURED,
          "prefix has 1 to " + MAX_PREFIX_CHARACTERS + " characters. prefix=" + text);
    }
    return text;
  }

  /** The same settings with another prefix, for several stores in one cluster. */
  public FoundationDbSettings withPrefix(String other) {
    return new FoundationDbSettings(
        clusterFile, prefix(other), apiVersion, timeoutMillis, batchBytes, maxCalls);
  }
}
