package dev.aft.conformance.stores;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.aft.driver.AftDataSource;
import dev.aft.storage.s3testing.LocalS3;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** {@code jdbc:aft:s3://...}: the node inside the application. */
class EmbeddedOverS3IT {
  private static LocalS3 server;

  @BeforeAll
  static void start() {
    server = LocalS3.inMemory();
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  private static String url(String prefix) {
    return "jdbc:aft:" + server.uri(prefix);
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
  void dataStayWhenTheNodeClosesAndOpensAgain() throws SQLException {
    try (Connection one = DriverManager.getConnection(url("stay"))) {
      execute(one, "CREATE TABLE t (k INT PRIMARY KEY, v TEXT)");
      execute(one, "INSERT INTO t VALUES (1, 'one')");
    }
    try (Connection again = DriverManager.getConnection(url("stay"));
        Statement statement = again.createStatement();
        ResultSet rows = statement.executeQuery("SELECT v FROM t")) {
      assertTrue(rows.next());
      assertEquals("one", rows.getString(1));
    }
  }

  @Test
  void addressesThatMeanTheSameStoreShareANode() throws SQLException {
    AftDataSource source = new AftDataSource();
    source.setUrl("jdbc:aft:s3://" + LocalS3.BUCKET + "/shared/");
    source.setProperty("endpoint", server.endpoint() + "/");
    try (Connection one = DriverManager.getConnection(url("shared"));
        Connection two = source.getConnection();
        Connection other = DriverManager.getConnection(url("other"))) {
      execute(one, "CREATE TABLE t (k INT PRIMARY KEY)");
      assertTrue(hasTable(two, "t"));
      assertFalse(hasTable(other, "t"));
      SQLException refused =
          assertThrows(
              SQLException.class,
              () -> DriverManager.getConnection(url("shared") + "&timeout=3%20s"));
      assertEquals("08004", refused.getSQLState());
      assertTrue(one.isValid(5) && two.isValid(5) && other.isValid(5));
    }
  }

  @Test
  void anAddressThatIsWrongSaysWhat() {
    SQLException noBucket =
        assertThrows(
            SQLException.class,
            () -> DriverManager.getConnection(url("x").replace(LocalS3.BUCKET, "no-such-bucket")));
    assertEquals("08004", noBucket.getSQLState());
    assertTrue(String.valueOf(noBucket.getMessage()).contains("bucket"), noBucket::toString);
    SQLException slip =
        assertThrows(
            SQLException.class, () -> DriverManager.getConnection(url("x") + "&regoin=eu"));
    assertTrue(String.valueOf(slip.getMessage()).contains("region"), slip::toString);
  }
}
