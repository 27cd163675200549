package dev.aft.conformance.frameworks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.aft.liquibase.AftDatabase;
import dev.aft.liquibase.AftLockService;
import java.io.StringWriter;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import liquibase.Contexts;
import liquibase.LabelExpression;
import liquibase.Liquibase;
import liquibase.database.Database;
import liquibase.database.DatabaseFactory;
import liquibase.database.jvm.JdbcConnection;
import liquibase.exception.LiquibaseException;
import liquibase.lockservice.LockService;
import liquibase.lockservice.LockServiceFactory;
import liquibase.resource.ClassLoaderResourceAccessor;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Liquibase with the extension that it finds by itself; each test in a schema of its own. */
class LiquibaseIT extends OneNode {
  private static final String CHANGES = "migrations/liquibase/changelog.xml";

  @BeforeAll
  static void pollOften() {
    System.setProperty("liquibase.changelogLockPollRate", "1");
    System.setProperty("liquibase.analytics.enabled", "false");
  }

  private static Database database(String schema) throws SQLException, LiquibaseException {
    execute("CREATE SCHEMA IF NOT EXISTS " + schema);
    Connection connection = DriverManager.getConnection(url + "?currentSchema=" + schema);
    return DatabaseFactory.getInstance()
        .findCorrectDatabaseImplementation(new JdbcConnection(connection));
  }

  private static Liquibase liquibase(String schema) throws SQLException, LiquibaseException {
    return new Liquibase(CHANGES, new ClassLoaderResourceAccessor(), database(schema));
  }

  private static long tables(String schema, String name) throws SQLException {
    return number(
        "SELECT COUNT(*) FROM information_schema.tables WHERE table_schema = '"
            + schema
            + "' AND table_name = '"
            + name
            + "'");
  }

  @Test
  void changeLogsAreAppliedTaggedRolledBackAndAppliedAgain() throws Exception {
    // page begins: update
    Connection connection = DriverManager.getConnection(url);
    Database database =
        DatabaseFactory.getInstance()
            .findCorrectDatabaseImplementation(new JdbcConnection(connection));
    try (Liquibase liquibase =
        new Liquibase(
            "migrations/liquibase/changelog.xml", new ClassLoaderResourceAccessor(), database)) {
      liquibase.update("");
      // page ends
      assertInstanceOf(AftDatabase.class, database);
      assertEquals(1, number("SELECT COUNT(*) FROM customer WHERE name = 'Ann' AND active"));
      assertEquals(7, number("SELECT total FROM orders WHERE id = 'b'"));
      assertEquals(1, number("SELECT COUNT(*) FROM part WHERE name = 'a; b'"));
      assertEquals(5, number("SELECT COUNT(*) FROM databasechangelog"));
      liquibase.validate();
      assertEquals(0, unrun(liquibase).size());
      liquibase.tag("all");
      assertTrue(liquibase.tagExists("all"));
      assertEquals(1, number("SELECT COUNT(*) FROM databasechangelog WHERE tag = 'all'"));
      liquibase.rollback("before-orders", new Contexts(), new LabelExpression());
      assertEquals(0, tables("public", "orders"));
      assertEquals(0, tables("public", "part"));
      assertEquals(1, tables("public", "customer"));
      assertEquals(3, unrun(liquibase).size()); // the one that set the tag is one of them
      String sql = updateSql(liquibase);
      assertTrue(sql.contains("CREATE TABLE part"), sql);
      liquibase.update("");
      assertEquals(1, tables("public", "orders"));
      liquibase.reportLocks(System.err);
      assertEquals(0, number("SELECT COUNT(*) FROM databasechangeloglock WHERE locked"));
    }
  }

  @SuppressWarnings("deprecation") // what replaces it needs a scope and a stream of its own
  private static String updateSql(Liquibase liquibase) throws LiquibaseException {
    StringWriter sql = new StringWriter();
    liquibase.update(new Contexts(), new LabelExpression(), sql);
    return sql.toString();
  }

  private static List<?> unrun(Liquibase liquibase) throws LiquibaseException {
    return liquibase.listUnrunChangeSets(new Contexts(), new LabelExpression());
  }

  @Test
  void ofTwoUpdatersAtOnceEachChangeSetRunsOnce() throws Exception {
    List<Callable<Boolean>> updaters = new ArrayList<>();
    for (int i = 0; i < 2; i++) {
      Liquibase liquibase = liquibase("crowd");
      updaters.add(
          () -> {
            liquibase.update("");
            liquibase.close();
            return true;
          });
    }
    assertEquals(List.of(true, true), atOnce(updaters));
    assertEquals(1, number("SELECT COUNT(*) FROM crowd.customer"));
    assertEquals(5, number("SELECT COUNT(*) FROM crowd.databasechangelog"));
  }

  @Test
  void ofSeveralThatTakeTheLockAtOnceOneHasIt() throws Exception {
    int rounds = 10;
    List<LockService> services = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      LockService service = new AftLockService();
      service.setDatabase(database("locks"));
      services.add(service);
    }
    for (int round = 0; round < rounds; round++) {
      List<Callable<Boolean>> takers = new ArrayList<>();
      services.forEach(service -> takers.add(service::acquireLock));
      List<Boolean> taken = atOnce(takers);
      assertEquals(1, taken.stream().filter(Boolean::booleanValue).count(), "round " + round);
      services.get(taken.indexOf(true)).releaseLock();
    }
  }

  @Test
  void aHeldLockIsWaitedForAndCanBeReleasedByForce() throws Exception {
    Database holder = database("held");
    LockService lock = LockServiceFactory.getInstance().getLockService(holder);
    assertInstanceOf(AftLockService.class, lock);
    assertTrue(lock.acquireLock());
    Liquibase other = liquibase("held");
    LockService waiting = LockServiceFactory.getInstance().getLockService(other.getDatabase());
    assertFalse(waiting.acquireLock());
    waiting.setChangeLogLockWaitTime(0);
    assertThrows(LiquibaseException.class, waiting::waitForLock);
    other.forceReleaseLocks();
    assertTrue(waiting.acquireLock());
    waiting.releaseLock();
    other.close();
    holder.close();
  }

  private static <T> List<T> atOnce(List<Callable<T>> work) throws Exception {
    CyclicBarrier start = new CyclicBarrier(work.size());
    ExecutorService threads = Executors.newFixedThreadPool(work.size());
    try {
      List<Future<T>> futures = new ArrayList<>();
      for (Callable<T> one : work) {
        futures.add(
            threads.submit(
                () -> {
                  start.await(60, TimeUnit.SECONDS);
                  return one.call();
                }));
      }
      List<T> results = new ArrayList<>();
      for (Future<T> future : futures) {
        results.add(future.get(60, TimeUnit.SECONDS));
      }
      return results;
    } finally {
      threads.shutdownNow();
    }
  }
}
