package dev.aft.driver.transport;

import java.util.Arrays;

/**
 * What a connection says of TLS; files by their path, an empty text for what is not given. Equal
 * settings share what was read from the files, and their sessions.
 *
 * @param rootCertificate PEM file of the authorities to trust
 * @param certificate PEM file of the client's certificate and those that sign it
 * @param key the private key to it, PKCS #8 in PEM or DER
 * @param keyPassword of an encrypted key
 * @param newestVersion of TLS that is spoken, {@link #NEWEST} or {@link #OLDEST}
 */
public record TlsSettings(
    TlsMode mode,
    String rootCertificate,
    String certificate,
    String key,
    String keyPassword,
    String newestVersion) {
  public static final String NEWEST = "TLSv1.3";
  public static final String OLDEST = "TLSv1.2";

  public TlsSettings withMode(TlsMode other) {
    return new TlsSettings(other, rootCertificate, certificate, key, keyPassword, newestVersion);
  }

  /** Those of {@code enabled} that are to be spoken. */
  String[] versions(String[] enabled) {
    return Arrays.stream(enabled)
        .filter(version -> version.equals(OLDEST) || version.equals(newestVersion))
        .toArray(String[]::new);
  }

  /** Without the password. */
  @Override
  public String toString() {
    return "TlsSettings[" + mode + ", " + rootCertificate + ", " + certificate + "]";
  }
}
