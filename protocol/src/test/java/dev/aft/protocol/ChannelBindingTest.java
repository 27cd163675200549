package dev.aft.protocol;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.InputStream;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.HexFormat;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The expected values are those of {@code openssl x509 -outform DER | sha256sum} and its kin. */
class ChannelBindingTest {
  private static Optional<String> endPoint(String name)
      throws IOException, GeneralSecurityException {
    try (InputStream in =
        Objects.requireNonNull(
            ChannelBindingTest.class.getResourceAsStream("/certificates/" + name + ".pem"))) {
      X509Certificate certificate =
          (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(in);
      return ChannelBinding.endPoint(certificate)
          .map(bytes -> HexFormat.of().formatHex(bytes.array()));
    }
  }

  @Test
  void theHashIsThatOfTheSignature() throws Exception {
    assertEquals(
        Optional.of("54add60577aeefa629d463397dec9e5e35b9a119d06e83bd0667e66d1138540c"),
        endPoint("sha256"));
    assertEquals(
        Optional.of(
            "7b37f8d49ed28c5fef6799d0664ed1fcfed7d74fce44d659006ab983d1fff559"
                + "f8beb847eec8c5cf9cec6be7074cc990"),
        endPoint("sha384"));
    assertEquals(
        Optional.of(
            "d843349e396911c7df041242a15b19dd91c8673878ff8f7b95f2a817b2f89559"
                + "024ff978904387cb47cb0a8596dd24a3dd99af1a41abd57d548e58c88f351119"),
        endPoint("pss"));
  }

  @Test
  void aWeakHashIsReplaced() throws Exception {
    assertEquals(
        Optional.of("2debe913918c6635efefd13b657a932f28747c6c8aedf4a9c12109a4b5d00157"),
        endPoint("sha1"));
  }

  @Test
  void aSignatureWithoutAHashHasNoBinding() throws Exception {
    assertEquals(Optional.empty(), endPoint("ed25519"));
  }
}
