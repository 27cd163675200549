package dev.aft.engine.expression;

import dev.aft.engine.EngineException;
import dev.aft.engine.ErrorCode;
import java.util.Arrays;

/**
 * A LIKE pattern. Matching goes back only to the last {@code %}, so it takes at most length of the
 * text times length of the pattern steps, whatever the pattern.
 */
final class LikePattern {
  private static final int ANY_ONE = -1;
  private static final int ANY_RUN = -2;
  private static final int STEPS_AT_ONCE = 4096;

  private final int[] tokens;

  private LikePattern(int[] tokens) {
    this.tokens = tokens;
  }

  /**
   * Reads a pattern.
   *
   * @param escape one character, or empty for none
   */
  static LikePattern compile(String pattern, String escape) {
    int escapeCharacter = escapeCharacter(escape);
    int[] points = pattern.codePoints().toArray();
    int[] tokens = new int[points.length];
    int count = 0;
    for (int i = 0; i < points.length; i++) {
      int point = points[i];
      if (point == escapeCharacter) {
        if (++i == points.length) {
          throw new EngineException(
              ErrorCode.INVALID_ESCAPE, "LIKE pattern must not end with escape character");
        }
        tokens[count++] = points[i];
      } else if (point == '%') {
        if (count == 0 || tokens[count - 1] != ANY_RUN) {
          tokens[count++] = ANY_RUN;
        }
      } else {
        tokens[count++] = point == '_' ? ANY_ONE : point;
      }
    }
    return new LikePattern(Arrays.copyOf(tokens, count));
  }

  private static int escapeCharacter(String escape) {
    if (escape.codePointCount(0, escape.length()) > 1) {
      throw EngineException.builder(ErrorCode.INVALID_ESCAPE, "invalid escape string")
          .hint("Escape string must be empty or one character.")
          .build();
    }
    return escape.isEmpty() ? Integer.MIN_VALUE : escape.codePointAt(0);
  }

  /** The text before the first wildcard. */
  String prefix() {
    int end = 0;
    while (end < tokens.length && tokens[end] >= 0) {
      end++;
    }
    return new String(tokens, 0, end);
  }

  /**
   * Whether the text is like this.
   *
   * @param context is told of the steps
   */
  boolean matches(String text, EvaluationContext context) {
    int steps = 0;
    int length = text.length();
    int at = 0;
    int token = 0;
    int retryToken = -1;
    int retryAt = 0;
    while (at < length) {
      if (++steps == STEPS_AT_ONCE) {
        context.spend(steps);
        steps = 0;
      }
      int point = text.codePointAt(at);
      if (token < tokens.length && tokens[token] == ANY_RUN) {
        retryToken = ++token;
        retryAt = at;
      } else if (token < tokens.length && (tokens[token] == point || tokens[token] == ANY_ONE)) {
        token++;
        at += Character.charCount(point);
      } else if (retryToken >= 0) {
        retryAt += Character.charCount(text.codePointAt(retryAt));
        at = retryAt;
        token = retryToken;
      } else {
        return false;
      }
    }
    while (token < tokens.length && tokens[token] == ANY_RUN) {
      token++;
    }
    return token == tokens.length;
  }
}
