package dev.aft.driver;

/** What the first word of a statement tells. */
final class StatementKind {
  private StatementKind() {}

  /** Whether it begins a transaction, or resumes one, by itself. */
  static boolean beginsTransaction(String sql) {
    int at = start(sql);
    return switch (letter(sql, at)) {
      case 'B' -> is(sql, at, "BEGIN");
      case 'S' -> is(sql, at, "START");
      case 'R' -> is(sql, at, "RESUME");
      default -> false;
    };
  }

  /** Whether it ends with a commit that leaves no transaction open. */
  static boolean commits(String sql) {
    int at = start(sql);
    return switch (letter(sql, at)) {
      case 'C' -> is(sql, at, "COMMIT") && !chains(sql);
      case 'E' -> is(sql, at, "END") && !chains(sql);
      default -> false;
    };
  }

  private static boolean chains(String sql) {
    return sql.matches("(?is).*\\bCHAIN\\b.*");
  }

  /** Whether it may change what the session keeps, or end a transaction that has changed it. */
  static boolean concernsSession(String sql) {
    int at = start(sql);
    return switch (letter(sql, at)) {
      case 'S' -> is(sql, at, "SET") || is(sql, at, "SUSPEND");
      case 'R' -> is(sql, at, "RESET") || is(sql, at, "ROLLBACK");
      case 'D' -> is(sql, at, "DISCARD");
      case 'C' -> is(sql, at, "COMMIT");
      case 'E' -> is(sql, at, "END");
      case 'A' -> is(sql, at, "ABORT");
      default -> false;
    };
  }

  private static int start(String sql) {
    int at = 0;
    while (at < sql.length() && Character.isWhitespace(sql.charAt(at))) {
      at++;
    }
    return at;
  }

  private static char letter(String sql, int at) {
    return at < sql.length() ? Character.toUpperCase(sql.charAt(at)) : ' ';
  }

  private static boolean is(String sql, int at, String word) {
    int end = at + word.length();
    return sql.regionMatches(true, at, word, 0, word.length())
        && (end == sql.length() || !Character.isLetterOrDigit(sql.charAt(end)));
  }
}
