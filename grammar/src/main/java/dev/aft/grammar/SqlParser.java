package dev.aft.grammar;

import java.util.List;

/** Turns SQL text into syntax trees. Stateless and thread-safe; it caches nothing. */
public final class SqlParser {
  private SqlParser() {}

  /**
   * Reads all statements of {@code sql}, which semicolons separate. A text without any statement gives
   * an empty list.
   *
   * @throws SqlSyntaxException at the first mistake
   */
  public static List<ParsedStatement> parseScript(String sql) {
    if (sql.isBlank()) {
      return List.of();
    }
    throw new UnsupportedOperationException(sql);
  }

  /**
   * Reads exactly one statement; a semicolon may follow it. Only white space and comments give {@link
   * Statement.Empty}.
   *
   * @throws SqlSyntaxException if it is not one statement
   */
  public static ParsedStatement parseStatement(String sql) {
    if (sql.isBlank()) {
      return new ParsedStatement(new Statement.Empty(), sql, 0, 0);
    }
    throw new UnsupportedOperationException(sql);
  }
}
