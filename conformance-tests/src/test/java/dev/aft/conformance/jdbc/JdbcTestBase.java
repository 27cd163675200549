package dev.aft.conformance.jdbc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** A fresh place to connect to for every test, one connection to it, and a table {@code t}. */
@ParameterizedClass
@EnumSource(Target.class)
@SuppressWarnings("NullAway.Init") // JUnit fills the fields before the test
abstract class JdbcTestBase {
  @Parameter Target target;
  Target.Place place;
  Connection connection;

  @BeforeEach
  final void openPlace() throws SQLException {
    place = target.open();
    connection = connect();
    execute("CREATE TABLE t (k INTEGER PRIMARY KEY, v VARCHAR)");
  }

  @AfterEach
  final void closePlace() throws SQLException {
    connection.close();
    place.close();
  }

  final Connection connect() throws SQLException {
    return DriverManager.getConnection(place.url());
  }

  final boolean isRemote() {
    return target == Target.SERVER;
  }

  final void execute(String sql) throws SQLException {
    execute(connection, sql);
  }

  static void execute(Connection on, String sql) throws SQLException {
    try (Statement statement = on.createStatement()) {
      statement.execute(sql);
    }
  }

  static long count(Connection on, String table) throws SQLException {
    try (Statement statement = on.createStatement();
        ResultSet rows = statement.executeQuery("SELECT COUNT(*) FROM " + table)) {
      assertTrue(rows.next());
      return rows.getLong(1);
    }
  }

  /** What others see. */
  final long committed() throws SQLException {
    try (Connection other = connect()) {
      return count(other, "t");
    }
  }

  final void fill(int rows, String value) throws SQLException {
    boolean usual = connection.getAutoCommit();
    connection.setAutoCommit(false);
    try (PreparedStatement insert = connection.prepareStatement("INSERT INTO t VALUES (?, ?)")) {
      for (int i = 0; i < rows; i++) {
        insert.setInt(1, i);
        insert.setString(2, value);
        insert.addBatch();
        if (i % 10_000 == 9_999) {
          insert.executeBatch();
          connection.commit();
        }
      }
      insert.executeBatch();
    }
    connection.commit();
    connection.setAutoCommit(usual);
  }

  static SQLException assertState(String state, Executable action) {
    SQLException e = assertThrows(SQLException.class, action);
    assertEquals(state, e.getSQLState(), e::toString);
    return e;
  }
}
