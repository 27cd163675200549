package dev.aft.conformance.frameworks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What the JDBC binding of YCSB sends, statement by statement, with its flags and in its order: an
 * empty user and password, one prepared statement for each kind that lives as long as the
 * connection, update counts of exactly 1, and a last commit when the connection closes.
 */
class YcsbIT extends OneNode {
  private static final int FIELDS = 10;

  /** As {@code JdbcDBCreateTable} does it, with semicolons. */
  @BeforeEach
  void createTable() throws Exception {
    Class.forName("dev.aft.driver.AftDriver");
    StringBuilder sql = new StringBuilder("CREATE TABLE usertable (YCSB_KEY VARCHAR PRIMARY KEY");
    for (int i = 0; i < FIELDS; i++) {
      sql.append(", FIELD").append(i).append(" VARCHAR");
    }
    try (Connection connection = DriverManager.getConnection(url, "", "");
        Statement statement = connection.createStatement()) {
      statement.execute("DROP TABLE IF EXISTS usertable;");
      statement.execute(sql.append(");").toString());
    }
  }

  @ParameterizedTest
  @CsvSource({
    "true, -1, false, -1",
    "true, 10, true, -1",
    "false, -1, false, 7",
    "false, 10, false, 7",
    "false, 10, true, 7",
    "false, -1, true, -1"
  })
  void everyOperationDoesWhatTheBindingExpects(
      boolean autoCommit, int batchSize, boolean batchUpdates, int fetchSize) throws SQLException {
    Connection connection = DriverManager.getConnection(url, "", "");
    connection.setAutoCommit(autoCommit);
    PreparedStatement insert = load(connection, batchSize, batchUpdates, autoCommit);
    if (insert != null && batchSize > 0 && !insert.getConnection().isClosed()) {
      insert.executeBatch();
    }
    if (!autoCommit) {
      connection.commit();
    }
    if (batchUpdates && batchSize <= 0) {
      assertEquals(0, number("SELECT COUNT(*) FROM usertable"), "never sent, as in the binding");
      insert.executeBatch();
      connection.commit();
    }
    assertEquals(25, number("SELECT COUNT(*) FROM usertable"));
    reads(connection);
    writes(connection);
    assertEquals(10, scan(connection, fetchSize));
    if (!autoCommit) {
      connection.commit();
    }
    connection.close();
    assertEquals(24, number("SELECT COUNT(*) FROM usertable"));
    assertEquals(1, number("SELECT COUNT(*) FROM usertable WHERE FIELD1 = 'changed'"));
  }

  private static PreparedStatement load(
      Connection connection, int batchSize, boolean batchUpdates, boolean autoCommit)
      throws SQLException {
    PreparedStatement insert =
        connection.prepareStatement(
            "INSERT INTO usertable (YCSB_KEY,field1,field0,field7,field6,field9,field8,field3,"
                + "field2,field5,field4) VALUES(?,?,?,?,?,?,?,?,?,?,?)");
    for (int row = 1; row <= 25; row++) {
      insert.setString(1, "user" + (100 + row));
      int index = 2;
      for (int field : new int[] {1, 0, 7, 6, 9, 8, 3, 2, 5, 4}) {
        insert.setString(index++, "value " + field + " of " + row);
      }
      if (batchUpdates) {
        insert.addBatch();
        if (batchSize > 0 && row % batchSize == 0) {
          for (int count : insert.executeBatch()) {
            assertTrue(count == 1 || count == Statement.SUCCESS_NO_INFO, "count " + count);
          }
          commitUnless(autoCommit, connection);
        }
      } else {
        assertEquals(1, insert.executeUpdate());
        if (batchSize <= 0 || row % batchSize == 0) {
          commitUnless(autoCommit, connection);
        }
      }
    }
    return insert;
  }

  private static void commitUnless(boolean autoCommit, Connection connection) throws SQLException {
    if (!autoCommit) {
      connection.commit();
    }
  }

  private static void reads(Connection connection) throws SQLException {
    PreparedStatement read =
        connection.prepareStatement("SELECT * FROM usertable WHERE YCSB_KEY = ?");
    for (int row = 1; row <= 3; row++) {
      read.setString(1, "user" + (100 + row));
      ResultSet rows = read.executeQuery();
      assertTrue(rows.next());
      assertEquals("value 3 of " + row, rows.getString("FIELD3"));
      assertEquals("value 3 of " + row, rows.getString("field3"));
      rows.close();
    }
    read.setString(1, "nobody");
    ResultSet none = read.executeQuery();
    assertFalse(none.next());
    none.close();
  }

  private static void writes(Connection connection) throws SQLException {
    PreparedStatement update =
        connection.prepareStatement("UPDATE usertable SET field1=?, field2=? WHERE YCSB_KEY = ?");
    update.setString(1, "changed");
    update.setString(2, "too");
    update.setString(3, "user105");
    assertEquals(1, update.executeUpdate());
    PreparedStatement delete =
        connection.prepareStatement("DELETE FROM usertable WHERE YCSB_KEY = ?");
    delete.setString(1, "user125");
    assertEquals(1, delete.executeUpdate());
    assertEquals(0, delete.executeUpdate());
  }

  /** Both forms: newer versions send the second to drivers that they know. */
  private static int scan(Connection connection, int fetchSize) throws SQLException {
    int seen = 0;
    for (String limit : List.of("LIMIT ?", "FETCH FIRST ? ROWS ONLY")) {
      PreparedStatement scan =
          connection.prepareStatement(
              "SELECT * FROM usertable WHERE YCSB_KEY >= ? ORDER BY YCSB_KEY " + limit);
      if (fetchSize > 0) {
        scan.setFetchSize(fetchSize);
      }
      scan.setString(1, "user110");
      scan.setInt(2, 10);
      List<String> keys = new ArrayList<>();
      ResultSet rows = scan.executeQuery();
      for (int i = 0; i < 10 && rows.next(); i++) {
        keys.add(rows.getString("YCSB_KEY"));
        assertTrue(rows.getString("FIELD9").startsWith("value 9"));
      }
      rows.close();
      assertEquals("user110", keys.get(0));
      assertEquals("user119", keys.get(9));
      seen = keys.size();
    }
    return seen;
  }
}
