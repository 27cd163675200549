package dev.aft.server.tls;

import dev.aft.storage.spi.Bytes;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.cert.X509Certificate;
import java.security.spec.InvalidParameterSpecException;
import java.security.spec.PSSParameterSpec;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The channel binding {@code tls-server-end-point} (RFC 5929, section 4.1). */
final class EndPointHash {
  private EndPointHash() {}

  /** Null for a certificate whose signature names no hash, such as Ed25519: there is no binding. */
  static @Nullable Bytes of(X509Certificate certificate) throws GeneralSecurityException {
    String algorithm = hashOf(certificate);
    if (algorithm == null) {
      return null;
    }
    return Bytes.wrap(MessageDigest.getInstance(algorithm).digest(certificate.getEncoded()));
  }

  private static @Nullable String hashOf(X509Certificate certificate)
      throws GeneralSecurityException {
    String name = certificate.getSigAlgName().toUpperCase(Locale.ROOT);
    if (name.equals("RSASSA-PSS")) {
      return strongEnough(hashOfPss(certificate));
    }
    int with = name.indexOf("WITH");
    return with < 0 ? null : strongEnough(name.substring(0, with));
  }

  private static String hashOfPss(X509Certificate certificate) throws GeneralSecurityException {
    byte[] encoded = certificate.getSigAlgParams();
    if (encoded == null) {
      return "SHA-1";
    }
    try {
      AlgorithmParameters parameters = AlgorithmParameters.getInstance("RSASSA-PSS");
      parameters.init(encoded);
      return parameters.getParameterSpec(PSSParameterSpec.class).getDigestAlgorithm();
    } catch (java.io.IOException e) {
      throw new InvalidParameterSpecException(String.valueOf(e.getMessage()));
    }
  }

  /** SHA-256 stands in for hashes that are not to be trusted. */
  private static String strongEnough(String hash) {
    return switch (hash) {
      case "MD5", "SHA", "SHA1", "SHA-1" -> "SHA-256";
      default ->
          hash.startsWith("SHA") && !hash.startsWith("SHA-") && !hash.startsWith("SHA3")
              ? "SHA-" + hash.substring(3)
              : hash;
    };
  }
}
