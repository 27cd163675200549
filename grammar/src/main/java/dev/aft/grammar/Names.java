package dev.aft.grammar;

import org.jspecify.annotations.Nullable;

/** Upper and lower case as SQL folds names. */
final class Names {
  private Names() {}

  static String upper(String word) {
    return LetterCase.upper(word);
  }

  static String lower(String word) {
    return LetterCase.lower(word);
  }

  /**
   * The keyword that {@code word} most likely was meant to be: one wrong, missing, added or swapped
   * letter, two in a longer word.
   *
   * @return null if none is near
   */
  static @Nullable String nearest(String word, Iterable<String> candidates) {
    String upper = upper(word);
    if (upper.length() < 3 || upper.length() > 24) {
      return null;
    }
    int bound = upper.length() < 6 ? 1 : 2;
    int best = Integer.MAX_VALUE;
    String nearest = null;
    for (String candidate : candidates) {
      int distance = distance(upper, candidate);
      // Of two as near, the one as long: FORM is FROM with letters swapped rather than FOR.
      int rank = 2 * distance + (candidate.length() == upper.length() ? 0 : 1);
      if (candidate.length() >= 3 && distance > 0 && distance <= bound && rank < best) {
        best = rank;
        nearest = candidate;
      }
    }
    return nearest;
  }

  /** Insertions, deletions, replacements and swaps of neighbours that lead from a to b. */
  static int distance(String a, String b) {
    int[][] d = new int[a.length() + 1][b.length() + 1];
    for (int i = 0; i <= a.length(); i++) {
      for (int j = 0; j <= b.length(); j++) {
        if (i == 0 || j == 0) {
          d[i][j] = i + j;
          continue;
        }
        int replaced = d[i - 1][j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        d[i][j] = Math.min(replaced, Math.min(d[i - 1][j], d[i][j - 1]) + 1);
        if (i > 1
            && j > 1
            && a.charAt(i - 1) == b.charAt(j - 2)
            && a.charAt(i - 2) == b.charAt(j - 1)) {
          d[i][j] = Math.min(d[i][j], d[i - 2][j - 2] + 1);
        }
      }
    }
    return d[a.length()][b.length()];
  }
}
