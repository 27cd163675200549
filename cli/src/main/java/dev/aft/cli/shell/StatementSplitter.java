package dev.aft.cli.shell;

import java.util.ArrayList;
import java.util.List;

/**
 * Cuts typed text into statements at the semicolons that are not inside a string, a quoted name or
 * a comment, and knows whether the text ends in the middle of one.
 */
final class StatementSplitter {
  private final String text;
  private final List<String> statements = new ArrayList<>();
  private int position;
  private int start;
  private boolean open;

  private StatementSplitter(String text) {
    this.text = text;
  }

  /**
   * @param statements complete statements, without their semicolons and never blank
   * @param rest what follows the last semicolon; blank when nothing is pending
   * @param insideToken whether the rest ends inside a string, quoted name or comment
   */
  record Split(List<String> statements, String rest, boolean insideToken) {
    Split {
      statements = List.copyOf(statements);
    }
  }

  static Split split(String text) {
    return new StatementSplitter(text).run();
  }

  private Split run() {
    while (position < text.length()) {
      char c = text.charAt(position);
      if (c == '\'' || c == '"') {
        skipQuoted(c);
      } else if (text.startsWith("--", position)) {
        skipLineComment();
      } else if (text.startsWith("/*", position)) {
        skipBlockComment();
      } else if (c == ';') {
        endStatement();
      } else {
        position++;
      }
    }
    return new Split(statements, text.substring(start), open);
  }

  private void endStatement() {
    String statement = text.substring(start, position).strip();
    if (!statement.isEmpty()) {
      statements.add(statement);
    }
    position++;
    start = position;
  }

  private void skipQuoted(char quote) {
    position++;
    while (position < text.length()) {
      if (text.charAt(position) != quote) {
        position++;
      } else if (position + 1 < text.length() && text.charAt(position + 1) == quote) {
        position += 2;
      } else {
        position++;
        return;
      }
    }
    open = true;
  }

  private void skipLineComment() {
    int end = text.indexOf('\n', position);
    position = end < 0 ? text.length() : end;
  }

  private void skipBlockComment() {
    int depth = 0;
    do {
      if (text.startsWith("/*", position)) {
        depth++;
        position += 2;
      } else if (text.startsWith("*/", position)) {
        depth--;
        position += 2;
      } else {
        position++;
      }
    } while (depth > 0 && position < text.length());
    open = depth > 0;
  }
}
