package dev.aft.grammar;

import dev.aft.grammar.SqlSyntaxException.Kind;
import java.util.List;

/** The whole text being parsed, and the one place where errors get their line and column. */
record SourceText(String text) {
  private static final int LONGEST_QUOTE = 40;

  SqlSyntaxException error(Kind kind, int offset, String found, String what) {
    return error(kind, offset, found, what, List.of());
  }

  /** An error whose message ends with its place. */
  SqlSyntaxException error(
      Kind kind, int offset, String found, String what, List<String> expected) {
    String message = what + " at " + place(offset);
    return new SqlSyntaxException(
        kind, message, offset, line(offset), column(offset), found, expected);
  }

  /** {@code syntax error at line 1, column 2: detail}. */
  SqlSyntaxException syntaxError(int offset, String found, String detail, List<String> expected) {
    String message = "syntax error at " + place(offset) + ": " + detail;
    return new SqlSyntaxException(
        Kind.SYNTAX, message, offset, line(offset), column(offset), found, expected);
  }

  String place(int offset) {
    return "line " + line(offset) + ", column " + column(offset);
  }

  /** From 1; lines end with LF, CR or CR LF. */
  int line(int offset) {
    int line = 1;
    for (int i = 0; i < offset; i++) {
      char c = text.charAt(i);
      if (c == '\n' || (c == '\r' && (i + 1 == text.length() || text.charAt(i + 1) != '\n'))) {
        line++;
      }
    }
    return line;
  }

  /** From 1, in characters (code points). */
  int column(int offset) {
    int start = offset;
    while (start > 0 && text.charAt(start - 1) != '\n' && text.charAt(start - 1) != '\r') {
      start--;
    }
    return text.codePointCount(start, offset) + 1;
  }

  /** {@code words} in double quotes, cut when long. */
  static String quoted(String words) {
    if (words.length() <= LONGEST_QUOTE) {
      return '"' + words + '"';
    }
    int end = words.offsetByCodePoints(0, words.codePointCount(0, LONGEST_QUOTE));
    return '"' + words.substring(0, end) + "...\"";
  }
}
