package dev.aft.engine.expression;

import dev.aft.engine.EngineException;
import dev.aft.engine.ErrorCode;
import dev.aft.storage.spi.Bytes;

/** The bound on what one expression may make. */
final class Results {
  /** The most characters or bytes that a function or operator gives: 16 Mi. */
  static final int MAX_LENGTH = 16 * 1024 * 1024;

  private Results() {}

  static String bounded(String text) {
    checkLength(text.length());
    return text;
  }

  static Bytes bounded(Bytes bytes) {
    checkLength(bytes.length());
    return bytes;
  }

  /** Refuses a result before it is made. */
  static void checkLength(long length) {
    if (length > MAX_LENGTH) {
      throw EngineException.builder(
              ErrorCode.LIMIT_EXCEEDED,
              "result of " + length + " characters is longer than " + MAX_LENGTH)
          .hint("Use a shorter text.")
          .build();
    }
  }
}
