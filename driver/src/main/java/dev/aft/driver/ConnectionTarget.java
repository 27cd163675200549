package dev.aft.driver;

import java.util.List;
import java.util.Optional;

/** Where a URL points to. */
sealed interface ConnectionTarget {

  /** Servers, to be tried in order. */
  record Remote(List<HostAddress> hosts, Optional<String> database) implements ConnectionTarget {
    public Remote {
      hosts = List.copyOf(hosts);
    }
  }

  /**
   * A node in this process.
   *
   * @param address the store's URI without its query: scheme, colon and the rest
   */
  record Embedded(String scheme, String address) implements ConnectionTarget {}

  /** A host by name or address, an IPv6 address without its brackets. */
  record HostAddress(String host, int port) {
    @Override
    public String toString() {
      return host.indexOf(':') >= 0 ? "[" + host + "]:" + port : host + ":" + port;
    }
  }
}
