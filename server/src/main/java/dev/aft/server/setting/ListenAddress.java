package dev.aft.server.setting;

/**
 * Where to listen.
 *
 * @param port 0 for any free port
 */
public record ListenAddress(String host, int port) {
  static ListenAddress parse(String text) {
    int colon = text.lastIndexOf(':');
    if (colon <= 0) {
      throw new IllegalArgumentException("must be host:port, such as 127.0.0.1:7654");
    }
    String host = text.substring(0, colon);
    if (host.startsWith("[") && host.endsWith("]")) {
      host = host.substring(1, host.length() - 1);
    } else if (host.indexOf(':') >= 0) {
      throw new IllegalArgumentException(
          "must have an IPv6 address in brackets, such as [::1]:7654");
    }
    return new ListenAddress(host, parsePort(text.substring(colon + 1)));
  }

  private static int parsePort(String text) {
    try {
      int port = Integer.parseInt(text);
      if (port >= 0 && port <= 65_535) {
        return port;
      }
    } catch (NumberFormatException e) {
      // Answered below, like a number out of range.
    }
    throw new IllegalArgumentException("must end in a port from 0 to 65535");
  }

  @Override
  public String toString() {
    return host.indexOf(':') >= 0 ? "[" + host + "]:" + port : host + ":" + port;
  }
}
