package dev.aft.grammar;

import dev.aft.grammar.SqlSyntaxException.Kind;
import dev.aft.grammar.antlr.AftSqlParser;
import org.antlr.v4.runtime.ParserRuleContext;
import org.antlr.v4.runtime.Token;

/** What the builders of one statement share: where it stands in the text, and its parameters. */
final class Scope {
  private final SourceText source;
  private final int start;
  private final int[] questionMarksBefore;
  private int questionMarks;
  private int highestNumber;

  Scope(SourceText source, StatementTokens tokens) {
    this.source = source;
    this.start = tokens.start();
    this.questionMarksBefore = new int[tokens.size()];
    for (int i = 0; i < tokens.size(); i++) {
      questionMarksBefore[i] = questionMarks;
      if (tokens.type(i) == AftSqlParser.QUESTION) {
        questionMarks++;
      }
    }
  }

  int parameterCount() {
    return Math.max(questionMarks, highestNumber);
  }

  /** Where the token starts in the statement. */
  int offset(Token token) {
    return token.getStartIndex() - start;
  }

  int offset(ParserRuleContext context) {
    return offset(context.getStart());
  }

  /** Numbers {@code ?} by its place; {@code $n} has its number. */
  Expression.Parameter parameter(Token token) {
    boolean questionMark = token.getType() == AftSqlParser.QUESTION;
    if (!questionMark && questionMarks > 0) {
      throw error(
          Kind.SYNTAX, token, "parameters written ? and $1 cannot be mixed in one statement");
    }
    int index = questionMark ? questionMarksBefore[token.getTokenIndex()] + 1 : number(token);
    if (index < 1 || index > SqlParser.MAXIMUM_PARAMETERS) {
      throw error(
          Kind.SYNTAX, token, "parameters are numbered from 1 to " + SqlParser.MAXIMUM_PARAMETERS);
    }
    if (!questionMark) {
      highestNumber = Math.max(highestNumber, index);
    }
    return new Expression.Parameter(index, offset(token));
  }

  private static int number(Token token) {
    String digits = token.getText().substring(1);
    return digits.length() > 9 ? Integer.MAX_VALUE : Integer.parseInt(digits);
  }

  /** An error whose message names the place after the text. */
  SqlSyntaxException error(Kind kind, Token token, String message) {
    return source.error(kind, token.getStartIndex(), token.getText(), message);
  }
}
