package dev.aft.driver.transport;

import java.io.IOException;
import java.util.Map;

/**
 * Opens embedded URLs. Found with {@link java.util.ServiceLoader}; the artifact {@code
 * aft-embedded} has the one implementation, so that the driver itself stays small.
 */
public interface EmbeddedTransportProvider {
  /** Whether it opens stores of this scheme, {@code memory} for example. */
  boolean serves(String scheme);

  /**
   * Opens a session on the node of this process that serves the store, starting that node if no
   * connection uses it yet.
   *
   * @param storeAddress the store's URI without its query, {@code rocksdb:/dir} for example
   * @param options the options of the URL that the driver has no property for; they are the store's
   * @param keepOpen whether the node stays when its last connection closes
   * @throws TransportException with the SQLState to report
   */
  Transport open(String storeAddress, Map<String, String> options, boolean keepOpen)
      throws IOException;
}
