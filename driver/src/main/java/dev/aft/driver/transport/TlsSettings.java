package dev.aft.driver.transport;

/**
 * What a connection says of TLS; files by their path, an empty text for what is not given. Equal
 * settings share what was read from the files, and their sessions.
 *
 * @param rootCertificate PEM file of the authorities to trust
 * @param certificate PEM file of the client's certificate and those that sign it
 * @param key the private key to it, PKCS #8 in PEM or DER
 * @param keyPassword of an encrypted key
 */
public record TlsSettings(
    TlsMode mode, String rootCertificate, String certificate, String key, String keyPassword) {
  public static final TlsSettings DISABLED = new TlsSettings(TlsMode.DISABLE, "", "", "", "");

  public TlsSettings withMode(TlsMode other) {
    return new TlsSettings(other, rootCertificate, certificate, key, keyPassword);
  }

  /** Without the password. */
  @Override
  public String toString() {
    return "TlsSettings[" + mode + ", " + rootCertificate + ", " + certificate + "]";
  }
}
