package dev.aft.conformance.sql;

import dev.aft.conformance.sql.SqlScript.Expectation;
import dev.aft.conformance.sql.SqlScript.Step;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Types;
import java.util.ArrayList;
import java.util.List;

/** Runs the steps of a script on a JDBC connection and gives each answer as text. */
final class JdbcScriptRunner {
  private final Connection connection;

  JdbcScriptRunner(Connection connection) {
    this.connection = connection;
  }

  /** The rows, or the count, or the SQLState, in the form a script writes them. */
  List<String> run(Step step) {
    try (Statement statement = connection.createStatement()) {
      if (!statement.execute(step.sql())) {
        return step.expectation() == Expectation.COUNT
            ? List.of(Integer.toString(statement.getUpdateCount()))
            : List.of();
      }
      try (ResultSet result = statement.getResultSet()) {
        return rows(result);
      }
    } catch (SQLException e) {
      return List.of("ERROR " + state(e));
    }
  }

  /** JDBC says HYC00 where the wire says 0A000. */
  private static String state(SQLException e) {
    return "HYC00".equals(e.getSQLState()) ? "0A000" : String.valueOf(e.getSQLState());
  }

  private static List<String> rows(ResultSet result) throws SQLException {
    List<String> rows = new ArrayList<>();
    int columns = result.getMetaData().getColumnCount();
    while (result.next()) {
      List<String> cells = new ArrayList<>();
      for (int i = 1; i <= columns; i++) {
        cells.add(cell(result, i));
      }
      rows.add(String.join("|", cells));
    }
    return rows;
  }

  private static String cell(ResultSet result, int column) throws SQLException {
    int type = result.getMetaData().getColumnType(column);
    if (type == Types.BOOLEAN || type == Types.BIT) {
      boolean value = result.getBoolean(column);
      return result.wasNull() ? "NULL" : value ? "t" : "f";
    }
    if (type == Types.VARBINARY || type == Types.BINARY || type == Types.LONGVARBINARY) {
      byte[] value = result.getBytes(column);
      return value == null ? "NULL" : "\\x" + java.util.HexFormat.of().formatHex(value);
    }
    String value = result.getString(column);
    return value == null ? "NULL" : value;
  }
}
