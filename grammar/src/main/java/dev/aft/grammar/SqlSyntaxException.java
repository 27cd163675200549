package dev.aft.grammar;

import java.util.List;

/** Text that is not a statement of the dialect. */
public final class SqlSyntaxException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** What kind of mistake it is; the wire layer gives each its SQLState. */
  public enum Kind {
    /** The text cannot be read: 42601. */
    SYNTAX,
    /** The text names a feature that SQL has and the dialect has not, such as JOIN: 0A000. */
    UNSUPPORTED,
    /** A literal is out of range or malformed: 22P02. */
    LITERAL,
    /** The text is longer or nested deeper than the parser takes: 54001. */
    TOO_COMPLEX
  }

  private final Kind kind;
  private final int offset;
  private final int line;
  private final int column;
  private final String found;
  private final transient List<String> expected;

  /**
   * @param offset in UTF-16 units from the start of the text, from 0
   * @param line from 1
   * @param column from 1
   * @param found the text of the token at fault; {@code end of input} at the end
   * @param expected what could stand there, best first; may be empty
   */
  public SqlSyntaxException(
      Kind kind,
      String message,
      int offset,
      int line,
      int column,
      String found,
      List<String> expected) {
    super(message);
    this.kind = kind;
    this.offset = offset;
    this.line = line;
    this.column = column;
    this.found = found;
    this.expected = List.copyOf(expected);
  }

  public Kind kind() {
    return kind;
  }

  public int offset() {
    return offset;
  }

  public int line() {
    return line;
  }

  public int column() {
    return column;
  }

  public String found() {
    return found;
  }

  public List<String> expected() {
    return expected;
  }
}
