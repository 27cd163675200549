package dev.aft.flyway;

import org.flywaydb.core.api.configuration.Configuration;
import org.flywaydb.core.internal.parser.Parser;
import org.flywaydb.core.internal.parser.ParsingContext;

/** Splits scripts: statements end with a semicolon, strings may be dollar-quoted. */
final class AftParser extends Parser {
  /** As many characters as the longest thing that begins a token. */
  private static final int LOOK_AHEAD = 3;

  AftParser(Configuration configuration, ParsingContext context) {
    super(configuration, context, LOOK_AHEAD);
  }

  @Override
  protected char getAlternativeStringLiteralQuote() {
    return '$';
  }

  @Override
  protected org.flywaydb.core.internal.parser.Token handleAlternativeStringLiteral(
      org.flywaydb.core.internal.parser.PeekingReader reader,
      org.flywaydb.core.internal.parser.ParserContext context,
      int position,
      int line,
      int column)
      throws java.io.IOException {
    String tag = (char) reader.read() + reader.readUntilIncluding('$');
    reader.swallowUntilExcluding(tag);
    reader.swallow(tag.length());
    return new org.flywaydb.core.internal.parser.Token(
        org.flywaydb.core.internal.parser.TokenType.STRING,
        position,
        line,
        column,
        null,
        null,
        context.getParensDepth());
  }
}
