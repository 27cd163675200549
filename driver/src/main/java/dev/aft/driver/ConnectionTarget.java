package dev.aft.driver;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

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

  /**
   * A host by name or address, an IPv6 address without its brackets. Its methods are written out
   * because those of a record are linked when they are first called, which takes a JVM that has
   * just started a sixth of the time until its first row.
   */
  record HostAddress(String host, int port) {
    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof HostAddress that && port == that.port && host.equals(that.host);
    }

    @Override
    public int hashCode() {
      return 31 * host.hashCode() + port;
    }

    @Override
    public String toString() {
      return host.indexOf(':') >= 0 ? "[" + host + "]:" + port : host + ":" + port;
    }
  }
}
