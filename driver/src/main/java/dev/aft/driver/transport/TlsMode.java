package dev.aft.driver.transport;

/** When a connection is encrypted, and what is verified of the server; pgjdbc's {@code sslmode}. */
public enum TlsMode {
  /** Never encrypted. */
  DISABLE,
  /** Plain, and encrypted when the server does not let a plain connection in. */
  ALLOW,
  /** Encrypted if the server can; the server is not verified. */
  PREFER,
  /** Encrypted or not at all; the server is not verified. */
  REQUIRE,
  /** The server's certificate must come from an authority that is trusted. */
  VERIFY_CA,
  /** As VERIFY_CA, and the certificate must be made for the host name of the URL. */
  VERIFY_FULL;

  boolean asks() {
    return this != DISABLE && this != ALLOW;
  }

  boolean insists() {
    return compareTo(REQUIRE) >= 0;
  }

  boolean verifies() {
    return compareTo(VERIFY_CA) >= 0;
  }
}
