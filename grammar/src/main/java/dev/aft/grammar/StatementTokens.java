package dev.aft.grammar;

import java.util.List;
import org.antlr.v4.runtime.Token;

/**
 * The tokens of one statement, without its semicolon. The last one is the end of the statement;
 * there is at least one before it.
 */
record StatementTokens(List<Token> all) {
  StatementTokens {
    if (all.size() < 2 || all.get(all.size() - 1).getType() != Token.EOF) {
      throw new IllegalArgumentException("a statement has tokens and an end");
    }
  }

  Token get(int index) {
    return all.get(index);
  }

  /** How many, the end included. */
  int size() {
    return all.size();
  }

  /** Where the statement starts in the whole text. */
  int start() {
    return all.get(0).getStartIndex();
  }

  /** Behind its last character in the whole text. */
  int end() {
    return all.get(all.size() - 2).getStopIndex() + 1;
  }

  /** The type of the token, or 0 when the index is outside. */
  int type(int index) {
    return index < 0 || index >= all.size() ? Token.INVALID_TYPE : all.get(index).getType();
  }

  /** The token in upper case, or nothing when the index is outside. */
  String word(int index) {
    return index < 0 || index >= all.size() - 1 ? "" : Names.upper(all.get(index).getText());
  }
}
