package dev.aft.embedded;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLNonTransientConnectionException;
import java.sql.Statement;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedNodesTest {
  private static Connection connect(String rest) throws SQLException {
    return DriverManager.getConnection("jdbc:aft:" + rest);
  }

  private static void execute(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private static boolean hasTable(Connection connection, String table) throws SQLException {
    try (ResultSet tables = connection.getMetaData().getTables(null, null, table, null)) {
      return tables.next();
    }
  }

  @Test
  void connectionsToOneMemoryNameShareTheData() throws SQLException {
    try (Connection one = connect("memory:shared");
        Connection two = connect("memory:shared");
        Connection other = connect("memory:other")) {
      execute(one, "CREATE TABLE t (k INT PRIMARY KEY)");
      assertTrue(hasTable(two, "t"));
      assertFalse(hasTable(other, "t"));
    }
  }

  @Test
  void memoryIsForgottenWithTheLastConnection() throws SQLException {
    try (Connection one = connect("memory:forgotten")) {
      execute(one, "CREATE TABLE t (k INT PRIMARY KEY)");
    }
    try (Connection again = connect("memory:forgotten")) {
      assertFalse(hasTable(again, "t"));
    }
  }

  @Test
  void memoryStaysWithKeepOpen() throws SQLException {
    try (Connection one = connect("memory:kept?keepOpen=true")) {
      execute(one, "CREATE TABLE t (k INT PRIMARY KEY)");
    }
    try (Connection again = connect("memory:kept")) {
      assertTrue(hasTable(again, "t"));
    }
  }

  @Test
  void memoryWithoutANameIsNotShared() throws SQLException {
    try (Connection one = connect("memory:");
        Connection two = connect("memory:")) {
      execute(one, "CREATE TABLE t (k INT PRIMARY KEY)");
      assertFalse(hasTable(two, "t"));
    }
  }

  @Test
  void spellingsOfOneFolderShareTheNodeAndTheDataStay(@TempDir Path folder)
      throws SQLException, IOException {
    Path data = folder.resolve("data");
    Path link = Files.createSymbolicLink(folder.resolve("link"), folder);
    try (Connection one = connect("rocksdb:" + data);
        Connection two = connect("rocksdb:" + folder + "/./x/../data");
        Connection three = connect("rocksdb:" + link + "/data")) {
      execute(one, "CREATE TABLE t (k INT PRIMARY KEY)");
      assertTrue(hasTable(two, "t"));
      assertTrue(hasTable(three, "t"));
    }
    try (Connection again = connect("rocksdb:" + data)) {
      assertTrue(hasTable(again, "t"));
    }
  }

  @Test
  void otherParametersThanThoseOfTheOpenNodeAreRefused(@TempDir Path folder) throws SQLException {
    String url = "rocksdb:" + folder;
    try (Connection one = connect(url + "?cache-mib=8");
        Connection same = connect(url + "?cache-mib=8");
        Connection none = connect(url)) {
      SQLException refused = assertThrows(SQLException.class, () -> connect(url + "?cache-mib=16"));
      assertEquals("08004", refused.getSQLState());
      assertInstanceOf(SQLNonTransientConnectionException.class, refused);
      assertTrue(same.isValid(1) && none.isValid(1) && one.isValid(1));
    }
  }

  @Test
  void wrongParametersAndFoldersSaySo(@TempDir Path folder) throws IOException {
    SQLException unknown =
        assertThrows(SQLException.class, () -> connect("rocksdb:" + folder + "?cache-mb=8"));
    assertEquals("08004", unknown.getSQLState());
    assertTrue(String.valueOf(unknown.getMessage()).contains("cache-mib"), unknown::toString);
    Path file = Files.createFile(folder.resolve("file"));
    SQLException noFolder = assertThrows(SQLException.class, () -> connect("rocksdb:" + file));
    assertTrue(String.valueOf(noFolder.getMessage()).contains(file.toString()), noFolder::toString);
    SQLException noStore = assertThrows(SQLException.class, () -> connect("nosuch:x"));
    assertEquals("08001", noStore.getSQLState());
  }

  @Test
  void closingTheLastConnectionInATransactionRollsItBack(@TempDir Path folder) throws SQLException {
    try (Connection one = connect("rocksdb:" + folder)) {
      execute(one, "CREATE TABLE t (k INT PRIMARY KEY)");
      one.setAutoCommit(false);
      execute(one, "INSERT INTO t VALUES (1)");
    }
    try (Connection again = connect("rocksdb:" + folder);
        Statement statement = again.createStatement();
        ResultSet rows = statement.executeQuery("SELECT k FROM t")) {
      assertFalse(rows.next());
    }
  }
}
