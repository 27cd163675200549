package dev.aft.engine.execute;

import dev.aft.engine.user.Passwords;

/** A verifier is the password behind "V$". */
final class FakeVerifiers implements Passwords.Verifiers {
  @Override
  public boolean isVerifier(String text) {
    return text.startsWith("V$");
  }

  @Override
  public String requireValid(String verifier) {
    if (verifier.length() < 3) {
      throw new IllegalArgumentException("the verifier is too short");
    }
    return verifier;
  }

  @Override
  public String make(String password) {
    return "V$" + password;
  }
}
