package dev.aft.driver;

import java.sql.SQLException;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Properties;

/** The properties of one connection, checked, with defaults where nothing was said. Immutable. */
final class ConnectionSettings {
  private final Map<ConnectionProperty, String> values;
  private final Map<String, String> unknown;

  private ConnectionSettings(Map<ConnectionProperty, String> values, Map<String, String> unknown) {
    this.values = values;
    this.unknown = unknown;
  }

  /** What the URL says wins over {@code info}. */
  static ConnectionSettings of(Map<String, String> fromUrl, Properties info) throws SQLException {
    Map<String, String> all = new LinkedHashMap<>();
    for (String name : info.stringPropertyNames()) {
      all.put(name, info.getProperty(name));
    }
    all.putAll(fromUrl);
    Map<ConnectionProperty, String> values = new EnumMap<>(ConnectionProperty.class);
    Map<String, String> unknown = new LinkedHashMap<>();
    for (Map.Entry<String, String> entry : all.entrySet()) {
      ConnectionProperty property = ConnectionProperty.find(entry.getKey()).orElse(null);
      if (property == null) {
        unknown.put(entry.getKey(), entry.getValue());
      } else {
        values.put(property, property.validated(entry.getValue()));
      }
    }
    return new ConnectionSettings(values, unknown);
  }

  /** Properties that the driver does not know, as they were given. */
  Map<String, String> unknown() {
    return unknown;
  }

  boolean has(ConnectionProperty property) {
    return values.containsKey(property);
  }

  String text(ConnectionProperty property) {
    return values.getOrDefault(property, property.defaultValue());
  }

  int number(ConnectionProperty property) {
    return Integer.parseInt(text(property));
  }

  int millis(ConnectionProperty property) {
    return Math.toIntExact(Math.min(Integer.MAX_VALUE, number(property) * 1000L));
  }

  boolean flag(ConnectionProperty property) {
    return Boolean.parseBoolean(text(property));
  }
}
