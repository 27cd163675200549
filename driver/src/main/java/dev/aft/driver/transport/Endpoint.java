package dev.aft.driver.transport;

import java.net.InetSocketAddress;

/**
 * Where a socket goes and how.
 *
 * @param host the name that was asked for, which a certificate must be made for
 * @param address resolved, one of those that the name has
 * @param cancelTimeoutMillis for connecting and for the answer of a cancel request; 0 is for ever
 */
public record Endpoint(
    String host,
    InetSocketAddress address,
    TlsSettings tls,
    int cancelTimeoutMillis,
    boolean keepAlive) {
  /** For people. */
  String name() {
    return host + ":" + address.getPort();
  }

  public Endpoint withTlsMode(TlsMode mode) {
    return new Endpoint(host, address, tls.withMode(mode), cancelTimeoutMillis, keepAlive);
  }
}
