package dev.aft.grammar;

import java.util.Locale;

/**
 * Upper and lower case of any text, whatever the language, in time linear in its length. The JDK
 * copies the whole text at each letter that becomes several, such as {@code ß}.
 */
public final class LetterCase {
  /** So short that it does not matter what the JDK does. */
  private static final int PIECE = 1024;

  private LetterCase() {}

  /** In upper case; no letter depends on its neighbours, so pieces can be taken by themselves. */
  public static String upper(String text) {
    if (text.length() <= PIECE) {
      return text.toUpperCase(Locale.ROOT);
    }
    StringBuilder upper = new StringBuilder(text.length());
    int from = 0;
    while (from < text.length()) {
      int to = Math.min(text.length(), from + PIECE);
      if (Character.isHighSurrogate(text.charAt(to - 1)) && to < text.length()) {
        to--;
      }
      upper.append(text.substring(from, to).toUpperCase(Locale.ROOT));
      from = to;
    }
    return upper.toString();
  }

  /** In lower case; the only letter that becomes several is the capital i with a dot. */
  public static String lower(String text) {
    return text.length() <= PIECE
        ? text.toLowerCase(Locale.ROOT)
        : text.replace("\u0130", "i\u0307").toLowerCase(Locale.ROOT);
  }
}
