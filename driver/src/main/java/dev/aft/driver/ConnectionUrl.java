package dev.aft.driver;

import dev.aft.driver.ConnectionTarget.Embedded;
import dev.aft.driver.ConnectionTarget.HostAddress;
import dev.aft.driver.ConnectionTarget.Remote;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * A URL taken apart: {@code jdbc:aft://host[:port][,host...][/database][?name=value&...]} or {@code
 * jdbc:aft:scheme:rest[?name=value&...]}. Names, values, hosts and the database may be
 * percent-encoded.
 */
record ConnectionUrl(ConnectionTarget target, Map<String, String> properties) {
  static final String PREFIX = "jdbc:aft:";
  static final int DEFAULT_PORT = 7654;

  ConnectionUrl {
    properties = Map.copyOf(properties);
  }

  static boolean isOurs(String url) {
    return url.startsWith(PREFIX);
  }

  /**
   * @throws SQLException 08001 for a URL that starts like ours and goes on wrong
   */
  static ConnectionUrl parse(String url) throws SQLException {
    String rest = url.substring(PREFIX.length());
    int question = rest.indexOf('?');
    String address = question < 0 ? rest : rest.substring(0, question);
    String query = question < 0 ? "" : rest.substring(question + 1);
    try {
      ConnectionTarget target = address.startsWith("//") ? remote(address) : embedded(address);
      return new ConnectionUrl(target, properties(query));
    } catch (IllegalArgumentException e) {
      throw SqlErrors.invalidUrl(redacted(url), String.valueOf(e.getMessage()));
    }
  }

  private static Remote remote(String address) {
    String rest = address.substring(2);
    int slash = rest.indexOf('/');
    String authority = slash < 0 ? rest : rest.substring(0, slash);
    String database = slash < 0 ? "" : decode(rest.substring(slash + 1));
    List<HostAddress> hosts = new ArrayList<>();
    for (String host : authority.split(",", -1)) {
      hosts.add(host(host));
    }
    return new Remote(hosts, database.isEmpty() ? Optional.empty() : Optional.of(database));
  }

  private static HostAddress host(String text) {
    if (text.isEmpty()) {
      return new HostAddress("localhost", DEFAULT_PORT);
    }
    if (text.startsWith("[")) {
      int end = text.indexOf(']');
      if (end < 0) {
        throw new IllegalArgumentException("an IPv6 address needs a closing bracket");
      }
      return new HostAddress(text.substring(1, end), port(text.substring(end + 1)));
    }
    int colon = text.indexOf(':');
    if (colon >= 0 && text.indexOf(':', colon + 1) >= 0) {
      throw new IllegalArgumentException("an IPv6 address needs brackets");
    }
    String name = colon < 0 ? text : text.substring(0, colon);
    return new HostAddress(
        name.isEmpty() ? "localhost" : decode(name), port(colon < 0 ? "" : text.substring(colon)));
  }

  private static int port(String text) {
    if (text.isEmpty() || text.equals(":")) {
      return DEFAULT_PORT;
    }
    if (!text.matches(":\\d{1,5}")) {
      throw new IllegalArgumentException("a port is a number from 1 to 65535");
    }
    int port = Integer.parseInt(text, 1, text.length(), 10);
    if (port < 1 || port > 65535) {
      throw new IllegalArgumentException("a port is a number from 1 to 65535");
    }
    return port;
  }

  private static Embedded embedded(String address) {
    int colon = address.indexOf(':');
    if (colon <= 0 || !address.substring(0, colon).matches("[a-zA-Z][a-zA-Z0-9]*")) {
      throw new IllegalArgumentException("after jdbc:aft: comes //host or the scheme of a store");
    }
    String scheme = address.substring(0, colon).toLowerCase(Locale.ROOT);
    return new Embedded(scheme, scheme + ":" + decode(address.substring(colon + 1)));
  }

  private static Map<String, String> properties(String query) {
    Map<String, String> properties = new LinkedHashMap<>();
    for (String pair : query.split("&", -1)) {
      if (!pair.isEmpty()) {
        int equals = pair.indexOf('=');
        String name = decode(equals < 0 ? pair : pair.substring(0, equals));
        properties.put(name, equals < 0 ? "" : decode(pair.substring(equals + 1)));
      }
    }
    return properties;
  }

  /** Percent-decoding only: a plus sign stands for itself. */
  private static String decode(String text) {
    return text.indexOf('%') < 0
        ? text
        : URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
  }

  /** The URL without its properties, one of which may be a password. */
  static String redacted(String url) {
    int question = url.indexOf('?');
    return question < 0 ? url : url.substring(0, question);
  }
}
