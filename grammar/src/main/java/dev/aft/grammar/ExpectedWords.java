package dev.aft.grammar;

import dev.aft.grammar.antlr.AftSqlLexer;
import dev.aft.grammar.antlr.AftSqlParser;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.antlr.v4.runtime.Token;

/** Says a set of token types in few words: likely ones first, whole groups under one name. */
final class ExpectedWords {
  static final String IDENTIFIER = "an identifier";
  private static final String EXPRESSION = "an expression";
  private static final String OPERATOR = "an operator";
  private static final String STATEMENT = "a statement";
  private static final String END = "end of statement";
  private static final int MOST_WORDS = 5;

  private static final Set<Integer> STATEMENTS = ExpectedTokens.first(AftSqlParser.RULE_statement);
  private static final Set<Integer> EXPRESSIONS =
      ExpectedTokens.first(AftSqlParser.RULE_expression);
  private static final Set<Integer> VALUES = ExpectedTokens.first(AftSqlParser.RULE_concatenation);
  private static final Set<Integer> IDENTIFIERS =
      ExpectedTokens.first(AftSqlParser.RULE_identifier);
  private static final Set<Integer> ALIASES = ExpectedTokens.first(AftSqlParser.RULE_bareAlias);
  private static final Set<Integer> OPERATORS =
      Set.of(
          AftSqlLexer.STAR,
          AftSqlLexer.SLASH,
          AftSqlLexer.PERCENT,
          AftSqlLexer.PLUS,
          AftSqlLexer.MINUS,
          AftSqlLexer.CONCATENATE,
          AftSqlLexer.EQUAL,
          AftSqlLexer.NOT_EQUAL,
          AftSqlLexer.LESS,
          AftSqlLexer.LESS_OR_EQUAL,
          AftSqlLexer.GREATER,
          AftSqlLexer.GREATER_OR_EQUAL,
          AftSqlLexer.TYPE_CAST,
          AftSqlLexer.AND,
          AftSqlLexer.OR,
          AftSqlLexer.NOT,
          AftSqlLexer.IS,
          AftSqlLexer.ISNULL,
          AftSqlLexer.NOTNULL,
          AftSqlLexer.IN,
          AftSqlLexer.LIKE,
          AftSqlLexer.ILIKE,
          AftSqlLexer.BETWEEN);

  /** The clauses in the order in which people leave them out. */
  private static final List<Integer> LIKELY =
      List.of(
          AftSqlLexer.CLOSE,
          AftSqlLexer.FROM,
          AftSqlLexer.INTO,
          AftSqlLexer.SET,
          AftSqlLexer.VALUES,
          AftSqlLexer.THEN,
          AftSqlLexer.WHEN,
          AftSqlLexer.WHERE,
          AftSqlLexer.TABLE,
          AftSqlLexer.OPEN,
          AftSqlLexer.EQUAL,
          AftSqlLexer.COMMA,
          AftSqlLexer.ORDER,
          AftSqlLexer.LIMIT);

  private ExpectedWords() {}

  /** Every keyword of the set, to compare a misspelt word with. */
  static List<String> keywords(Set<Integer> types) {
    List<String> keywords = new ArrayList<>();
    for (int type : new TreeSet<>(types)) {
      if (isKeyword(type)) {
        keywords.add(text(type));
      }
    }
    return keywords;
  }

  /** Whether the token is a keyword or a name without quotes. */
  static boolean isWord(Token token) {
    return token.getType() == AftSqlLexer.IDENTIFIER || isKeyword(token.getType());
  }

  private static boolean isKeyword(int type) {
    return type >= AftSqlLexer.ALL && type <= AftSqlLexer.ZONE;
  }

  private static String text(int type) {
    String literal = AftSqlLexer.VOCABULARY.getLiteralName(type);
    if (type == AftSqlLexer.NOT_EQUAL) {
      return "<>";
    }
    return literal == null
        ? AftSqlLexer.VOCABULARY.getSymbolicName(type).replace('_', ' ')
        : literal.substring(1, literal.length() - 1);
  }

  /** A few words for the set, the likeliest first. */
  static List<String> readable(Set<Integer> types) {
    if (types.containsAll(STATEMENTS)) {
      return List.of(STATEMENT);
    }
    Set<Integer> rest = new TreeSet<>(types);
    List<String> words = new ArrayList<>();
    boolean afterExpression = types.containsAll(Set.of(AftSqlLexer.CONCATENATE, AftSqlLexer.PLUS));
    group(rest, EXPRESSIONS, EXPRESSION, words);
    group(rest, VALUES, EXPRESSION, words);
    if (rest.contains(AftSqlLexer.AS)) {
      rest.removeAll(ALIASES);
    }
    group(rest, IDENTIFIERS, IDENTIFIER, words);
    group(rest, ALIASES, IDENTIFIER, words);
    if (afterExpression) {
      rest.removeAll(OPERATORS);
      rest.removeAll(Set.of(AftSqlLexer.OPEN, AftSqlLexer.DOT));
    }
    boolean end = rest.remove(Token.EOF);
    addInOrder(rest, words);
    if (end) {
      words.add(Math.min(words.size(), MOST_WORDS - 1), END);
    }
    if (afterExpression) {
      words.add(Math.min(words.size(), MOST_WORDS - 1), OPERATOR);
    }
    return List.copyOf(words.subList(0, Math.min(words.size(), MOST_WORDS)));
  }

  private static void group(
      Set<Integer> rest, Set<Integer> group, String name, List<String> words) {
    if (rest.containsAll(group)) {
      rest.removeAll(group);
      words.add(name);
    }
  }

  private static void addInOrder(Set<Integer> rest, List<String> words) {
    for (int type : LIKELY) {
      if (rest.remove(type)) {
        words.add(text(type));
      }
    }
    for (int type : rest) {
      if (type > 0) {
        words.add(text(type));
      }
    }
  }

  /** {@code , expected "FROM", "WHERE" or an expression}; nothing for an empty list. */
  static String sentence(List<String> words) {
    if (words.isEmpty()) {
      return "";
    }
    StringBuilder sentence = new StringBuilder(", expected ");
    for (int i = 0; i < words.size(); i++) {
      if (i > 0) {
        sentence.append(i == words.size() - 1 ? " or " : ", ");
      }
      String word = words.get(i);
      boolean group = word.contains(" ") && !Character.isUpperCase(word.charAt(0));
      sentence.append(group ? word : '"' + word + '"');
    }
    return sentence.toString();
  }
}
