package dev.aft.engine.expression;

import java.util.Collection;
import java.util.Optional;

/** Finds what somebody meant by a name that does not exist. */
public final class NearestName {
  private static final int MAX_LENGTH = 64;

  private NearestName() {}

  /**
   * The candidate with the fewest letters to change, if these are at most a third of the name (but
   * one at least); the first of several.
   */
  public static Optional<String> of(String name, Collection<String> candidates) {
    if (name.length() > MAX_LENGTH) {
      return Optional.empty();
    }
    int limit = Math.max(1, name.length() / 3);
    String best = null;
    for (String candidate : candidates) {
      int distance =
          Math.abs(candidate.length() - name.length()) > limit
              ? Integer.MAX_VALUE
              : distance(name, candidate);
      if (distance <= limit) {
        best = candidate;
        limit = distance - 1;
      }
    }
    return Optional.ofNullable(best);
  }

  private static int distance(String from, String to) {
    int[] previous = new int[to.length() + 1];
    for (int j = 0; j <= to.length(); j++) {
      previous[j] = j;
    }
    for (int i = 1; i <= from.length(); i++) {
      int[] current = new int[to.length() + 1];
      current[0] = i;
      for (int j = 1; j <= to.length(); j++) {
        int change = from.charAt(i - 1) == to.charAt(j - 1) ? 0 : 1;
        int insertOrDelete = Math.min(current[j - 1], previous[j]) + 1;
        current[j] = Math.min(previous[j - 1] + change, insertOrDelete);
      }
      previous = current;
    }
    return previous[to.length()];
  }
}
