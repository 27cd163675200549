package dev.aft.driver.transport;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.security.AlgorithmConstraints;
import java.security.CryptoPrimitive;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import org.junit.jupiter.api.Test;

/** What the first message of Java's TLS has in it, with and without. */
class OneKeyShareTest {
  private static final int SIGNATURES = 13;
  private static final int KEY_SHARES = 51;
  private static final int X25519 = 29;

  @Test
  void oneKeyIsMadeAndAllSignaturesRemain() throws Exception {
    Map<Integer, ByteBuffer> usual = firstMessage(false);
    Map<Integer, ByteBuffer> small = firstMessage(true);
    assertTrue(groups(usual).size() > 1, "or there is nothing to save");
    assertEquals(List.of(X25519), groups(small));
    assertEquals(extension(usual, SIGNATURES), extension(small, SIGNATURES));
  }

  @Test
  void whatThePlatformRefusesStaysRefused() {
    SSLParameters none = new SSLParameters();
    none.setAlgorithmConstraints(new Refusing());
    AlgorithmConstraints one = new OneKeyShare(none.getAlgorithmConstraints());
    Set<CryptoPrimitive> signature = EnumSet.of(CryptoPrimitive.SIGNATURE);
    assertFalse(one.permits(EnumSet.of(CryptoPrimitive.KEY_AGREEMENT), "x25519", null));
    assertFalse(one.permits(signature, "RSA", null));
    assertFalse(one.permits(signature, key()));
    assertFalse(one.permits(signature, "RSA", key(), null));
  }

  private static java.security.Key key() {
    return new javax.crypto.spec.SecretKeySpec(new byte[] {1}, "any");
  }

  /** Permits nothing. */
  private static final class Refusing implements AlgorithmConstraints {
    @Override
    public boolean permits(
        Set<CryptoPrimitive> uses, String name, java.security.AlgorithmParameters parameters) {
      return false;
    }

    @Override
    public boolean permits(Set<CryptoPrimitive> uses, java.security.Key key) {
      return false;
    }

    @Override
    public boolean permits(
        Set<CryptoPrimitive> uses,
        String name,
        java.security.Key key,
        java.security.AlgorithmParameters parameters) {
      return false;
    }
  }

  /** The extensions of a first message (RFC 8446, section 4.1.2), by their number. */
  private static Map<Integer, ByteBuffer> firstMessage(boolean oneShare) throws Exception {
    SSLEngine engine = SSLContext.getDefault().createSSLEngine("localhost", 1);
    engine.setUseClientMode(true);
    SSLParameters parameters = engine.getSSLParameters();
    if (oneShare) {
      parameters.setAlgorithmConstraints(new OneKeyShare(parameters.getAlgorithmConstraints()));
    }
    engine.setSSLParameters(parameters);
    ByteBuffer hello = ByteBuffer.allocate(engine.getSession().getPacketBufferSize());
    engine.wrap(ByteBuffer.allocate(0), hello);
    hello.flip().position(5 + 4 + 2 + 32);
    skip(hello, hello.get() & 0xFF);
    skip(hello, hello.getShort());
    skip(hello, hello.get() & 0xFF);
    hello.getShort();
    Map<Integer, ByteBuffer> extensions = new HashMap<>();
    while (hello.hasRemaining()) {
      int number = hello.getShort();
      byte[] body = new byte[hello.getShort()];
      hello.get(body);
      extensions.put(number, ByteBuffer.wrap(body));
    }
    return extensions;
  }

  private static ByteBuffer extension(Map<Integer, ByteBuffer> extensions, int number) {
    return Objects.requireNonNull(extensions.get(number));
  }

  private static void skip(ByteBuffer buffer, int bytes) {
    buffer.position(buffer.position() + bytes);
  }

  private static List<Integer> groups(Map<Integer, ByteBuffer> extensions) {
    ByteBuffer shares = extension(extensions, KEY_SHARES).duplicate();
    shares.getShort();
    List<Integer> groups = new ArrayList<>();
    while (shares.hasRemaining()) {
      groups.add((int) shares.getShort());
      skip(shares, shares.getShort());
    }
    return groups;
  }
}
