package dev.aft.cli.shell;

import java.util.List;
import org.jline.reader.ParsedLine;
import org.jline.reader.Parser;
import org.jline.reader.impl.DefaultParser;

/**
 * Cuts a line into words for completion, and nothing else: the line reader must not put quotes
 * around a completion of two words, as it would for the arguments of a command.
 */
final class PlainWords implements Parser {
  private final DefaultParser parser = new DefaultParser();

  PlainWords() {
    parser.setEscapeChars(null);
    parser.setQuoteChars(new char[0]);
  }

  @Override
  public ParsedLine parse(String line, int cursor, ParseContext context) {
    return new Words(parser.parse(line, cursor, context));
  }

  /** Hides that the line knows how to quote. */
  private record Words(ParsedLine parsed) implements ParsedLine {
    @Override
    public String word() {
      return parsed.word();
    }

    @Override
    public int wordCursor() {
      return parsed.wordCursor();
    }

    @Override
    public int wordIndex() {
      return parsed.wordIndex();
    }

    @Override
    public List<String> words() {
      return parsed.words();
    }

    @Override
    public String line() {
      return parsed.line();
    }

    @Override
    public int cursor() {
      return parsed.cursor();
    }
  }
}
