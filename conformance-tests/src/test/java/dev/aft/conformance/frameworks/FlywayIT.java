package dev.aft.conformance.frameworks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.MigrationInfo;
import org.flywaydb.core.api.MigrationVersion;
import org.flywaydb.core.api.configuration.FluentConfiguration;
import org.flywaydb.core.api.migration.Context;
import org.flywaydb.core.api.migration.JavaMigration;
import org.junit.jupiter.api.Test;

/** Flyway with the plugin that it finds by itself; each test in a schema of its own. */
class FlywayIT extends OneNode {
  private static FluentConfiguration settings(String schema) {
    return Flyway.configure()
        .dataSource(url, null, null)
        .locations("classpath:migrations/flyway")
        .defaultSchema(schema)
        .cleanDisabled(false);
  }

  /** A migration in Java that does what a test wants. */
  private record Step(String version, Work work) implements JavaMigration {
    /** What it does. */
    interface Work {
      void run(Statement statement) throws SQLException;
    }

    @Override
    public MigrationVersion getVersion() {
      return MigrationVersion.fromVersion(version);
    }

    @Override
    public String getDescription() {
      return "step";
    }

    @Override
    public Integer getChecksum() {
      return 1;
    }

    @Override
    public boolean canExecuteInTransaction() {
      return true;
    }

    @Override
    public void migrate(Context context) throws SQLException {
      try (Statement statement = context.getConnection().createStatement()) {
        work.run(statement);
      }
    }
  }

  private static FluentConfiguration only(String schema, JavaMigration... steps) {
    return settings(schema).locations(new String[0]).javaMigrations(steps);
  }

  private static List<String> states(Flyway flyway) {
    return Arrays.stream(flyway.info().all())
        .map(info -> info.getVersion() + " " + info.getState().getDisplayName())
        .toList();
  }

  private static long applied(String schema) throws SQLException {
    return number(
        "SELECT COUNT(*) FROM "
            + schema
            + ".flyway_schema_history WHERE installed_rank > 0 AND version IS NOT NULL");
  }

  @Test
  void migrationsAreAppliedOnceAndValidated() throws SQLException {
    // page begins: migrate
    Flyway flyway =
        Flyway.configure()
            .dataSource(url, null, null)
            .locations("classpath:migrations/flyway")
            .load();
    flyway.migrate();
    // page ends
    assertEquals(2, number("SELECT COUNT(*) FROM customer"));
    assertEquals(1, number("SELECT COUNT(*) FROM customer WHERE name = 'Ann; the first'"));
    assertEquals(0, flyway.migrate().migrationsExecuted);
    assertEquals(List.of("1 Success", "2 Success", "null Success"), states(flyway));
    assertEquals(2, applied("public"));
    flyway.validate();
    execute("UPDATE flyway_schema_history SET checksum = 0 WHERE version = '1'");
    assertThrows(FlywayException.class, flyway::validate);
    flyway.repair();
    flyway.validate();
  }

  @Test
  void aFailedMigrationLeavesNothingBehind() throws SQLException {
    Flyway flyway =
        only(
                "failing",
                new Step(
                    "1",
                    statement -> {
                      statement.execute("CREATE TABLE half (id INTEGER PRIMARY KEY)");
                      statement.execute("ALTER TABLE half ADD COLUMN n INTEGER");
                    }))
            .load();
    assertThrows(FlywayException.class, flyway::migrate);
    assertEquals(List.of("null Success", "1 Pending"), states(flyway)); // the schema was created
    assertEquals(
        0, number("SELECT COUNT(*) FROM information_schema.tables WHERE table_name = 'half'"));
  }

  @Test
  void anExistingSchemaIsBaselinedAndCleaned() throws SQLException {
    execute("CREATE SCHEMA old", "CREATE TABLE old.t (id INTEGER PRIMARY KEY)");
    Flyway flyway = settings("old").baselineVersion("1").load();
    assertThrows(FlywayException.class, flyway::migrate);
    flyway.baseline();
    assertEquals("1", baselineVersion(flyway));
    assertEquals(2, flyway.migrate().migrationsExecuted);
    flyway.clean();
    assertEquals(
        0, number("SELECT COUNT(*) FROM information_schema.tables WHERE table_schema = 'old'"));
  }

  private static String baselineVersion(Flyway flyway) {
    MigrationInfo current = flyway.info().current();
    return String.valueOf(current.getVersion());
  }

  @Test
  void ofSeveralMigratorsAtOnceEachMigrationRunsOnce() throws Exception {
    Step.Work insert = statement -> statement.execute("INSERT INTO log (id) VALUES (DEFAULT)");
    JavaMigration[] steps = {
      new Step(
          "1",
          statement -> {
            statement.execute("CREATE TABLE log (id UUID PRIMARY KEY DEFAULT gen_random_uuid())");
            insert.run(statement);
          }),
      new Step("2", insert),
      new Step("3", insert)
    };
    int migrators = 3;
    CountDownLatch start = new CountDownLatch(migrators);
    ExecutorService threads = Executors.newFixedThreadPool(migrators);
    try {
      List<Future<Integer>> results = new ArrayList<>();
      for (int i = 0; i < migrators; i++) {
        Flyway flyway = only("crowd", steps).load();
        results.add(
            threads.submit(
                () -> {
                  start.countDown();
                  start.await();
                  return flyway.migrate().migrationsExecuted;
                }));
      }
      int executed = 0;
      for (Future<Integer> result : results) {
        executed += result.get(60, TimeUnit.SECONDS);
      }
      assertEquals(3, executed);
    } finally {
      threads.shutdownNow();
    }
    assertEquals(3, number("SELECT COUNT(*) FROM crowd.log"));
    assertEquals(3, applied("crowd"));
  }

  @Test
  void aMigratorThatWasOvertakenIsRefusedAndLeavesNothing() throws Exception {
    String lock = "UPDATE slow_one.flyway_schema_history SET installed_on = '2020-01-01'";
    Flyway fast =
        only("slow_one", new Step("1", statement -> statement.execute("PUT 'winner' = 'fast'")))
            .load();
    Flyway slow =
        only(
                "slow_one",
                new Step(
                    "1",
                    statement -> {
                      statement.execute("PUT 'loser' = 'slow'");
                      execute(lock + " WHERE installed_rank = -100"); // its lease is over
                      fast.migrate();
                    }))
            .load();
    assertThrows(FlywayException.class, slow::migrate);
    assertEquals(1, number("SELECT COUNT(*) FROM kv WHERE key = 'winner'"));
    assertEquals(0, number("SELECT COUNT(*) FROM kv WHERE key = 'loser'"));
    assertEquals(1, applied("slow_one"));
    assertEquals(0, slow.migrate().migrationsExecuted);
  }

  @Test
  void aMigratorDoesNotWaitForEver() throws SQLException {
    only("held").load().migrate();
    execute(
        "UPDATE held.flyway_schema_history SET script = 'someone', installed_on ="
            + " clock_timestamp()::timestamp WHERE installed_rank = -100");
    Flyway flyway = only("held", new Step("1", statement -> {})).lockRetryCount(0).load();
    FlywayException refused = assertThrows(FlywayException.class, flyway::migrate);
    assertTrue(
        String.valueOf(refused.getMessage()).contains("Another migrator"), refused::toString);
  }
}
