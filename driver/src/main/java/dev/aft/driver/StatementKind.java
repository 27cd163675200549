package dev.aft.driver;

import java.util.List;

/** What the first word of a statement tells, comments left out. */
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

  private static boolean isCommit(String sql) {
    int at = start(sql);
    return switch (letter(sql, at)) {
      case 'C' -> is(sql, at, "COMMIT");
      case 'E' -> is(sql, at, "END");
      default -> false;
    };
  }

  /** Whether what was open before it is over after it, one way or the other. */
  private static boolean endsTransaction(String sql) {
    int at = start(sql);
    return switch (letter(sql, at)) {
      case 'C', 'E' -> isCommit(sql);
      case 'A' -> is(sql, at, "ABORT");
      case 'R' -> is(sql, at, "ROLLBACK") && !sql.matches("(?is).*\\bTO\\b.*");
      case 'S' -> is(sql, at, "SUSPEND");
      default -> false;
    };
  }

  /** Where statements that travel together commit, besides at their end in auto-commit mode. */
  static CommitPlace commitPlace(List<String> statements) {
    int last = statements.size() - 1;
    boolean plain = true;
    for (int i = 0; i < last; i++) {
      String sql = statements.get(i);
      if (endsTransaction(sql)) {
        return CommitPlace.AMIDST;
      }
      plain &= !concernsSession(sql) && !beginsTransaction(sql);
    }
    String sql = last < 0 ? "" : statements.get(last);
    if (!isCommit(sql)) {
      return CommitPlace.NONE;
    }
    return plain && !chains(sql) ? CommitPlace.AT_END : CommitPlace.AMIDST;
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

  /** Whether it is certain that it changes nothing, or nothing but settings of its session. */
  static boolean onlyReads(String sql) {
    int at = start(sql);
    return switch (letter(sql, at)) {
      case 'S' ->
          is(sql, at, "SELECT") || is(sql, at, "SHOW") || is(sql, at, "SCAN") || is(sql, at, "SET");
      case 'G' -> is(sql, at, "GET");
      case 'D' -> is(sql, at, "DESCRIBE");
      case 'E' -> is(sql, at, "EXPLAIN");
      case 'V' -> is(sql, at, "VALUES");
      default -> at == sql.length();
    };
  }

  /** Whether it changes rows and nothing else, so that it ends with its transaction. */
  static boolean changesRows(String sql) {
    int at = start(sql);
    return switch (letter(sql, at)) {
      case 'I' -> is(sql, at, "INSERT");
      case 'U' -> is(sql, at, "UPDATE") || is(sql, at, "UPSERT");
      case 'D' -> is(sql, at, "DELETE") || is(sql, at, "DEL");
      case 'P' -> is(sql, at, "PUT");
      default -> false;
    };
  }

  /** Where the first word is: after space and comments. */
  static int start(String sql) {
    int at = 0;
    while (at < sql.length()) {
      if (Character.isWhitespace(sql.charAt(at))) {
        at++;
      } else if (sql.startsWith("--", at)) {
        int end = sql.indexOf('\n', at);
        at = end < 0 ? sql.length() : end;
      } else if (sql.startsWith("/*", at)) {
        at = commentEnd(sql, at);
      } else {
        return at;
      }
    }
    return at;
  }

  /** Comments nest. */
  static int commentEnd(String sql, int start) {
    int depth = 1;
    int at = start + 2;
    while (at < sql.length() && depth > 0) {
      if (sql.startsWith("*/", at)) {
        depth--;
        at += 2;
      } else if (sql.startsWith("/*", at)) {
        depth++;
        at += 2;
      } else {
        at++;
      }
    }
    return Math.min(at, sql.length());
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
