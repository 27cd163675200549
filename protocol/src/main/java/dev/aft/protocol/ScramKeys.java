package dev.aft.protocol;

/**
 * What a client computes from a password, once for each salt and iteration count. Whoever has these
 * can log in as if with the password.
 */
public record ScramKeys(OpaqueBytes clientKey, OpaqueBytes serverKey) {
  /** Costs {@code iterations} rounds of HMAC, some milliseconds for the default. */
  public static ScramKeys of(String password, OpaqueBytes salt, int iterations) {
    Scram.requireIterations(iterations);
    byte[] salted =
        Scram.saltedPassword(
            Scram.ascii(PasswordPreparation.prepare(password)), salt.array(), iterations);
    return new ScramKeys(
        new OpaqueBytes(Scram.hmac(salted, Scram.ascii("Client Key"))),
        new OpaqueBytes(Scram.hmac(salted, Scram.ascii("Server Key"))));
  }

  OpaqueBytes storedKey() {
    return new OpaqueBytes(Scram.hash(clientKey.array()));
  }
}
