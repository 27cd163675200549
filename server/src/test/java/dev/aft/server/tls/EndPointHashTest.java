package dev.aft.server.tls;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import dev.aft.storage.spi.Bytes;
import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.CertificateBuilder.Algorithm;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import org.junit.jupiter.api.Test;

/** RFC 5929, section 4.1. */
class EndPointHashTest {
  private static final String SIGNED_WITH_SHA1 =
      """
      -----BEGIN CERTIFICATE-----
      MIIBcDCCARigAwIBAgIUQv9KsHViEhH6LCoUsAN102bq5AswCQYHKoZIzj0EATAO
      MQwwCgYDVQQDDANvbGQwIBcNMjYxMTIzMTczMjE5WhgPMjEyNjEwMzAxNzMyMTla
      MA4xDDAKBgNVBAMMA29sZDBZMBMGByqGSM49AgEGCCqGSM49AwEHA0IABD0wuG75
      2cBgZ97DvhZYK8UDO07Z8NXF9/HSJe9PION+7EDDLxBtB1qMLuxY9ygZzx2d41zB
      CsdoAMkz18f2u6mjUzBRMB0GA1UdDgQWBBShABOMehQ/VjbKcleBQwqp2MjEsDAf
      BgNVHSMEGDAWgBShABOMehQ/VjbKcleBQwqp2MjEsDAPBgNVHRMBAf8EBTADAQH/
      MAkGByqGSM49BAEDRwAwRAIgJBN4jANZxaTle2k6QCeGITe5H2IKm0FCjjaq1n0E
      fusCIA6fEf5v6SCTP7eIb0+M0em53Z3kYB3VCiwEUIalTuOf
      -----END CERTIFICATE-----
      """;

  private static X509Certificate certificate(Algorithm algorithm) throws Exception {
    return new CertificateBuilder()
        .algorithm(algorithm)
        .subject("CN=x")
        .setIsCertificateAuthority(true)
        .buildSelfSigned()
        .getCertificate();
  }

  private static Bytes hash(String algorithm, X509Certificate certificate) throws Exception {
    return Bytes.copyOf(MessageDigest.getInstance(algorithm).digest(certificate.getEncoded()));
  }

  @Test
  void hashIsThatOfTheSignature() throws Exception {
    X509Certificate sha256 = certificate(Algorithm.ecp256);
    assertEquals(hash("SHA-256", sha256), EndPointHash.of(sha256));
    X509Certificate sha384 = certificate(Algorithm.ecp384);
    assertEquals(hash("SHA-384", sha384), EndPointHash.of(sha384));
  }

  @Test
  void weakHashIsReplacedBySha256() throws Exception {
    X509Certificate old =
        (X509Certificate)
            CertificateFactory.getInstance("X.509")
                .generateCertificate(
                    new ByteArrayInputStream(SIGNED_WITH_SHA1.getBytes(StandardCharsets.US_ASCII)));
    assertEquals("SHA1withECDSA", old.getSigAlgName());
    assertEquals(hash("SHA-256", old), EndPointHash.of(old));
  }

  @Test
  void signatureWithoutAHashGivesNoBinding() throws Exception {
    assertNull(EndPointHash.of(certificate(Algorithm.ed25519)));
  }
}
