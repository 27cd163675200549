package dev.aft.conformance.jdbc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.aft.driver.AftConnection;
import java.sql.Connection;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;

class PoolsIT extends JdbcTestBase {
  private HikariDataSource pool() {
    HikariConfig config = new HikariConfig();
    config.setJdbcUrl(place.url());
    config.setMaximumPoolSize(1);
    config.setConnectionTimeout(5_000);
    return new HikariDataSource(config);
  }

  private static AftConnection own(Connection connection) throws SQLException {
    return connection.unwrap(AftConnection.class);
  }

  @Test
  void aConnectionReturnedDirtyComesBackClean() throws SQLException {
    try (HikariDataSource pool = pool()) {
      AftConnection first;
      try (Connection borrowed = pool.getConnection()) {
        first = own(borrowed);
        borrowed.setAutoCommit(false);
        borrowed.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
        execute(borrowed, "INSERT INTO t VALUES (1, 'a')");
      }
      try (Connection again = pool.getConnection()) {
        assertSame(first, own(again));
        assertTrue(again.getAutoCommit());
        assertEquals(Connection.TRANSACTION_READ_COMMITTED, again.getTransactionIsolation());
        assertEquals(0, count(again, "t"));
      }
    }
  }

  @Test
  void errorsOfStatementsDoNotEvict() throws SQLException {
    try (HikariDataSource pool = pool()) {
      AftConnection first;
      try (Connection borrowed = pool.getConnection()) {
        first = own(borrowed);
        assertState("42P01", () -> execute(borrowed, "SELECT * FROM nowhere"));
        assertState("HYC00", () -> execute(borrowed, "SELECT v FROM t GROUP BY v"));
      }
      try (Connection again = pool.getConnection()) {
        assertSame(first, own(again));
      }
    }
  }

  @Test
  void anEvictedConnectionIsClosedAndReplaced() throws SQLException {
    try (HikariDataSource pool = pool()) {
      AftConnection first;
      try (Connection borrowed = pool.getConnection()) {
        first = own(borrowed);
        pool.evictConnection(borrowed);
      }
      try (Connection next = pool.getConnection()) {
        assertNotSame(first, own(next));
        assertEquals(0, count(next, "t"));
      }
    }
  }

  @Test
  void aTransactionIsSuspendedInOneBorrowAndResumedInAnother() throws SQLException {
    try (HikariDataSource pool = pool();
        HikariDataSource another = pool()) {
      String token;
      try (Connection borrowed = pool.getConnection()) {
        borrowed.setAutoCommit(false);
        execute(borrowed, "INSERT INTO t VALUES (1, 'a')");
        token = own(borrowed).suspend();
      }
      try (Connection clean = pool.getConnection()) {
        assertEquals(0, count(clean, "t"));
      }
      try (Connection borrowed = another.getConnection()) {
        borrowed.setAutoCommit(false);
        own(borrowed).resume(token);
        execute(borrowed, "INSERT INTO t VALUES (2, 'b')");
        token = own(borrowed).suspend();
      }
      try (Connection borrowed = pool.getConnection()) {
        borrowed.setAutoCommit(false);
        borrowed.setClientInfo("TransactionToken", token);
        assertEquals(2, count(borrowed, "t"));
        borrowed.commit();
      }
      assertEquals(2, committed());
    }
  }

  @Test
  void whatABorrowerDidNotUseIsNotForTheNext() throws SQLException {
    try (HikariDataSource pool = pool()) {
      try (Connection borrowed = pool.getConnection()) {
        borrowed.setClientInfo("IdempotencyKey", "k");
        borrowed.setClientInfo("CommitResult", "r");
      }
      try (Connection borrowed = pool.getConnection()) {
        execute(borrowed, "INSERT INTO t VALUES (1, 'a')");
        borrowed.setAutoCommit(false);
        own(borrowed).resume(suspended());
      }
      try (Connection borrowed = pool.getConnection()) {
        borrowed.setAutoCommit(false);
        execute(borrowed, "INSERT INTO t VALUES (2, 'b')");
        borrowed.commit();
      }
      assertEquals(2, committed());
    }
  }

  private String suspended() throws SQLException {
    try (Connection other = connect()) {
      other.setAutoCommit(false);
      execute(other, "INSERT INTO t VALUES (99, 'never committed')");
      return own(other).suspend();
    }
  }

  @Test
  void doneWorkDoesNotEvict() throws SQLException {
    try (HikariDataSource pool = pool()) {
      AftConnection first = null;
      for (int attempt = 1; attempt <= 2; attempt++) {
        try (Connection borrowed = pool.getConnection()) {
          first = first == null ? own(borrowed) : first;
          assertSame(first, own(borrowed));
          borrowed.setAutoCommit(false);
          borrowed.setClientInfo("IdempotencyKey", "k");
          if (attempt == 1) {
            execute(borrowed, "INSERT INTO t VALUES (1, 'a')");
            borrowed.commit();
          } else {
            assertState("25X01", () -> execute(borrowed, "INSERT INTO t VALUES (2, 'b')"));
          }
        }
      }
      assertEquals(1, committed());
    }
  }

  @Test
  void aConnectionThatDiedIsReplaced() throws SQLException {
    try (HikariDataSource pool = pool()) {
      try (Connection borrowed = pool.getConnection()) {
        own(borrowed).abort(Runnable::run);
        assertState("08003", () -> execute(borrowed, "SELECT 1"));
      }
      try (Connection next = pool.getConnection()) {
        assertEquals(0, count(next, "t"));
      }
    }
  }
}
