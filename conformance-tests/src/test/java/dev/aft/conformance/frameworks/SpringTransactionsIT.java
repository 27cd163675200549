package dev.aft.conformance.frameworks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.zaxxer.hikari.HikariDataSource;
import java.io.IOException;
import java.sql.SQLException;
import java.util.List;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.dao.ConcurrencyFailureException;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.IllegalTransactionStateException;
import org.springframework.transaction.TransactionException;
import org.springframework.transaction.UnexpectedRollbackException;
import org.springframework.transaction.annotation.EnableTransactionManagement;
import org.springframework.transaction.annotation.Isolation;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/** {@code @Transactional} as it is: rollback rules, propagation, isolation, read-only, timeouts. */
@SuppressWarnings("NullAway.Init") // JUnit fills the fields before the tests
class SpringTransactionsIT extends OneNode {
  private static AnnotationConfigApplicationContext context;
  private static Shop shop;
  private static JdbcTemplate jdbc;

  // page begins: configuration
  @Configuration
  @EnableTransactionManagement
  static class ShopConfiguration {
    @Bean
    DataSource dataSource() {
      HikariDataSource pool = new HikariDataSource();
      pool.setJdbcUrl(url);
      return pool;
    }

    @Bean
    JdbcTransactionManager transactionManager(DataSource dataSource) {
      return new JdbcTransactionManager(dataSource);
    }

    @Bean
    Shop shop(DataSource dataSource, Log log) {
      return new Shop(JdbcClient.create(dataSource), log);
    }

    @Bean
    Log log(DataSource dataSource) {
      return new Log(JdbcClient.create(dataSource));
    }
  }

  // page ends

  // page begins: service
  static class Shop {
    private final JdbcClient jdbc;
    private final Log log;

    Shop(JdbcClient jdbc, Log log) {
      this.jdbc = jdbc;
      this.log = log;
    }

    @Transactional
    public void sell(String sku, int n) {
      log.attempt("sell " + sku); // stays, whatever becomes of the rest
      jdbc.sql("UPDATE stock SET n = n - ? WHERE sku = ?").params(n, sku).update();
      int left =
          jdbc.sql("SELECT n FROM stock WHERE sku = ?").param(sku).query(Integer.class).single();
      if (left < 0) {
        throw new IllegalStateException("sold out"); // nothing of this method happens
      }
    }

    // page ends

    @Transactional(rollbackFor = IOException.class)
    public void sellOver(String sku, Exception failure) throws Exception {
      jdbc.sql("UPDATE stock SET n = n - 1 WHERE sku = ?").param(sku).update();
      throw failure;
    }

    @Transactional(noRollbackFor = IllegalStateException.class)
    public void sellAndComplain(String sku) {
      jdbc.sql("UPDATE stock SET n = n - 1 WHERE sku = ?").param(sku).update();
      throw new IllegalStateException("committed all the same");
    }

    @Transactional
    public void sellWithOption(String sku, boolean nested) {
      jdbc.sql("UPDATE stock SET n = n - 1 WHERE sku = ?").param(sku).update();
      try {
        if (nested) {
          log.nestedFailure(sku);
        } else {
          log.joiningFailure(sku);
        }
      } catch (IllegalStateException e) {
        jdbc.sql("UPDATE stock SET n = n - 10 WHERE sku = ?").param(sku).update();
      }
    }

    @Transactional(readOnly = true)
    public int count(String sku) {
      return jdbc.sql("SELECT n FROM stock WHERE sku = ?").param(sku).query(Integer.class).single();
    }

    @Transactional(readOnly = true)
    public void writeReadOnly() {
      jdbc.sql("UPDATE stock SET n = 0").update();
    }

    @Transactional(isolation = Isolation.REPEATABLE_READ)
    public List<Integer> readTwice(String sku, Runnable between) {
      int first = count(sku);
      between.run();
      return List.of(first, count(sku));
    }

    @Transactional(isolation = Isolation.SERIALIZABLE)
    public void serializable() {
      jdbc.sql("SELECT 1").query(Integer.class).single();
    }

    @Transactional(timeout = 1)
    public void slow(String query) {
      jdbc.sql(query).query(Long.class).single();
    }

    @Transactional
    public void sellLocked(String sku, Runnable between) {
      jdbc.sql("SELECT n FROM stock WHERE sku = ? FOR UPDATE")
          .param(sku)
          .query(Integer.class)
          .single();
      between.run();
      jdbc.sql("UPDATE stock SET n = n - 1 WHERE sku = ?").param(sku).update();
    }
  }

  static class Log {
    private final JdbcClient jdbc;

    Log(JdbcClient jdbc) {
      this.jdbc = jdbc;
    }

    @Transactional(propagation = Propagation.REQUIRES_NEW)
    public void attempt(String what) {
      jdbc.sql("INSERT INTO log (what) VALUES (?)").param(what).update();
    }

    @Transactional(propagation = Propagation.NESTED)
    public void nestedFailure(String sku) {
      jdbc.sql("UPDATE stock SET n = n - 100 WHERE sku = ?").param(sku).update();
      throw new IllegalStateException("undone to the savepoint");
    }

    @Transactional
    public void joiningFailure(String sku) {
      throw new IllegalStateException("marks all of it: " + sku);
    }

    @Transactional(propagation = Propagation.MANDATORY)
    public void mandatory() {
      throw new AssertionError("there is no transaction");
    }
  }

  @BeforeAll
  static void startContext() throws SQLException {
    execute(
        "CREATE TABLE stock (sku TEXT PRIMARY KEY, n INTEGER NOT NULL)",
        "CREATE TABLE log (id UUID PRIMARY KEY DEFAULT gen_random_uuid(), what TEXT)");
    context = new AnnotationConfigApplicationContext(ShopConfiguration.class);
    shop = context.getBean(Shop.class);
    jdbc = new JdbcTemplate(context.getBean(DataSource.class));
  }

  @AfterAll
  static void closeContext() {
    context.close();
  }

  @BeforeEach
  void stock() {
    jdbc.update("UPSERT INTO stock VALUES ('pen', 5)");
    jdbc.update("DELETE FROM log");
  }

  private static long pens() throws SQLException {
    return number("SELECT n FROM stock WHERE sku = 'pen'");
  }

  @Test
  void aMethodIsOneTransactionAndTheLogIsItsOwn() throws SQLException {
    shop.sell("pen", 2);
    assertEquals(3, pens());
    assertThrows(IllegalStateException.class, () -> shop.sell("pen", 4));
    assertEquals(3, pens());
    assertEquals(2, number("SELECT COUNT(*) FROM log"));
  }

  @Test
  void rollbackRulesDecide() throws SQLException {
    assertThrows(IOException.class, () -> shop.sellOver("pen", new IOException("listed")));
    assertEquals(5, pens());
    assertThrows(
        ClassNotFoundException.class,
        () -> shop.sellOver("pen", new ClassNotFoundException("checked, not listed")));
    assertEquals(4, pens());
    assertThrows(IllegalStateException.class, () -> shop.sellAndComplain("pen"));
    assertEquals(3, pens());
  }

  @Test
  void aNestedFailureGoesBackToItsSavepoint() throws SQLException {
    shop.sellWithOption("pen", true);
    assertEquals(5 - 1 - 10, pens());
  }

  @Test
  void aJoiningFailureMarksAllForRollback() throws SQLException {
    assertThrows(UnexpectedRollbackException.class, () -> shop.sellWithOption("pen", false));
    assertEquals(5, pens());
    assertThrows(
        IllegalTransactionStateException.class, () -> context.getBean(Log.class).mandatory());
  }

  @Test
  void readOnlyTransactionsReadAndDoNotWrite() throws SQLException {
    assertEquals(5, shop.count("pen"));
    DataAccessException refused = assertThrows(DataAccessException.class, shop::writeReadOnly);
    assertState("25006", refused.getMostSpecificCause());
    shop.sell("pen", 1); // the connection is read-write again
    assertEquals(4, pens());
  }

  @Test
  void readsAreRepeatable() {
    List<Integer> seen =
        shop.readTwice(
            "pen",
            () -> {
              try {
                execute("UPDATE stock SET n = 1 WHERE sku = 'pen'");
              } catch (SQLException e) {
                throw new AssertionError(e);
              }
            });
    assertEquals(List.of(5, 5), seen);
  }

  @Test
  void serializableIsRefusedInWords() {
    TransactionException refused = assertThrows(TransactionException.class, shop::serializable);
    assertTrue(
        String.valueOf(refused.getMostSpecificCause().getMessage())
            .contains("serializableIsolation=warn"),
        refused.toString());
  }

  @Test
  void theTimeoutOfATransactionReachesItsStatements() throws SQLException {
    String slow = slowQuery();
    DataAccessException late = assertThrows(DataAccessException.class, () -> shop.slow(slow));
    assertState("57014", late.getMostSpecificCause());
  }

  @Test
  void aConflictAtCommitIsAConcurrencyFailureAndTheNextTryWorks() throws SQLException {
    assertThrows(
        ConcurrencyFailureException.class,
        () -> shop.sellLocked("pen", SpringTransactionsIT::sellLockedElsewhere));
    shop.sellLocked("pen", () -> {});
    assertEquals(3, pens());
  }

  private static void sellLockedElsewhere() {
    try {
      execute(
          "BEGIN",
          "SELECT n FROM stock WHERE sku = 'pen' FOR UPDATE",
          "UPDATE stock SET n = n - 1 WHERE sku = 'pen'",
          "COMMIT");
    } catch (SQLException e) {
      throw new AssertionError(e);
    }
  }
}
