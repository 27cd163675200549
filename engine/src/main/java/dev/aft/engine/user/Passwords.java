package dev.aft.engine.user;

import dev.aft.engine.EngineException;
import dev.aft.engine.ErrorCode;
import dev.aft.grammar.Secret;
import java.util.regex.Pattern;

/** Checks passwords, and has verifiers made of them. */
public final class Passwords {
  private static final int MAX_LENGTH = 1_000;
  private static final Pattern MD5 = Pattern.compile("md5[0-9a-f]{32}");

  /** Makes verifiers. Knows the algorithm, which is a matter of the wire protocol. */
  public interface Verifiers {
    /** Whether a text is a verifier, or is meant to be one. */
    boolean isVerifier(String text);

    /**
     * @throws IllegalArgumentException for what only looks like one; the message does not repeat it
     */
    String requireValid(String verifier);

    /** Makes the verifier of a password; takes some milliseconds. */
    String make(String password);
  }

  private final Verifiers verifiers;

  public Passwords(Verifiers verifiers) {
    this.verifiers = verifiers;
  }

  /**
   * The verifier of what was given as a password; a verifier stays what it is.
   *
   * @throws EngineException {@code INVALID_PARAMETER_VALUE}, which does not repeat it
   */
  public String verifierOf(Secret secret) {
    String text = secret.reveal();
    if (verifiers.isVerifier(text)) {
      try {
        return verifiers.requireValid(text);
      } catch (IllegalArgumentException e) {
        throw invalid(String.valueOf(e.getMessage()), "Give the password itself.");
      }
    }
    if (MD5.matcher(text).matches()) {
      throw invalid(
          "passwords hashed with MD5 are not supported", "Hash with SCRAM-SHA-256, or not at all.");
    }
    if (text.isEmpty() || text.length() > MAX_LENGTH || text.indexOf('\0') >= 0) {
      throw invalid(
          "a password must have 1 to " + MAX_LENGTH + " characters, none of them zero",
          "PASSWORD NULL takes the password away.");
    }
    return verifiers.make(text);
  }

  private static EngineException invalid(String message, String hint) {
    return EngineException.builder(ErrorCode.INVALID_PARAMETER_VALUE, message).hint(hint).build();
  }
}
