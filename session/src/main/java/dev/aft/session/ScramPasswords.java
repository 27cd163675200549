package dev.aft.session;

import dev.aft.engine.user.Passwords;
import dev.aft.protocol.OpaqueBytes;
import dev.aft.protocol.ProtocolException;
import dev.aft.protocol.Scram;
import dev.aft.protocol.ScramVerifier;
import java.util.random.RandomGenerator;

/** Verifiers for SCRAM-SHA-256. Thread-safe. */
final class ScramPasswords implements Passwords.Verifiers {
  private static final int SALT_BYTES = 16;

  private final RandomGenerator random;

  /**
   * @param random gives salts
   */
  ScramPasswords(RandomGenerator random) {
    this.random = random;
  }

  @Override
  public boolean isVerifier(String text) {
    return ScramVerifier.isVerifier(text);
  }

  @Override
  public String requireValid(String verifier) {
    try {
      return ScramVerifier.parse(verifier).format();
    } catch (ProtocolException e) {
      throw new IllegalArgumentException(e.getMessage(), e);
    }
  }

  @Override
  public String make(String password) {
    byte[] salt = new byte[SALT_BYTES];
    random.nextBytes(salt);
    return ScramVerifier.create(password, new OpaqueBytes(salt), Scram.DEFAULT_ITERATIONS).format();
  }
}
