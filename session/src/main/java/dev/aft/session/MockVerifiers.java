package dev.aft.session;

import dev.aft.engine.user.User;
import dev.aft.engine.user.Users;
import dev.aft.protocol.OpaqueBytes;
import dev.aft.protocol.Scram;
import dev.aft.protocol.ScramVerifier;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.random.RandomGenerator;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Verifiers for users that do not exist or have no password: the same for the same name each time,
 * so that asking twice does not tell, and with as many iterations and as long a salt as most users
 * have. Made from a secret of the node. Thread-safe.
 */
final class MockVerifiers {
  private static final String ALGORITHM = "HmacSHA256";
  private static final Shape USUAL = new Shape(Scram.DEFAULT_ITERATIONS, 16);

  private final SecretKeySpec secret;
  private volatile Seen seen = new Seen(Users.NONE, USUAL);

  /** What a client sees of a verifier beside its random salt. */
  private record Shape(int iterations, int saltBytes) {}

  private record Seen(Users users, Shape shape) {}

  MockVerifiers(RandomGenerator random) {
    byte[] key = new byte[32];
    random.nextBytes(key);
    this.secret = new SecretKeySpec(key, ALGORITHM);
  }

  ScramVerifier of(String user, Users users) {
    Shape shape = shape(users);
    return new ScramVerifier(
        shape.iterations(),
        new OpaqueBytes(salt(user, shape.saltBytes())),
        new OpaqueBytes(mac("stored " + user)),
        new OpaqueBytes(mac("server " + user)));
  }

  private Shape shape(Users users) {
    Seen last = seen;
    if (last.users() != users) {
      last = new Seen(users, mostUsual(users));
      seen = last;
    }
    return last.shape();
  }

  private static Shape mostUsual(Users users) {
    Map<Shape, Integer> counts = new HashMap<>();
    for (User user : users.all()) {
      String text = user.verifier();
      if (text != null) {
        ScramVerifier verifier = ScramVerifier.parse(text);
        Shape shape = new Shape(verifier.iterations(), verifier.salt().array().length);
        counts.merge(shape, 1, Integer::sum);
      }
    }
    // Of those that are equally usual always the same one.
    return counts.entrySet().stream()
        .max(
            Comparator.<Map.Entry<Shape, Integer>>comparingInt(Map.Entry::getValue)
                .thenComparingInt(entry -> entry.getKey().iterations())
                .thenComparingInt(entry -> entry.getKey().saltBytes()))
        .map(Map.Entry::getKey)
        .orElse(USUAL);
  }

  private byte[] salt(String user, int bytes) {
    byte[] first = mac("salt " + user);
    byte[] salt = Arrays.copyOf(first, bytes);
    for (int from = first.length; from < bytes; from += first.length) {
      byte[] more = mac("salt " + from + ' ' + user);
      System.arraycopy(more, 0, salt, from, Math.min(more.length, bytes - from));
    }
    return salt;
  }

  private byte[] mac(String text) {
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(secret);
      return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java platform has " + ALGORITHM, e);
    }
  }
}
