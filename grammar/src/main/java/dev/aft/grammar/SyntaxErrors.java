package dev.aft.grammar;

import dev.aft.grammar.SqlSyntaxException.Kind;
import dev.aft.grammar.antlr.AftSqlLexer;
import java.util.List;
import org.antlr.v4.runtime.Token;
import org.jspecify.annotations.Nullable;

/** Explains why a statement cannot be read: one sentence for the first mistake in it. */
final class SyntaxErrors {
  private SyntaxErrors() {}

  /**
   * @param parserIndex of the token where the parser stopped
   */
  static SqlSyntaxException describe(SourceText source, StatementTokens tokens, int parserIndex) {
    ExpectedTokens.Failure failure = ExpectedTokens.find(tokens, parserIndex);
    if (mayBeSecret(tokens, failure.index())) {
      return unreadableSecret(source, tokens, failure);
    }
    SqlSyntaxException lexical = lexical(source, tokens.get(failure.index()));
    if (lexical != null) {
      return lexical;
    }
    UnsupportedFeatures.Finding feature = UnsupportedFeatures.find(tokens, failure.index());
    if (feature != null) {
      Token token = tokens.get(feature.index());
      return source.error(
          Kind.UNSUPPORTED, token.getStartIndex(), token.getText(), feature.message());
    }
    return unexpected(source, tokens, failure);
  }

  /** Whether the token may be a piece of a password, which no message repeats. */
  private static boolean mayBeSecret(StatementTokens tokens, int index) {
    String first = tokens.word(0);
    return index > 2
        && index < tokens.size() - 1
        && (first.equals("CREATE") || first.equals("ALTER"))
        && tokens.word(1).startsWith("USER");
  }

  private static SqlSyntaxException unreadableSecret(
      SourceText source, StatementTokens tokens, ExpectedTokens.Failure failure) {
    List<String> expected = ExpectedWords.readable(failure.types());
    return source.syntaxError(
        tokens.get(failure.index()).getStartIndex(),
        "",
        "the statement cannot be read from here" + ExpectedWords.sentence(expected),
        expected);
  }

  private static @Nullable SqlSyntaxException lexical(SourceText source, Token token) {
    String message =
        switch (token.getType()) {
          case AftSqlLexer.UNTERMINATED_STRING -> "a string starts here and does not end";
          case AftSqlLexer.UNTERMINATED_IDENTIFIER -> "a quoted name starts here and does not end";
          case AftSqlLexer.UNTERMINATED_COMMENT -> "a comment starts here and does not end";
          case AftSqlLexer.NUMBER_WITH_JUNK ->
              "letters follow the number in " + SourceText.quoted(token.getText());
          default -> null;
        };
    if (message == null) {
      return null;
    }
    return source.syntaxError(token.getStartIndex(), token.getText(), message, List.of());
  }

  private static SqlSyntaxException unexpected(
      SourceText source, StatementTokens tokens, ExpectedTokens.Failure failure) {
    int index = failure.index();
    List<String> keywords = ExpectedWords.keywords(failure.types());
    String meant = misspelt(tokens, index, keywords);
    if (meant == null && isPlainWord(tokens, index - 1)) {
      // A misspelt keyword after an expression reads as its label; the mistake shows one word
      // later.
      meant = misspelt(tokens, index - 1, keywords);
      index = meant == null ? index : index - 1;
    }
    List<String> expected =
        meant == null ? ExpectedWords.readable(failure.types()) : List.of(meant);
    Token token = tokens.get(index);
    boolean atEnd = token.getType() == Token.EOF;
    String found = atEnd ? "end of statement" : SourceText.quoted(token.getText());
    String detail = "found " + found + ExpectedWords.sentence(expected);
    if (!atEnd && expected.contains(ExpectedWords.IDENTIFIER) && ExpectedWords.isWord(token)) {
      detail +=
          "; write "
              + '"'
              + Names.lower(token.getText())
              + '"'
              + " in double quotes to use the reserved word as a name";
    }
    return source.syntaxError(token.getStartIndex(), token.getText(), detail, expected);
  }

  private static boolean isPlainWord(StatementTokens tokens, int index) {
    return index > 0 && tokens.type(index) == AftSqlLexer.IDENTIFIER;
  }

  private static @Nullable String misspelt(
      StatementTokens tokens, int index, List<String> keywords) {
    boolean word = index < tokens.size() - 1 && ExpectedWords.isWord(tokens.get(index));
    return word ? Names.nearest(tokens.get(index).getText(), keywords) : null;
  }
}
