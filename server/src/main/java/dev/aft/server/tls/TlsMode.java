package dev.aft.server.tls;

import java.util.Locale;

/** Whether clients may, or must, encrypt their connections. */
public enum TlsMode {
  OFF,
  ALLOW,
  REQUIRE;

  static TlsMode of(String setting) {
    return valueOf(setting.toUpperCase(Locale.ROOT));
  }
}
