package dev.aft.protocol;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a server keeps of a password: enough to verify who knows it, not enough to log in with. Its
 * text is PostgreSQL's, {@code SCRAM-SHA-256$<iterations>:<salt>$<StoredKey>:<ServerKey>}.
 */
public record ScramVerifier(
    int iterations, OpaqueBytes salt, OpaqueBytes storedKey, OpaqueBytes serverKey) {
  private static final int KEY_BYTES = 32;
  private static final int MAX_TEXT = 1000;
  private static final String PREFIX = "SCRAM-SHA-256$";

  /**
   * @throws ProtocolException with 22023 for what no verifier can have
   */
  public ScramVerifier {
    Scram.requireIterations(iterations);
    if (salt.array().length == 0 || salt.array().length > Scram.MAX_SALT_BYTES) {
      throw invalid("its salt must have between 1 and " + Scram.MAX_SALT_BYTES + " bytes");
    }
    if (storedKey.array().length != KEY_BYTES || serverKey.array().length != KEY_BYTES) {
      throw invalid("its keys must have " + KEY_BYTES + " bytes");
    }
  }

  /**
   * Makes the verifier of a password. The salt is to be random, 16 bytes are usual. The password is
   * prepared as PostgreSQL prepares it: SASLprep, and as it is where SASLprep prohibits it.
   */
  public static ScramVerifier create(String password, OpaqueBytes salt, int iterations) {
    ScramKeys keys = ScramKeys.of(password, salt, iterations);
    return new ScramVerifier(iterations, salt, keys.storedKey(), keys.serverKey());
  }

  /** Whether a text is meant as a verifier; {@link #parse} may still refuse it. */
  public static boolean isVerifier(String text) {
    return text.startsWith(PREFIX);
  }

  /**
   * @throws ProtocolException with 22023 for anything that is not a verifier; its message does not
   *     repeat the text
   */
  public static ScramVerifier parse(String text) {
    Matcher parts =
        Pattern.compile("SCRAM-SHA-256\\$(\\d{1,7}):([^:$]+)\\$([^:$]+):([^:$]+)").matcher(text);
    if (text.length() > MAX_TEXT || !parts.matches()) {
      throw invalid("it does not read SCRAM-SHA-256$<iterations>:<salt>$<StoredKey>:<ServerKey>");
    }
    return new ScramVerifier(
        Integer.parseInt(parts.group(1)),
        part(parts.group(2)),
        part(parts.group(3)),
        part(parts.group(4)));
  }

  private static OpaqueBytes part(String base64) {
    try {
      return new OpaqueBytes(ScramReader.base64(base64));
    } catch (ProtocolException e) {
      throw invalid("a part of it is not base64");
    }
  }

  private static ProtocolException invalid(String why) {
    return new ProtocolException(
        SqlState.INVALID_PARAMETER_VALUE, "the SCRAM verifier is not valid: " + why);
  }

  /** As {@link #parse} takes it. */
  public String format() {
    return PREFIX
        + iterations
        + ':'
        + Scram.base64(salt.array())
        + '$'
        + Scram.base64(storedKey.array())
        + ':'
        + Scram.base64(serverKey.array());
  }
}
