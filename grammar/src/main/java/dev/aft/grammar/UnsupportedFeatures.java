package dev.aft.grammar;

import dev.aft.grammar.antlr.AftSqlLexer;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Knows the parts of SQL that the dialect leaves out, by the words at which the parser stops when
 * it meets them. Asked only after a mistake, so it costs correct statements nothing.
 */
final class UnsupportedFeatures {
  /** A feature at a token. */
  record Finding(int index, String message) {}

  private static final String ONE_TABLE = "a SELECT reads one table";
  private static final String JOIN = is("JOIN", ONE_TABLE);
  private static final String SUBQUERY = are("Subqueries", "read first, then use the values");
  private static final String ARRAYS = are("Arrays", "use several columns or rows");
  private static final String SET_OPERATIONS = are("UNION, INTERSECT and EXCEPT", ONE_TABLE);
  private static final String NO_SERVER_CODE =
      are("Functions and procedures on the server", "call from the client");
  private static final String NO_PREPARE =
      are("PREPARE and EXECUTE as statements", "prepare through the driver or the wire protocol");
  private static final String NO_ROLES = are("Roles", "a user has rights: GRANT READ TO u");
  private static final String RIGHTS = "the rights are READ, WRITE and ADMIN, one at a time";
  private static final String ROW_VALUES =
      are("Row values such as (a, b)", "compare column by column");

  /** First words of statements. */
  private static final Map<String, String> STATEMENTS =
      Map.ofEntries(
          Map.entry("WITH", is("WITH (common table expressions)", ONE_TABLE)),
          Map.entry("TRUNCATE", is("TRUNCATE", "use DELETE FROM")),
          Map.entry("COPY", is("COPY", "use INSERT in batches")),
          Map.entry("LOCK", is("LOCK", "use SELECT ... FOR UPDATE")),
          Map.entry("CALL", NO_SERVER_CODE),
          Map.entry("PREPARE", NO_PREPARE),
          Map.entry("EXECUTE", NO_PREPARE),
          Map.entry("LISTEN", is("LISTEN", "there are no notifications")),
          Map.entry("UNLISTEN", is("UNLISTEN", "there are no notifications")),
          Map.entry("NOTIFY", is("NOTIFY", "there are no notifications")),
          Map.entry("VACUUM", is("VACUUM", "old versions are collected without it")),
          Map.entry("ANALYZE", is("ANALYZE", "plans use no statistics")),
          Map.entry("COMMENT", is("COMMENT", "nothing stores comments")),
          Map.entry("MERGE", is("MERGE", "use UPSERT or INSERT ... ON CONFLICT")),
          Map.entry("REPLACE", is("REPLACE", "use UPSERT")),
          Map.entry("REFRESH", is("REFRESH", "there are no views")),
          Map.entry("REINDEX", is("REINDEX", "there are no indexes beside the primary key")),
          Map.entry("CLUSTER", is("CLUSTER", "rows are always in primary key order")),
          Map.entry("CHECKPOINT", is("CHECKPOINT", "the storage does that itself")),
          Map.entry("REASSIGN", NO_ROLES),
          Map.entry("DO", NO_SERVER_CODE),
          Map.entry("LOAD", NO_SERVER_CODE),
          Map.entry("USE", is("USE", "connect to the other database, or use SET SCHEMA")),
          Map.entry("VALUES", is("VALUES as a statement", "use SELECT")),
          Map.entry("TABLE", is("TABLE as a statement", "use SELECT * FROM")));

  /** What CREATE and DROP could name elsewhere. */
  private static final Set<String> OBJECTS =
      Set.of(
          "INDEX",
          "UNIQUE",
          "VIEW",
          "MATERIALIZED",
          "RECURSIVE",
          "SEQUENCE",
          "FUNCTION",
          "PROCEDURE",
          "AGGREGATE",
          "TRIGGER",
          "TYPE",
          "DOMAIN",
          "EXTENSION",
          "ROLE",
          "GROUP",
          "TEMP",
          "TEMPORARY",
          "UNLOGGED",
          "GLOBAL",
          "LOCAL",
          "FOREIGN",
          "OR",
          "RULE",
          "POLICY",
          "CAST",
          "COLLATION",
          "OPERATOR",
          "TABLESPACE",
          "PUBLICATION",
          "SUBSCRIPTION",
          "STATISTICS",
          "SERVER",
          "LANGUAGE",
          "EVENT",
          "OWNED");

  /** Words in the middle of a statement. */
  private static final Map<String, String> WORDS =
      Map.ofEntries(
          Map.entry("JOIN", JOIN),
          Map.entry("INNER", JOIN),
          Map.entry("LEFT", JOIN),
          Map.entry("RIGHT", JOIN),
          Map.entry("FULL", JOIN),
          Map.entry("CROSS", JOIN),
          Map.entry("NATURAL", JOIN),
          Map.entry("OUTER", JOIN),
          Map.entry("GROUP", is("GROUP BY", "aggregates cover all rows that WHERE leaves")),
          Map.entry("HAVING", is("HAVING", "aggregates cover all rows that WHERE leaves")),
          Map.entry("UNION", SET_OPERATIONS),
          Map.entry("INTERSECT", SET_OPERATIONS),
          Map.entry("EXCEPT", SET_OPERATIONS),
          Map.entry("OVER", are("Window functions (OVER)", "compute them in the client")),
          Map.entry("WINDOW", are("Window functions (WINDOW)", "compute them in the client")),
          Map.entry("REFERENCES", are("Foreign keys", "check in the same transaction")),
          Map.entry("FOREIGN", are("Foreign keys", "check in the same transaction")),
          Map.entry("UNIQUE", are("UNIQUE constraints", "only the primary key is unique")),
          Map.entry("CHECK", are("CHECK constraints", "check before you write")),
          Map.entry("GENERATED", are("Generated columns", "use DEFAULT gen_random_uuid()")),
          Map.entry("COLLATE", is("COLLATE", "text is ordered by code point")),
          Map.entry("ANY", is("ANY", "use IN (...)")),
          Map.entry("SOME", is("SOME", "use IN (...)")),
          Map.entry("TABLESAMPLE", is("TABLESAMPLE", "use LIMIT")),
          Map.entry("LATERAL", is("LATERAL", ONE_TABLE)),
          Map.entry("SIMILAR", is("SIMILAR TO", "use LIKE")),
          Map.entry("OVERLAPS", is("OVERLAPS", "compare the ends")),
          Map.entry("ARRAY", ARRAYS),
          Map.entry("[", ARRAYS));

  /** A word and the one after it; the mistake may show at either. */
  private static final Map<String, String> PAIRS =
      Map.ofEntries(
          Map.entry("AT TIME", is("AT TIME ZONE", "convert in the client")),
          Map.entry("SIMILAR TO", is("SIMILAR TO", "use LIKE")),
          Map.entry("FILTER (", is("FILTER", "use WHERE, or CASE in the aggregate")),
          Map.entry("WITHIN GROUP", is("WITHIN GROUP", "compute it in the client")),
          Map.entry("TABLESAMPLE SYSTEM", is("TABLESAMPLE", "use LIMIT")),
          Map.entry("DISTINCT ON", is("DISTINCT ON", "use DISTINCT, or filter in the client")),
          Map.entry("CONFLICT ON", is("ON CONFLICT ON CONSTRAINT", "name the key columns")),
          Map.entry("CURRENT OF", is("WHERE CURRENT OF", "use the primary key")),
          Map.entry("ON DUPLICATE", is("ON DUPLICATE KEY", "use ON CONFLICT or UPSERT")),
          Map.entry("AND CHAIN", is("AND CHAIN", "send BEGIN")),
          Map.entry("FOR SHARE", is("FOR SHARE", "use FOR UPDATE")),
          Map.entry("FOR KEY", is("FOR KEY SHARE", "use FOR UPDATE")),
          Map.entry("FOR NO", is("FOR NO KEY UPDATE", "use FOR UPDATE")),
          Map.entry("UPDATE NOWAIT", is("NOWAIT", "FOR UPDATE never waits")),
          Map.entry("UPDATE SKIP", is("SKIP LOCKED", "FOR UPDATE never waits")),
          Map.entry("PREPARE TRANSACTION", is("Two-phase commit", "use SUSPEND and RESUME")),
          Map.entry("COMMIT PREPARED", is("Two-phase commit", "use SUSPEND and RESUME")),
          Map.entry("ROLLBACK PREPARED", is("Two-phase commit", "use SUSPEND and RESUME")),
          Map.entry(
              "TRANSACTION SNAPSHOT", is("SET TRANSACTION SNAPSHOT", "use a causality token")),
          Map.entry("SET ROLE", NO_ROLES),
          Map.entry("SET CONSTRAINTS", is("SET CONSTRAINTS", "constraints hold at once")),
          Map.entry("SESSION AUTHORIZATION", NO_ROLES),
          Map.entry("EXPLAIN ANALYZE", is("EXPLAIN ANALYZE", "use EXPLAIN")),
          Map.entry("EXPLAIN VERBOSE", is("EXPLAIN VERBOSE", "use EXPLAIN")),
          Map.entry("EXPLAIN (", is("EXPLAIN with options", "use EXPLAIN")));

  private UnsupportedFeatures() {}

  private static String is(String feature, String advice) {
    return feature + " is not supported (" + advice + ")";
  }

  private static String are(String feature, String advice) {
    return feature + " are not supported (" + advice + ")";
  }

  /**
   * @param index of the token at which the statement stops being one
   * @return null if it is a plain mistake
   */
  static @Nullable Finding find(StatementTokens tokens, int index) {
    Finding start = atStart(tokens, index);
    if (start != null) {
      return start;
    }
    String message = WORDS.get(tokens.word(index));
    if (message != null && tokens.type(index) != AftSqlLexer.QUOTED_IDENTIFIER) {
      return new Finding(index, message);
    }
    Finding pair = pair(tokens, index);
    if (pair != null) {
      return pair;
    }
    return inContext(tokens, index);
  }

  private static @Nullable Finding atStart(StatementTokens tokens, int index) {
    String first = tokens.word(0);
    String known = STATEMENTS.get(first);
    if (index == 0 && PAIRS.containsKey(first + " " + tokens.word(1))) {
      return null;
    }
    if (index == 0 && known != null) {
      return new Finding(0, known);
    }
    boolean names = first.equals("CREATE") || first.equals("DROP");
    if (names && index == 1 && OBJECTS.contains(tokens.word(1))) {
      return new Finding(
          1, is(first + " " + object(tokens), "there are tables, schemas, databases and users"));
    }
    if (index == 1 && first.equals("ALTER")) {
      return new Finding(0, is("ALTER", "create a new table and copy the rows"));
    }
    if (index == 1 && (first.equals("GRANT") || first.equals("REVOKE"))) {
      return new Finding(0, is(first + " " + tokens.word(1), RIGHTS));
    }
    return null;
  }

  private static String object(StatementTokens tokens) {
    String word = tokens.word(1);
    return switch (word) {
      case "UNIQUE" -> "UNIQUE INDEX";
      case "OR" -> "OR REPLACE";
      case "TEMP", "TEMPORARY", "LOCAL", "GLOBAL" -> "TEMPORARY TABLE";
      case "UNLOGGED" -> "UNLOGGED TABLE";
      case "MATERIALIZED" -> "MATERIALIZED VIEW";
      default -> word;
    };
  }

  private static @Nullable Finding pair(StatementTokens tokens, int index) {
    for (int first = Math.max(0, index - 2); first <= index; first++) {
      String message = PAIRS.get(tokens.word(first) + " " + tokens.word(first + 1));
      if (message != null) {
        return new Finding(first, message);
      }
    }
    return null;
  }

  private static @Nullable Finding inContext(StatementTokens tokens, int index) {
    String word = tokens.word(index);
    int type = tokens.type(index);
    if (type == AftSqlLexer.OTHER_OPERATOR) {
      return new Finding(index, operator(tokens.get(index).getText()));
    }
    if (type == AftSqlLexer.OTHER_STRING) {
      return new Finding(index, are("Bit strings and U& strings", "use X'..' or E'..'"));
    }
    String first = tokens.word(0);
    String message =
        switch (word) {
          case "SELECT", "WITH", "VALUES" -> query(tokens, index, first);
          case "," -> comma(tokens, index);
          case "(" -> bracket(tokens, index, first);
          case "FROM" -> first.equals("UPDATE") ? is("UPDATE ... FROM", ONE_TABLE) : null;
          case "USING" -> first.equals("DELETE") ? is("DELETE ... USING", ONE_TABLE) : null;
          case "INTO" -> first.equals("SELECT") ? is("SELECT INTO", "use INSERT") : null;
          case "AS", "LIKE" ->
              first.equals("CREATE") ? is("CREATE TABLE " + word, "name the columns") : null;
          default -> null;
        };
    return message == null ? null : new Finding(index, message);
  }

  private static @Nullable String query(StatementTokens tokens, int index, String first) {
    if (tokens.type(index - 1) == AftSqlLexer.OPEN) {
      return SUBQUERY;
    }
    return first.equals("INSERT") || first.equals("UPSERT")
        ? is(first + " ... SELECT", "read first, then insert the values")
        : null;
  }

  private static @Nullable String comma(StatementTokens tokens, int index) {
    for (int i = index - 1, depth = 0; i >= 0; i--) {
      int type = tokens.type(i);
      if (type == AftSqlLexer.CLOSE) {
        depth++;
      } else if (type == AftSqlLexer.OPEN && --depth < 0) {
        return ROW_VALUES;
      } else if (depth == 0 && type == AftSqlLexer.FROM) {
        return are("Several tables in FROM", ONE_TABLE);
      } else if (depth == 0 && (type == AftSqlLexer.WHERE || type == AftSqlLexer.LIMIT)) {
        return null;
      }
    }
    return null;
  }

  private static @Nullable String bracket(StatementTokens tokens, int index, String first) {
    int before = tokens.type(index - 1);
    if (before == AftSqlLexer.FROM || tokens.type(index - 2) == AftSqlLexer.FROM) {
      return are("Subqueries and functions in FROM", ONE_TABLE);
    }
    return before == AftSqlLexer.SET && first.equals("UPDATE") ? ROW_VALUES : null;
  }

  private static String operator(String operator) {
    String name = "The operator " + operator;
    return switch (operator) {
      case "->", "->>", "#>", "#>>", "@>", "<@", "@@", "@?" -> is(name, "JSON is stored as text");
      case "^" -> is(name, "use power(a, b)");
      case "~", "~*", "!~", "!~*" -> is(name, "regular expressions are not there; use LIKE");
      case "~~", "~~*", "!~~", "!~~*" -> is(name, "use LIKE");
      case "==" -> is(name, "use =");
      case ":=" -> is(name, "use =");
      default -> is(name, "compute it in the client");
    };
  }
}
