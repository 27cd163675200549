package dev.aft.grammar;

import dev.aft.grammar.SqlSyntaxException.Kind;
import dev.aft.grammar.antlr.AftSqlLexer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.antlr.v4.runtime.CommonToken;
import org.antlr.v4.runtime.Token;
import org.jspecify.annotations.Nullable;

/**
 * Cuts a text into tokens and these into statements, and refuses what the parser could not take:
 * the parser recurses where brackets and CASE nest, so their depth is bounded here, before it runs.
 */
final class Tokenizer {
  private Tokenizer() {}

  /** The statements that are not empty. */
  static List<StatementTokens> statements(SourceText source) {
    String text = source.text();
    if (text.length() > SqlParser.MAXIMUM_TEXT_LENGTH) {
      throw tooComplex(
          source, 0, "a text of " + text.length() + " characters", SqlParser.MAXIMUM_TEXT_LENGTH);
    }
    AftSqlLexer lexer = new AftSqlLexer(new Utf16CharStream(text));
    lexer.removeErrorListeners();
    List<StatementTokens> statements = new ArrayList<>();
    List<Token> current = new ArrayList<>();
    int count = 0;
    for (Token token = lexer.nextToken(); token.getType() != Token.EOF; token = lexer.nextToken()) {
      if (++count > SqlParser.MAXIMUM_TOKENS) {
        throw tooComplex(
            source,
            token.getStartIndex(),
            "too many words and marks in one text",
            SqlParser.MAXIMUM_TOKENS);
      }
      if (token.getType() == AftSqlLexer.SEMICOLON) {
        end(source, current, token.getStartIndex(), statements);
        current = new ArrayList<>();
      } else {
        ((CommonToken) token).setTokenIndex(current.size());
        current.add(token);
      }
    }
    end(source, current, text.length(), statements);
    return statements;
  }

  private static void end(
      SourceText source, List<Token> tokens, int offset, List<StatementTokens> statements) {
    if (tokens.isEmpty()) {
      return;
    }
    checkNesting(source, tokens);
    CommonToken end = new CommonToken(Token.EOF, "end of input");
    end.setStartIndex(offset);
    end.setStopIndex(offset - 1);
    end.setTokenIndex(tokens.size());
    tokens.add(end);
    statements.add(new StatementTokens(tokens));
  }

  private static void checkNesting(SourceText source, List<Token> tokens) {
    Deque<Integer> open = new ArrayDeque<>();
    for (Token token : tokens) {
      int type = token.getType();
      if (type == AftSqlLexer.OPEN || type == AftSqlLexer.CASE) {
        open.push(type);
        if (open.size() > SqlParser.MAXIMUM_NESTING) {
          throw tooComplex(
              source,
              token.getStartIndex(),
              "brackets or CASE are nested too deep",
              SqlParser.MAXIMUM_NESTING);
        }
      } else if (closes(type, open.peek())) {
        open.pop();
      }
    }
  }

  private static boolean closes(int type, @Nullable Integer innermost) {
    if (innermost == null) {
      return false;
    }
    return type == (innermost == AftSqlLexer.OPEN ? AftSqlLexer.CLOSE : AftSqlLexer.END);
  }

  private static SqlSyntaxException tooComplex(
      SourceText source, int offset, String what, int limit) {
    return source.error(
        Kind.TOO_COMPLEX, offset, "", "too complex: " + what + "; the limit is " + limit);
  }
}
