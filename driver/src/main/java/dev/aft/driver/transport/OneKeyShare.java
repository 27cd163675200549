package dev.aft.driver.transport;

import java.security.AlgorithmConstraints;
import java.security.AlgorithmParameters;
import java.security.CryptoPrimitive;
import java.security.Key;
import java.util.Set;

/**
 * Lets a client offer to agree on keys by X25519 only. Java's TLS 1.3 otherwise makes a key for
 * each of two ways, of which a server uses the first that it knows; the second one, on P-256, takes
 * more time than all the rest of a resumed handshake. What the platform refuses stays refused. For
 * one handshake.
 */
final class OneKeyShare implements AlgorithmConstraints {
  private final AlgorithmConstraints platform;

  /**
   * Which ways there are is asked before the first question about signatures; those behind it are
   * about curves of certificates, all of which remain.
   */
  private boolean offered;

  OneKeyShare(AlgorithmConstraints platform) {
    this.platform = platform;
  }

  @Override
  public boolean permits(
      Set<CryptoPrimitive> uses, String algorithm, AlgorithmParameters parameters) {
    offered |= uses.contains(CryptoPrimitive.SIGNATURE);
    boolean another = algorithm.startsWith("secp") || algorithm.startsWith("ffdhe");
    return (offered || !another) && platform.permits(uses, algorithm, parameters);
  }

  @Override
  public boolean permits(Set<CryptoPrimitive> uses, Key key) {
    return platform.permits(uses, key);
  }

  @Override
  public boolean permits(
      Set<CryptoPrimitive> uses, String algorithm, Key key, AlgorithmParameters parameters) {
    return platform.permits(uses, algorithm, key, parameters);
  }
}
