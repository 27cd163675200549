package dev.aft.protocol;

import java.io.IOException;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.cert.X509Certificate;
import java.security.spec.PSSParameterSpec;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Ties a login to the TLS connection it goes over. */
public final class ChannelBinding {
  private ChannelBinding() {}

  /**
   * The {@code tls-server-end-point} data (RFC 5929, section 4.1): the hash of the server's
   * certificate, with the hash function of its signature, SHA-256 instead of MD5 and SHA-1. Empty
   * for a signature that names no hash function (Ed25519): such a connection has no channel
   * binding.
   */
  public static Optional<OpaqueBytes> endPoint(X509Certificate certificate) {
    String hash = hashOf(certificate);
    if (hash == null) {
      return Optional.empty();
    }
    try {
      return Optional.of(
          new OpaqueBytes(MessageDigest.getInstance(hash).digest(certificate.getEncoded())));
    } catch (GeneralSecurityException e) {
      return Optional.empty();
    }
  }

  private static @Nullable String hashOf(X509Certificate certificate) {
    String algorithm = certificate.getSigAlgName().toUpperCase(Locale.ROOT);
    if (algorithm.startsWith("RSASSA-PSS")) {
      return hashOfPss(certificate);
    }
    int with = algorithm.indexOf("WITH");
    return with < 0 ? null : strong(algorithm.substring(0, with));
  }

  private static @Nullable String hashOfPss(X509Certificate certificate) {
    try {
      AlgorithmParameters parameters = AlgorithmParameters.getInstance("RSASSA-PSS");
      parameters.init(certificate.getSigAlgParams());
      String name = parameters.getParameterSpec(PSSParameterSpec.class).getDigestAlgorithm();
      return strong(name.toUpperCase(Locale.ROOT));
    } catch (GeneralSecurityException | IOException e) {
      return null;
    }
  }

  private static String strong(String hash) {
    String name = hash.replace("-", "");
    return switch (name) {
      case "MD5", "SHA1", "SHA256" -> "SHA-256";
      default -> name.replaceFirst("^SHA(?=[2-5])", "SHA-");
    };
  }

  static byte[] join(byte[] left, byte[] right) {
    byte[] joined = Arrays.copyOf(left, left.length + right.length);
    System.arraycopy(right, 0, joined, left.length, right.length);
    return joined;
  }
}
