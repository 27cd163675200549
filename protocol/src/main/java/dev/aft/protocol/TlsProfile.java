package dev.aft.protocol;

import java.util.List;

/** What both sides bring to a TLS handshake. */
public final class TlsProfile {
  /** The name of the protocol (ALPN; IANA, "TLS application-layer protocol IDs"). */
  public static final String APPLICATION_PROTOCOL = "postgresql";

  /**
   * In order of preference. All keep their secret when the key of a certificate is stolen later.
   */
  public static final List<String> CIPHER_SUITES =
      List.of(
          "TLS_AES_128_GCM_SHA256",
          "TLS_AES_256_GCM_SHA384",
          "TLS_CHACHA20_POLY1305_SHA256",
          "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256",
          "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256",
          "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384",
          "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384",
          "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256",
          "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256");

  private TlsProfile() {}
}
