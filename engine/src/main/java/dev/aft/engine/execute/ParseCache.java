package dev.aft.engine.execute;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.aft.engine.EngineException;
import dev.aft.engine.ErrorCode;
import dev.aft.grammar.ParsedStatement;
import dev.aft.grammar.SqlParser;
import dev.aft.grammar.SqlSyntaxException;
import dev.aft.grammar.Statement;
import java.util.List;
import java.util.stream.Collectors;

/** Remembers the syntax trees of texts, up to a number of characters of text. Thread-safe. */
final class ParseCache {
  /** What an entry weighs besides its text. */
  private static final int ENTRY_CHARACTERS = 100;

  /** A longer text is a load of rows that comes once; its tree would push out those that return. */
  private static final int MAX_CACHED_CHARACTERS = 64 * 1024;

  private final Cache<String, List<ParsedStatement>> cache;

  /**
   * @param maxCharacters of all texts together
   */
  ParseCache(long maxCharacters) {
    this.cache =
        Caffeine.newBuilder()
            .maximumWeight(maxCharacters)
            .weigher(
                (String text, List<ParsedStatement> parsed) -> text.length() + ENTRY_CHARACTERS)
            .executor(Runnable::run)
            .build();
  }

  List<ParsedStatement> parse(String sql) {
    List<ParsedStatement> known = cache.getIfPresent(sql);
    if (known != null) {
      return known;
    }
    try {
      List<ParsedStatement> parsed = List.copyOf(SqlParser.parseScript(sql));
      if (sql.length() <= MAX_CACHED_CHARACTERS && !hasSecret(parsed)) {
        cache.put(sql, parsed);
      }
      return parsed;
    } catch (SqlSyntaxException e) {
      throw EngineException.builder(code(e.kind()), message(e))
          .at(e.offset())
          .hint(hint(e))
          .build();
    }
  }

  /** A password is kept no longer than its statement. */
  private static boolean hasSecret(List<ParsedStatement> parsed) {
    return parsed.stream()
        .map(ParsedStatement::statement)
        .anyMatch(s -> s instanceof Statement.CreateUser || s instanceof Statement.AlterUser);
  }

  private static ErrorCode code(SqlSyntaxException.Kind kind) {
    return switch (kind) {
      case SYNTAX -> ErrorCode.SYNTAX;
      case UNSUPPORTED -> ErrorCode.UNSUPPORTED;
      case LITERAL -> ErrorCode.INVALID_TEXT;
      case TOO_COMPLEX -> ErrorCode.STATEMENT_TOO_COMPLEX;
    };
  }

  private static String message(SqlSyntaxException e) {
    String message = String.valueOf(e.getMessage());
    return e.kind() == SqlSyntaxException.Kind.SYNTAX && !message.contains("line ")
        ? message + " (line " + e.line() + ", column " + e.column() + ")"
        : message;
  }

  /** Marks in quotes, so that a comma that is expected does not look like one of the list. */
  private static String quoted(String expected) {
    return Character.isLetter(expected.charAt(0)) ? expected : '"' + expected + '"';
  }

  private static String hint(SqlSyntaxException e) {
    return e.expected().isEmpty()
        ? code(e.kind()).advice()
        : "Expected: "
            + e.expected().stream().map(ParseCache::quoted).collect(Collectors.joining(", "))
            + ".";
  }
}
