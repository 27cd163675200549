package dev.aft.engine.expression;

import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/** Searches whose time grows with the length of the text, whatever is searched for. */
final class TextSearch {
  /** Up to here the search of the JDK is quicker, and its worst case bearable. */
  private static final int SHORT = 64;

  private final String wanted;
  private final int @Nullable [] borders;

  /**
   * @param wanted not empty
   */
  TextSearch(String wanted) {
    this.wanted = wanted;
    this.borders = wanted.length() <= SHORT ? null : borders(wanted);
  }

  /** Where the wanted text begins at or behind {@code from}, or -1. */
  int find(String text, int from) {
    return borders == null ? text.indexOf(wanted, from) : find(text, from, borders);
  }

  /** Knuth, Morris and Pratt: no character of the text is looked at again after a mismatch. */
  private int find(String text, int from, int[] known) {
    int matched = 0;
    for (int at = from; at < text.length(); at++) {
      char c = text.charAt(at);
      while (matched > 0 && wanted.charAt(matched) != c) {
        matched = known[matched - 1];
      }
      if (wanted.charAt(matched) == c) {
        matched++;
      }
      if (matched == wanted.length()) {
        return at - matched + 1;
      }
    }
    return -1;
  }

  /** For each prefix the length of its longest proper prefix that also ends it. */
  private static int[] borders(String wanted) {
    int[] borders = new int[wanted.length()];
    int length = 0;
    for (int at = 1; at < borders.length; at++) {
      while (length > 0 && wanted.charAt(length) != wanted.charAt(at)) {
        length = borders[length - 1];
      }
      if (wanted.charAt(length) == wanted.charAt(at)) {
        length++;
      }
      borders[at] = length;
    }
    return borders;
  }

  /** The characters of a text as a set. */
  static BitSet characters(String text) {
    BitSet characters = new BitSet();
    text.codePoints().forEach(characters::set);
    return characters;
  }
}
