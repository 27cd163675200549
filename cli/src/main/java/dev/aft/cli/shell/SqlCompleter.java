package dev.aft.cli.shell;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jline.reader.Candidate;
import org.jline.reader.Completer;
import org.jline.reader.LineReader;
import org.jline.reader.ParsedLine;

/** Completes keywords, and the names of tables and columns as they are when Tab is pressed. */
final class SqlCompleter implements Completer {
  private static final List<String> KEYWORDS =
      List.of(
          "SELECT",
          "FROM",
          "WHERE",
          "ORDER BY",
          "LIMIT",
          "OFFSET",
          "INSERT INTO",
          "VALUES",
          "UPSERT INTO",
          "UPDATE",
          "SET",
          "DELETE FROM",
          "RETURNING",
          "ON CONFLICT",
          "DO NOTHING",
          "DO UPDATE SET",
          "CREATE TABLE",
          "DROP TABLE",
          "CREATE SCHEMA",
          "DROP SCHEMA",
          "CREATE DATABASE",
          "PRIMARY KEY",
          "NOT NULL",
          "DEFAULT",
          "IF NOT EXISTS",
          "IF EXISTS",
          "BEGIN",
          "COMMIT",
          "ROLLBACK",
          "SAVEPOINT",
          "SHOW TABLES",
          "SHOW SCHEMAS",
          "SHOW DATABASES",
          "SHOW TRANSACTION ID",
          "DESCRIBE",
          "EXPLAIN",
          "GET",
          "PUT",
          "DEL",
          "SCAN",
          "AND",
          "OR",
          "NOT",
          "IN",
          "BETWEEN",
          "LIKE",
          "IS NULL",
          "COUNT(*)",
          "BOOLEAN",
          "INTEGER",
          "BIGINT",
          "DECIMAL",
          "VARCHAR",
          "TEXT",
          "BYTEA",
          "DATE",
          "TIMESTAMP",
          "UUID");

  private final Supplier<Connection> connections;

  /**
   * @param connections gives the connection of now: a lost one is replaced
   */
  SqlCompleter(Supplier<Connection> connections) {
    this.connections = connections;
  }

  @Override
  public void complete(LineReader reader, ParsedLine line, List<Candidate> candidates) {
    for (String keyword : KEYWORDS) {
      boolean lower = !line.word().isEmpty() && Character.isLowerCase(line.word().charAt(0));
      candidates.add(candidate(lower ? keyword.toLowerCase(java.util.Locale.ROOT) : keyword));
    }
    for (String name : names()) {
      candidates.add(candidate(name));
    }
  }

  private static Candidate candidate(String text) {
    return new Candidate(text, text, null, null, null, null, true);
  }

  /** Names are a convenience: inside a failed transaction there are none, and that is no error. */
  private List<String> names() {
    List<String> names = new ArrayList<>();
    String sql = "SELECT DISTINCT table_name, column_name FROM information_schema.columns";
    Connection connection = connections.get();
    try (Statement statement = connection.createStatement()) {
      if (!connection.getAutoCommit()) {
        return names;
      }
      try (ResultSet result = statement.executeQuery(sql)) {
        while (result.next()) {
          names.add(result.getString(1));
          names.add(result.getString(2));
        }
      }
    } catch (SQLException e) {
      return List.of();
    }
    return names.stream().distinct().toList();
  }
}
