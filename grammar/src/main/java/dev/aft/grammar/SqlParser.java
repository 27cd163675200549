package dev.aft.grammar;

import dev.aft.grammar.SqlSyntaxException.Kind;
import java.util.ArrayList;
import java.util.List;

/** Turns SQL text into syntax trees. Stateless and thread-safe; it caches nothing. */
public final class SqlParser {
  /** The longest text, in UTF-16 units. */
  public static final int MAXIMUM_TEXT_LENGTH = 16 << 20;

  /** The most words, literals, operators and punctuation marks in one text. */
  public static final int MAXIMUM_TOKENS = 400_000;

  /** How deep brackets, CASE and function calls may nest in each other. */
  public static final int MAXIMUM_NESTING = 200;

  /**
   * The deepest syntax tree of an expression. Chains of AND and of OR become balanced trees and
   * hardly count; a chain of another operator counts each of its operators.
   */
  public static final int MAXIMUM_EXPRESSION_DEPTH = 500;

  /** The highest number of a parameter: what the wire protocol can count. */
  public static final int MAXIMUM_PARAMETERS = 65_535;

  private SqlParser() {}

  /**
   * Reads all statements of {@code sql}, which semicolons separate. A text without any statement
   * gives an empty list.
   *
   * @throws SqlSyntaxException at the first mistake; its offset counts in the whole text, and no
   *     statement of the text is to be executed
   */
  public static List<ParsedStatement> parseScript(String sql) {
    SourceText source = new SourceText(sql);
    List<ParsedStatement> statements = new ArrayList<>();
    for (StatementTokens tokens : Tokenizer.statements(source)) {
      statements.add(StatementParser.parse(source, tokens));
    }
    return List.copyOf(statements);
  }

  /**
   * Reads exactly one statement; a semicolon may follow it. Only white space and comments give
   * {@link Statement.Empty}.
   *
   * @throws SqlSyntaxException if it is not one statement
   */
  public static ParsedStatement parseStatement(String sql) {
    SourceText source = new SourceText(sql);
    List<StatementTokens> found = Tokenizer.statements(source);
    if (found.isEmpty()) {
      return new ParsedStatement(new Statement.Empty(), sql, 0, 0);
    }
    ParsedStatement statement = StatementParser.parse(source, found.get(0));
    if (found.size() > 1) {
      StatementTokens second = found.get(1);
      throw source.error(
          Kind.SYNTAX,
          second.start(),
          second.get(0).getText(),
          "expected one statement, but a second one starts",
          List.of("end of statement"));
    }
    return statement;
  }
}
