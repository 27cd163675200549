package dev.aft.driver;

import dev.aft.protocol.Utf8;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Reads a statement text just well enough to find what the server does not know: question marks as
 * parameters, JDBC escapes in braces, and several statements in one text. Strings, quoted names,
 * comments and dollar quotes pass through untouched. One use each.
 */
final class SqlScanner {
  /** One statement in the server's words: parameters are {@code $1}, {@code $2} and so on. */
  record Statement(String sql, int parameterCount) {}

  private final String sql;
  private final boolean placeholders;
  private final boolean escapes;
  private final List<Statement> statements = new ArrayList<>();
  private int openEscapes;
  private final StringBuilder out;
  private int position;
  private int parameters;
  private boolean empty = true;

  private SqlScanner(String sql, boolean placeholders, boolean escapes) {
    this.sql = sql;
    this.placeholders = placeholders;
    this.escapes = escapes;
    this.out = new StringBuilder(sql.length() + 8);
  }

  /**
   * The statements of the text, at least one. Statements of nothing but space and comments are left
   * out, unless there is no other.
   *
   * @throws SQLException 42601 for an escape that does not end, HYC00 for one that is not
   *     supported, 22021 for what the wire cannot carry
   */
  static List<Statement> scan(String sql, boolean placeholders, boolean escapes)
      throws SQLException {
    if (sql == null) {
      throw SqlErrors.invalidArgument("the text of the statement is null");
    }
    if (sql.indexOf('\0') >= 0 || !Utf8.isEncodable(sql)) {
      throw SqlErrors.of("22021", "a statement cannot hold a zero character or half a character");
    }
    SqlScanner scanner = new SqlScanner(sql, placeholders, escapes);
    scanner.run();
    return List.copyOf(scanner.statements);
  }

  private void run() throws SQLException {
    while (position < sql.length()) {
      step(sql.charAt(position));
    }
    if (openEscapes > 0) {
      throw SqlErrors.of("42601", "a JDBC escape has no closing brace");
    }
    if (!empty || statements.isEmpty()) {
      addStatement();
    }
  }

  private void step(char c) throws SQLException {
    switch (c) {
      case '\'' -> copyTo(quoteEnd('\'', isEscapeString()));
      case '"' -> copyTo(quoteEnd('"', false));
      case '-' -> copyTo(isNext('-') ? lineEnd() : position + 1, !isNext('-'));
      case '/' ->
          copyTo(
              isNext('*') ? StatementKind.commentEnd(sql, position) : position + 1, !isNext('*'));
      case '$' -> copyTo(dollarEnd());
      case '?' -> parameter();
      case ';' -> endStatement();
      case '{' -> openBrace();
      case '}' -> closeBrace();
      default -> copyTo(position + 1, !Character.isWhitespace(c));
    }
  }

  private boolean isNext(char c) {
    return position + 1 < sql.length() && sql.charAt(position + 1) == c;
  }

  private void copyTo(int end) {
    copyTo(end, true);
  }

  private void copyTo(int end, boolean counts) {
    out.append(sql, position, end);
    position = end;
    if (counts) {
      empty = false;
    }
  }

  private void parameter() {
    if (placeholders) {
      out.append('$').append(++parameters);
      position++;
      empty = false;
    } else {
      copyTo(position + 1);
    }
  }

  private void endStatement() {
    if (!empty) {
      addStatement();
    }
    out.setLength(0);
    position++;
  }

  private void addStatement() {
    statements.add(new Statement(out.toString(), parameters));
    parameters = 0;
    empty = true;
  }

  /** Whether the quote at the position belongs to {@code E'...'}, in which a backslash escapes. */
  private boolean isEscapeString() {
    if (position == 0 || Character.toUpperCase(sql.charAt(position - 1)) != 'E') {
      return false;
    }
    return position == 1 || !isNamePart(sql.charAt(position - 2));
  }

  private int quoteEnd(char quote, boolean backslashes) {
    int at = position + 1;
    while (at < sql.length()) {
      char c = sql.charAt(at);
      if (c == quote) {
        return at + 1;
      }
      at += backslashes && c == '\\' ? 2 : 1;
    }
    return sql.length();
  }

  private int lineEnd() {
    int end = sql.indexOf('\n', position);
    return end < 0 ? sql.length() : end;
  }

  private int dollarEnd() {
    if (position > 0 && isNamePart(sql.charAt(position - 1))) {
      return position + 1;
    }
    int tagEnd = position + 1;
    while (tagEnd < sql.length() && isTagPart(sql.charAt(tagEnd), tagEnd == position + 1)) {
      tagEnd++;
    }
    if (tagEnd == sql.length() || sql.charAt(tagEnd) != '$') {
      return position + 1;
    }
    String tag = sql.substring(position, tagEnd + 1);
    int end = sql.indexOf(tag, tagEnd + 1);
    return end < 0 ? sql.length() : end + tag.length();
  }

  private static boolean isNamePart(char c) {
    return Character.isLetterOrDigit(c) || c == '_' || c == '$';
  }

  private static boolean isTagPart(char c, boolean first) {
    return first ? Character.isLetter(c) || c == '_' : Character.isLetterOrDigit(c) || c == '_';
  }

  private void openBrace() throws SQLException {
    if (!escapes) {
      copyTo(position + 1);
      return;
    }
    position++;
    skipSpace();
    int start = position;
    int end = start;
    while (end < sql.length() && Character.isLetter(sql.charAt(end))) {
      end++;
    }
    String word = sql.substring(start, end).toLowerCase(Locale.ROOT);
    position = end;
    empty = false;
    translate(word);
    openEscapes++;
  }

  /** Writes what an escape begins with. */
  private void translate(String word) throws SQLException {
    switch (word) {
      case "d" -> out.append("DATE");
      case "t" -> out.append("TIME");
      case "ts" -> out.append("TIMESTAMP");
      case "escape" -> out.append("ESCAPE");
      case "limit" -> out.append("LIMIT");
      case "fn" -> function();
      case "oj" -> throw SqlErrors.notSupported("an outer join: the dialect has no joins");
      default ->
          throw SqlErrors.notSupported(
              "the JDBC escape {" + (word.isEmpty() ? "?" : word) + " ...}");
    }
  }

  /** Functions whose JDBC name is not the dialect's. */
  private void function() throws SQLException {
    skipSpace();
    int end = position;
    while (end < sql.length() && isNamePart(sql.charAt(end))) {
      end++;
    }
    JdbcFunctions.Call call = JdbcFunctions.call(sql.substring(position, end));
    out.append(call.begin());
    position = end;
    skipSpace();
    if (position < sql.length() && sql.charAt(position) == '(') {
      position++;
      openBracket(call.opening());
    }
  }

  /** Nothing is written for brackets that the function does not have. */
  private void openBracket(String opening) {
    out.append(opening);
    if (opening.isEmpty()) {
      skipSpace();
      if (position < sql.length() && sql.charAt(position) == ')') {
        position++;
      }
    }
  }

  private void skipSpace() {
    while (position < sql.length() && Character.isWhitespace(sql.charAt(position))) {
      position++;
    }
  }

  private void closeBrace() {
    if (openEscapes == 0) {
      copyTo(position + 1);
    } else {
      openEscapes--;
      position++;
    }
  }
}
