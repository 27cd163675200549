package dev.aft.grammar;

import dev.aft.grammar.antlr.AftSqlLexer;
import dev.aft.grammar.antlr.AftSqlParser;
import dev.aft.grammar.antlr.AftSqlParser.SingleStatementContext;
import org.antlr.v4.runtime.BailErrorStrategy;
import org.antlr.v4.runtime.RecognitionException;
import org.antlr.v4.runtime.Token;
import org.antlr.v4.runtime.atn.PredictionMode;
import org.antlr.v4.runtime.misc.ParseCancellationException;
import org.jspecify.annotations.Nullable;

/**
 * Parses one statement in two stages: with the cheap prediction that is right for nearly every
 * text, and only if that fails with the full one, which decides whether it is a mistake.
 */
final class StatementParser {
  private StatementParser() {}

  static ParsedStatement parse(SourceText source, StatementTokens tokens) {
    SingleStatementContext tree;
    try {
      tree = tree(tokens, PredictionMode.SLL);
    } catch (ParseCancellationException maybeWrong) {
      tree = parseAgain(source, tokens);
    }
    Scope scope = new Scope(source, tokens);
    Statement statement = new StatementBuilder(scope).build(tree.statement());
    String text = source.text().substring(tokens.start(), tokens.end());
    if (hasSecret(statement)) {
      text = hideStrings(text, tokens);
    }
    return new ParsedStatement(statement, text, tokens.start(), scope.parameterCount());
  }

  private static boolean hasSecret(Statement statement) {
    return statement instanceof Statement.CreateUser || statement instanceof Statement.AlterUser;
  }

  /** Stars in the place of every string, of which one is the password; offsets stay. */
  private static String hideStrings(String text, StatementTokens tokens) {
    StringBuilder hidden = new StringBuilder(text);
    for (Token token : tokens.all()) {
      switch (token.getType()) {
        case AftSqlLexer.STRING, AftSqlLexer.ESCAPE_STRING, AftSqlLexer.DOLLAR_STRING -> {
          int start = token.getStartIndex() - tokens.start();
          int end = token.getStopIndex() + 1 - tokens.start();
          hidden.replace(start, end, "*".repeat(end - start));
        }
        default -> {}
      }
    }
    return hidden.toString();
  }

  private static SingleStatementContext parseAgain(SourceText source, StatementTokens tokens) {
    try {
      return tree(tokens, PredictionMode.LL);
    } catch (ParseCancellationException wrong) {
      throw SyntaxErrors.describe(source, tokens, offendingIndex(wrong.getCause()));
    }
  }

  private static SingleStatementContext tree(StatementTokens tokens, PredictionMode mode) {
    AftSqlParser parser = new AftSqlParser(new ArrayTokenStream(tokens));
    parser.removeErrorListeners();
    parser.setErrorHandler(new BailErrorStrategy());
    parser.getInterpreter().setPredictionMode(mode);
    return parser.singleStatement();
  }

  private static int offendingIndex(@Nullable Throwable cause) {
    if (cause instanceof RecognitionException exception) {
      Token token = exception.getOffendingToken();
      return token == null ? 0 : token.getTokenIndex();
    }
    return 0;
  }
}
