package dev.aft.conformance.damage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.aft.engine.FailPoints;
import dev.aft.server.AftServer;
import dev.aft.server.setting.Setting;
import dev.aft.server.setting.Settings;
import dev.aft.storage.contract.TakeableStore;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.SQLRecoverableException;
import java.sql.Statement;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What clients see of a node whose store another process takes over. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class StoreTakenIT {
  private final CompletableFuture<TakeableStore> takeable = new CompletableFuture<>();
  private final AftServer server =
      AftServer.start(
          Settings.of(
              Map.of(
                  Setting.STORAGE, "memory:",
                  Setting.LISTEN, "127.0.0.1:0",
                  Setting.METRICS, "off")),
          store -> {
            takeable.complete(new TakeableStore(store));
            return takeable.join();
          },
          FailPoints.NONE);

  @AfterEach
  void stop() {
    server.close();
  }

  private String url(String scheme) {
    return "jdbc:" + scheme + "://127.0.0.1:" + server.address().getPort() + "/aft";
  }

  private static void execute(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private static SQLException failure(Connection connection, String sql) {
    return assertThrows(SQLException.class, () -> execute(connection, sql));
  }

  @Test
  void commitIsRefusedAndEveryConnectionEnds() throws Exception {
    try (Connection one = DriverManager.getConnection(url("aft"));
        Connection other = DriverManager.getConnection(url("aft"))) {
      execute(one, "PUT 'a' = '1'");
      takeable.join().take();
      SQLException refused = failure(one, "PUT 'b' = '2'");
      assertEquals("57P02", refused.getSQLState(), refused.toString());
      assertInstanceOf(SQLRecoverableException.class, refused);
      String message = String.valueOf(refused.getMessage());
      assertTrue(message.contains("taken the store over"), message);
      assertTrue(message.contains("Connect to the node"), message);
      server.storeTaken().get(10, TimeUnit.SECONDS);
      // What memory could answer is refused, too.
      String state = String.valueOf(failure(other, "GET 'a'").getSQLState());
      assertTrue(state.equals("57P02") || state.startsWith("08"), state);
      assertTrue(one.isClosed() || !one.isValid(1), "the connection should be of no more use");
    }
    SQLException later =
        assertThrows(SQLException.class, () -> DriverManager.getConnection(url("aft")));
    assertEquals("57P02", later.getSQLState());
  }

  @Test
  void lossThatIsNoticedInTheBackgroundEndsIdleConnections() throws Exception {
    try (Connection idle = DriverManager.getConnection(url("postgresql"))) {
      execute(idle, "PUT 'a' = '1'");
      takeable.join().notice();
      server.storeTaken().get(10, TimeUnit.SECONDS);
      SQLException ended = failure(idle, "GET 'a'");
      String state = String.valueOf(ended.getSQLState());
      assertTrue(state.equals("57P02") || state.startsWith("08"), state);
      assertTrue(idle.isClosed());
    }
  }

  @Test
  void commitOfAnExplicitTransactionIsRefused() throws Exception {
    try (Connection connection = DriverManager.getConnection(url("postgresql"))) {
      connection.setAutoCommit(false);
      execute(connection, "PUT 'a' = '1'");
      takeable.join().take();
      SQLException lost = assertThrows(SQLException.class, connection::commit);
      assertEquals("57P02", lost.getSQLState());
      assertTrue(connection.isClosed());
    }
  }

  @Test
  void poolDropsItsConnections() throws Exception {
    HikariConfig config = new HikariConfig();
    config.setJdbcUrl(url("aft"));
    config.setMaximumPoolSize(2);
    config.setConnectionTimeout(300);
    try (HikariDataSource pool = new HikariDataSource(config)) {
      try (Connection connection = pool.getConnection()) {
        takeable.join().take();
        assertEquals("57P02", failure(connection, "PUT 'a' = '1'").getSQLState());
        assertTrue(connection.isClosed(), "evicted");
      }
      SQLException none = assertThrows(SQLException.class, pool::getConnection);
      assertEquals("57P02", none.getSQLState(), none.toString());
    }
  }
}
