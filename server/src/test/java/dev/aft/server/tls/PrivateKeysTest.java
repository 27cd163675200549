package dev.aft.server.tls;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.interfaces.ECPrivateKey;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class PrivateKeysTest {
  private static PemBlock block(String label, byte[] der) {
    return new PemBlock(label, Base64.getMimeEncoder().encodeToString(der));
  }

  private static PrivateKey generate(String algorithm) throws Exception {
    return KeyPairGenerator.getInstance(algorithm).generateKeyPair().getPrivate();
  }

  /** The format that stands inside PKCS #8. */
  private static byte[] unwrapped(PrivateKey key) {
    Der.Reader reader = new Der.Reader(key.getEncoded()).enter(Der.SEQUENCE);
    reader.enter(Der.INTEGER);
    reader.enter(Der.SEQUENCE);
    return reader.enter(Der.OCTET_STRING).rest();
  }

  @Test
  void keysInPkcs8AreRead() throws Exception {
    for (String algorithm : List.of("RSA", "EC", "Ed25519")) {
      PrivateKey key = generate(algorithm);
      assertEquals(key, PrivateKeys.read(block("PRIVATE KEY", key.getEncoded()), ""));
    }
  }

  @Test
  void rsaKeyInPkcs1IsRead() throws Exception {
    PrivateKey key = generate("RSA");
    assertEquals(key, PrivateKeys.read(block("RSA PRIVATE KEY", unwrapped(key)), ""));
  }

  @Test
  void curveKeyInSec1IsRead() throws Exception {
    // As openssl writes it: the curve stands in the key.
    PrivateKey key = generate("EC");
    Der.Reader pkcs8 = new Der.Reader(key.getEncoded()).enter(Der.SEQUENCE);
    pkcs8.enter(Der.INTEGER);
    Der.Reader algorithm = pkcs8.enter(Der.SEQUENCE);
    algorithm.enterAny();
    byte[] curve = algorithm.rest();
    Der.Reader inner = new Der.Reader(unwrapped(key)).enter(Der.SEQUENCE);
    inner.enter(Der.INTEGER);
    byte[] secret = inner.enter(Der.OCTET_STRING).rest();
    byte[] sec1 =
        Der.encode(
            Der.SEQUENCE,
            new byte[] {Der.INTEGER, 1, 1},
            Der.encode(Der.OCTET_STRING, secret),
            Der.encode(Der.CONTEXT_0, curve));
    PrivateKey read = PrivateKeys.read(block("EC PRIVATE KEY", sec1), "");
    assertEquals(((ECPrivateKey) key).getS(), ((ECPrivateKey) read).getS());
    assertEquals(((ECPrivateKey) key).getParams(), ((ECPrivateKey) read).getParams());
  }

  /** Made by: openssl genpkey -algorithm ED25519 -aes256 -pass pass:secret. */
  private static final String ENCRYPTED =
      """
      -----BEGIN ENCRYPTED PRIVATE KEY-----
      MIGbMFcGCSqGSIb3DQEFDTBKMCkGCSqGSIb3DQEFDDAcBAjacR+ZZ6YMDAICCAAw
      DAYIKoZIhvcNAgkFADAdBglghkgBZQMEASoEEKLKEg3Q+JuRLwGNm6CyZAUEQAqI
      79uzKYXEJl2aVyqW20eJfNFgiqXZiTSFfTnsKvo+K+fxX6VkMuafK3dsl6D0rFo5
      /F2UkPqP7yOTg0L74EI=
      -----END ENCRYPTED PRIVATE KEY-----
      """;

  @Test
  void encryptedKeyIsReadWithItsPasswordOnly() {
    PemBlock block = PemBlock.all(ENCRYPTED).get(0);
    assertEquals("EdDSA", PrivateKeys.read(block, "secret").getAlgorithm());
    for (String wrong : List.of("", "guess")) {
      String message =
          String.valueOf(
              assertThrows(IllegalArgumentException.class, () -> PrivateKeys.read(block, wrong))
                  .getMessage());
      assertTrue(message.contains("tls-key-password"), message);
    }
  }

  @Test
  void keyOfOldOpensslIsRefusedWithTheCommandThatHelps() {
    PemBlock old =
        PemBlock.all(
                "-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\nDEK-Info:"
                    + " AES-256-CBC,00\n\nAAAA\n-----END RSA PRIVATE KEY-----")
            .get(0);
    String message =
        String.valueOf(
            assertThrows(IllegalArgumentException.class, () -> PrivateKeys.read(old, "x"))
                .getMessage());
    assertTrue(message.contains("openssl pkcs8"), message);
  }

  @Test
  void damagedKeysAreRefusedAndNothingElseHappens() throws Exception {
    Random random = new Random(5);
    byte[] good = unwrapped(generate("EC"));
    for (int round = 0; round < 300; round++) {
      byte[] bad = java.util.Arrays.copyOf(good, random.nextInt(good.length));
      if (bad.length > 0) {
        bad[random.nextInt(bad.length)] = (byte) random.nextInt(256);
      }
      for (String label : List.of("PRIVATE KEY", "RSA PRIVATE KEY", "EC PRIVATE KEY")) {
        assertThrows(IllegalArgumentException.class, () -> PrivateKeys.read(block(label, bad), ""));
      }
    }
  }

  @Test
  void keyBelongsToItsOwnCertificateOnly() throws Exception {
    CertificateBuilder builder =
        new CertificateBuilder().subject("CN=a").setIsCertificateAuthority(true);
    X509Bundle one = builder.ecp256().buildSelfSigned();
    X509Bundle other = builder.ecp256().buildSelfSigned();
    X509Bundle rsa = builder.rsa2048().buildSelfSigned();
    PrivateKey key = one.getKeyPair().getPrivate();
    assertTrue(PrivateKeys.belong(key, one.getCertificate()));
    assertFalse(PrivateKeys.belong(key, other.getCertificate()));
    assertFalse(PrivateKeys.belong(key, rsa.getCertificate()));
    assertTrue(PrivateKeys.belong(rsa.getKeyPair().getPrivate(), rsa.getCertificate()));
  }
}
