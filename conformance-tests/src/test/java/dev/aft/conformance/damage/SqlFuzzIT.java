package dev.aft.conformance.damage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.aft.storage.contract.SeededRuns;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Any text against a whole node: a result or an error that says what is wrong, in bounded time and
 * memory, and the node and the data are as well as before.
 */
@Timeout(value = 600, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class SqlFuzzIT {
  private static final int RUNS = 1_500;
  private static final int RUNS_PER_CONNECTION = 50;
  private static final long MOST_SECONDS = 10;
  private static final long MOST_GROWTH_BYTES = 300L << 20;
  private static final String URL = "jdbc:aft:memory:sql-fuzz";

  /** Classes of SQLStates that may be the answer to a statement; XX000 is a defect. */
  private static final Set<String> CLASSES =
      Set.of(
          "02", "07", "0A", "20", "21", "22", "23", "24", "25", "26", "2B", "2D", "34", "3B", "3D",
          "3F", "40", "42", "53", "54", "55", "57", "08", "HY");

  private final SqlCorpus corpus = new SqlCorpus();
  private Connection connection = DriverManager.getConnection(URL);
  private int runs;

  /** JUnit makes one for each test. */
  SqlFuzzIT() throws SQLException {}

  @Test
  void anyTextGivesAResultOrAClearErrorAndHarmsNothing() throws SQLException {
    assertTrue(corpus.size() > 150, "only " + corpus.size() + " statements were found");
    try (Connection auditor = DriverManager.getConnection(URL);
        Statement audit = auditor.createStatement()) {
      audit.execute("CREATE SCHEMA kept_apart");
      audit.execute("CREATE TABLE kept_apart.kept (k INTEGER PRIMARY KEY, v INTEGER)");
      audit.execute("INSERT INTO kept_apart.kept VALUES (1, 10), (2, 20), (3, 30)");
      long before = usedBytes();
      SeededRuns.of(RUNS, random -> run(random, audit));
      connection.close();
      assertEquals(60, sum(audit));
      assertTrue(usedBytes() - before < MOST_GROWTH_BYTES, "memory stays in use");
    }
  }

  private void run(SplittableRandom random, Statement audit) throws SQLException {
    if (runs++ % RUNS_PER_CONNECTION == 0) {
      connection.close();
      assertEquals(60, sum(audit));
      connection = DriverManager.getConnection(URL);
    }
    String sql = corpus.damaged(random);
    long start = System.nanoTime();
    attempt(sql);
    long seconds = TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - start);
    assertTrue(seconds < MOST_SECONDS, () -> "took " + seconds + " s: " + shown(sql));
  }

  private static int sum(Statement audit) throws SQLException {
    try (ResultSet result = audit.executeQuery("SELECT sum(v) FROM kept_apart.kept")) {
      assertTrue(result.next());
      return result.getInt(1);
    }
  }

  private void attempt(String sql) {
    try (Statement statement = connection.createStatement()) {
      boolean rows = statement.execute(sql);
      for (int results = 0; (rows || statement.getUpdateCount() >= 0) && results < 100; results++) {
        if (rows) {
          drain(statement);
        }
        rows = statement.getMoreResults();
      }
    } catch (SQLException e) {
      requireClear(sql, e);
    } catch (RuntimeException | Error e) {
      throw new AssertionError(shown(sql), e);
    }
  }

  private static void drain(Statement statement) throws SQLException {
    try (ResultSet result = statement.getResultSet()) {
      int columns = result.getMetaData().getColumnCount();
      while (result.next()) {
        for (int i = 1; i <= columns; i++) {
          result.getString(i);
        }
      }
    }
  }

  private static void requireClear(String sql, SQLException e) {
    String state = String.valueOf(e.getSQLState());
    assertTrue(
        state.length() == 5 && CLASSES.contains(state.substring(0, 2)),
        () -> state + " " + e.getMessage() + " for " + shown(sql));
    String message = e.getMessage();
    assertTrue(
        message != null && message.length() < 3_000,
        () -> shown(String.valueOf(message)) + " for " + shown(sql));
  }

  private static String shown(String sql) {
    return sql.length() < 2_000 ? sql : sql.substring(0, 2_000) + "... " + sql.length();
  }

  private static long usedBytes() {
    System.gc();
    Runtime runtime = Runtime.getRuntime();
    return runtime.totalMemory() - runtime.freeMemory();
  }
}
