package dev.aft.grammar;

import org.antlr.v4.runtime.CharStream;
import org.antlr.v4.runtime.IntStream;
import org.antlr.v4.runtime.misc.Interval;

/**
 * The text as ANTLR's lexer reads it, counted in UTF-16 units.
 *
 * <p>The lexer keeps its states in tables for characters up to 0x7F only. So every character above
 * is shown to it as 0x7F, which the grammar takes for a letter, and every Unicode space (a no-break
 * space pasted from a web page) as a blank. The text of tokens is not touched.
 */
final class Utf16CharStream implements CharStream {
  private static final int ANY_LETTER = 0x7F;
  private static final int CONTROL_CHARACTER = 1;

  private final String text;
  private int position;

  Utf16CharStream(String text) {
    this.text = text;
  }

  private static int shown(char c) {
    if (c < ANY_LETTER) {
      return c;
    }
    if (c == ANY_LETTER) {
      return CONTROL_CHARACTER;
    }
    return Character.isSpaceChar(c) || c == '\uFEFF' ? ' ' : ANY_LETTER;
  }

  @Override
  public int LA(int i) {
    int index = i > 0 ? position + i - 1 : position + i;
    return index < 0 || index >= text.length() ? IntStream.EOF : shown(text.charAt(index));
  }

  @Override
  public void consume() {
    if (position >= text.length()) {
      throw new IllegalStateException("cannot consume the end of the text");
    }
    position++;
  }

  @Override
  public int index() {
    return position;
  }

  @Override
  public void seek(int index) {
    position = Math.min(index, text.length());
  }

  @Override
  public int size() {
    return text.length();
  }

  @Override
  public int mark() {
    return -1;
  }

  @Override
  public void release(int marker) {}

  @Override
  public String getText(Interval interval) {
    int end = Math.min(interval.b + 1, text.length());
    return interval.a >= end ? "" : text.substring(interval.a, end);
  }

  @Override
  public String getSourceName() {
    return "statement";
  }
}
