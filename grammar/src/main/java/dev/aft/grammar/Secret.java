package dev.aft.grammar;

/**
 * A text that must not be shown: a password, or what verifies one. It prints as stars, so that no
 * log or error that prints a statement gives it away. Thread-safe.
 */
public final class Secret {
  private final String text;

  public Secret(String text) {
    this.text = text;
  }

  /** The text itself, for whoever has to work with it. */
  public String reveal() {
    return text;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Secret secret && secret.text.equals(text);
  }

  @Override
  public int hashCode() {
    return text.hashCode();
  }

  @Override
  public String toString() {
    return "***";
  }
}
