package dev.aft.conformance.clients;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.aft.conformance.ExternalCommand;
import dev.aft.conformance.TestNode;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.postgresql.util.PSQLException;

/**
 * One transaction on several connections, with clients that know nothing of AFT: PostgreSQL's JDBC
 * driver, which sends parameters apart from the text, psql, and psycopg2 where it is installed.
 */
class HandoverIT {
  private static TestNode node;

  @BeforeAll
  static void start() throws SQLException {
    node = TestNode.inMemory();
    try (Client client = new Client()) {
      client.run("CREATE TABLE counter (id INTEGER PRIMARY KEY, n INTEGER, who TEXT)");
    }
  }

  @AfterAll
  static void stop() {
    node.close();
  }

  @BeforeEach
  void empty() throws SQLException {
    try (Client client = new Client()) {
      client.run("UPSERT INTO counter VALUES (1, 0, 'nobody')");
      client.run("DELETE FROM counter WHERE id > 1");
    }
  }

  /** A connection that speaks SQL in a few words. */
  private static final class Client implements AutoCloseable {
    private final Connection connection;
    private final Statement statement;

    Client() throws SQLException {
      connection =
          DriverManager.getConnection(
              "jdbc:postgresql://127.0.0.1:" + node.port() + "/aft?user=aft&password=x");
      statement = connection.createStatement();
    }

    void run(String sql) throws SQLException {
      statement.execute(sql);
    }

    String ask(String sql) throws SQLException {
      try (ResultSet result = statement.executeQuery(sql)) {
        assertTrue(result.next());
        return result.getString(1);
      }
    }

    void resume(String token, boolean takeover) throws SQLException {
      try (PreparedStatement resume = connection.prepareStatement("RESUME ? WITH (takeover = ?)")) {
        resume.setString(1, token);
        resume.setBoolean(2, takeover);
        resume.execute();
      }
    }

    /** The SQLState that the statement fails with. */
    String fail(String sql) {
      return assertThrows(SQLException.class, () -> run(sql)).getSQLState();
    }

    @Override
    public void close() throws SQLException {
      connection.close();
    }
  }

  @Test
  void readsWritesSavepointsAndTimeTravelWithTheTransaction() throws SQLException {
    try (Client first = new Client();
        Client second = new Client();
        Client other = new Client()) {
      first.run("BEGIN");
      assertEquals("0", first.ask("SELECT n FROM counter WHERE id = 1"));
      first.run("INSERT INTO counter VALUES (2, 2, 'first')");
      first.run("SAVEPOINT s");
      first.run("INSERT INTO counter VALUES (3, 3, 'first')");
      String time = first.ask("SELECT current_timestamp");
      String token = first.ask("SUSPEND");
      other.run("UPDATE counter SET n = 99 WHERE id = 1");

      second.resume(token, false);
      assertEquals("0", second.ask("SELECT n FROM counter WHERE id = 1"));
      assertEquals("3", second.ask("SELECT COUNT(*) FROM counter"));
      assertEquals(time, second.ask("SELECT current_timestamp"));
      second.run("ROLLBACK TO s");
      assertEquals("2", second.ask("SELECT COUNT(*) FROM counter"));
      assertEquals("1", other.ask("SELECT COUNT(*) FROM counter"));
      second.run("COMMIT");
      assertEquals("2", other.ask("SELECT COUNT(*) FROM counter"));
    }
  }

  @Test
  void takeoverRestoresTheStateAlsoAfterARollbackToAnOlderSavepoint() throws SQLException {
    try (Client first = new Client();
        Client second = new Client();
        Client third = new Client()) {
      first.run("BEGIN");
      first.run("SAVEPOINT s");
      first.run("INSERT INTO counter VALUES (2, 2, 'first')");
      String token = first.ask("SUSPEND");
      second.resume(token, false);
      second.run("ROLLBACK TO s");
      second.run("INSERT INTO counter VALUES (7, 7, 'second')");
      String later = second.ask("SUSPEND");

      third.resume(token, true);
      assertEquals("2", third.ask("SELECT MAX(id) FROM counter"));
      third.run("ROLLBACK TO s");
      assertEquals("1", third.ask("SELECT MAX(id) FROM counter"));
      assertEquals("3B001", first.fail("RESUME '" + later + "'"));
      third.run("INSERT INTO counter VALUES (8, 8, 'third')");
      third.run("COMMIT");
      assertEquals("25X01", first.fail("RESUME '" + token + "'"));
    }
  }

  @Test
  void vanishedConnectionGivesBackOrAborts() throws Exception {
    try (Client first = new Client();
        Client third = new Client()) {
      first.run("BEGIN; INSERT INTO counter VALUES (2, 2, 'first')");
      String token = first.ask("SUSPEND");
      try (Client second = new Client()) {
        second.run("RESUME '" + token + "' WITH (on_close = 'suspend')");
        second.run("INSERT INTO counter VALUES (3, 3, 'second')");
      }
      resumeWhenFree(third, token);
      assertEquals("2", third.ask("SELECT MAX(id) FROM counter"));
      third.run("ROLLBACK");
      assertEquals("25P03", first.fail("RESUME '" + token + "'"));
    }
  }

  /** The node hears a little later that a connection is gone. */
  private static void resumeWhenFree(Client client, String token) throws SQLException {
    while (true) {
      try {
        client.resume(token, false);
        return;
      } catch (SQLException e) {
        assertEquals("55006", e.getSQLState());
      }
    }
  }

  @Test
  void ofManyAttemptsThatTakeOverFromEachOtherOneCommits() throws Exception {
    int attempts = 4;
    ExecutorService threads = Executors.newFixedThreadPool(attempts);
    try (Client client = new Client()) {
      for (int round = 0; round < 100; round++) {
        client.run("UPSERT INTO counter VALUES (1, 0, 'nobody')");
        client.run("BEGIN; UPDATE counter SET n = n + 1 WHERE id = 1");
        String token = client.ask("SUSPEND");
        List<String> winners = race(threads, attempts, token);
        assertEquals(1, winners.size(), winners::toString);
        assertEquals("11", client.ask("SELECT n FROM counter WHERE id = 1"));
        assertEquals(winners.get(0), client.ask("SELECT who FROM counter WHERE id = 1"));
      }
    } finally {
      threads.shutdownNow();
    }
  }

  private static List<String> race(ExecutorService threads, int attempts, String token)
      throws Exception {
    CyclicBarrier start = new CyclicBarrier(attempts);
    List<Future<Boolean>> running = new ArrayList<>();
    for (int i = 0; i < attempts; i++) {
      String who = "attempt " + i;
      Callable<Boolean> attempt =
          () -> {
            start.await();
            return attempt(token, who);
          };
      running.add(threads.submit(attempt));
    }
    List<String> winners = new ArrayList<>();
    for (int i = 0; i < attempts; i++) {
      if (running.get(i).get()) {
        winners.add("attempt " + i);
      }
    }
    return winners;
  }

  /** Whether it was this one that committed. */
  private static boolean attempt(String token, String who) throws SQLException {
    try (Client client = new Client()) {
      client.resume(token, true);
      client.run("UPDATE counter SET n = n + 10, who = '" + who + "' WHERE id = 1");
      client.run("COMMIT");
      return true;
    } catch (SQLException e) {
      assertTrue(Set.of("25X04", "25X01").contains(e.getSQLState()), e.toString());
      return false;
    }
  }

  @Test
  void boundParametersOfBeginCommitAndShowOutcomeWork() throws SQLException {
    try (Client client = new Client()) {
      try (PreparedStatement begin =
          client.connection.prepareStatement("BEGIN WITH (idempotency_key = ?)")) {
        begin.setString(1, "order-1");
        begin.execute();
      }
      client.run("INSERT INTO counter VALUES (2, 2, 'x')");
      String id = client.ask("SHOW TRANSACTION ID");
      try (PreparedStatement commit =
          client.connection.prepareStatement("COMMIT WITH (result = ?)")) {
        commit.setString(1, "paid");
        commit.execute();
      }
      try (PreparedStatement show = client.connection.prepareStatement("SHOW OUTCOME OF ?")) {
        show.setString(1, id);
        try (ResultSet result = show.executeQuery()) {
          assertTrue(result.next());
          assertEquals("committed", result.getString("outcome"));
        }
      }
    }
  }

  @Test
  void retryOfCommittedWorkGetsTheResultAndDoesNothing() throws SQLException {
    try (Client first = new Client();
        Client second = new Client()) {
      first.run("BEGIN WITH (idempotency_key = 'order-2')");
      first.run("INSERT INTO counter VALUES (2, 2, 'first')");
      second.run("BEGIN WITH (idempotency_key = 'order-2')");
      assertEquals("01X01", second.statement.getWarnings().getSQLState());
      second.run("INSERT INTO counter VALUES (3, 3, 'second')");
      first.run("COMMIT WITH (result = 'paid \"42\"')");

      assertEquals("25X01", second.fail("COMMIT WITH (result = 'other')"));
      PSQLException again =
          assertThrows(
              PSQLException.class, () -> second.run("BEGIN WITH (idempotency_key = 'order-2')"));
      assertEquals("25X01", again.getSQLState());
      assertEquals("paid \"42\"", again.getServerErrorMessage().getDetail());
      assertEquals("2", second.ask("SELECT COUNT(*) FROM counter"));
    }
  }

  @Test
  void keysAndResultsHaveTheirBounds() throws SQLException {
    try (Client client = new Client()) {
      assertEquals("22023", client.fail("BEGIN WITH (idempotency_key = '')"));
      assertEquals(
          "54000", client.fail("BEGIN WITH (idempotency_key = '" + "k".repeat(256) + "')"));
      client.run("BEGIN WITH (idempotency_key = 'order-3'); SAVEPOINT s");
      assertEquals("54000", client.fail("COMMIT WITH (result = '" + "r".repeat(65_537) + "')"));
      client.run("ROLLBACK TO s");
      client.run("COMMIT WITH (result = '" + "r".repeat(65_536) + "')");
      assertEquals("25X01", client.fail("BEGIN WITH (idempotency_key = 'order-3')"));
    }
  }

  @Test
  void outcomesAreKnownToEverybodyAndCanBeMadeFinal() throws SQLException {
    try (Client first = new Client();
        Client second = new Client()) {
      first.run("BEGIN");
      String id = first.ask("SHOW TRANSACTION ID");
      first.run("INSERT INTO counter VALUES (2, 2, 'first')");
      String token = first.ask("SUSPEND");
      assertEquals("running", second.ask("SHOW OUTCOME OF '" + id + "'"));
      assertEquals("aborted", second.ask("SHOW OUTCOME OF '" + id + "' FINAL"));
      assertEquals("25P03", first.fail("RESUME '" + token + "'"));
      assertEquals("22023", first.fail("SHOW OUTCOME OF '00000000-0000-4000-8000-000000000000'"));
    }
  }

  @Test
  void causalityTokenIsTakenByTheNextFunction() throws SQLException {
    try (Client first = new Client();
        Client second = new Client()) {
      first.run("UPDATE counter SET n = 7 WHERE id = 1");
      String token = first.ask("SHOW CAUSALITY TOKEN");
      second.run("BEGIN WITH (after = '" + token + "')");
      assertEquals("7", second.ask("SELECT n FROM counter WHERE id = 1"));
      second.run("COMMIT");
      second.run("SET after = '" + token + "'");
      assertEquals("7", second.ask("SELECT n FROM counter WHERE id = 1"));
    }
  }

  @Test
  void psqlHandsOnATransactionToPsql() throws Exception {
    ExternalCommand.require("psql");
    String token =
        ExternalCommand.run(
                "BEGIN;\nINSERT INTO counter VALUES (5, 5, 'psql');\nSUSPEND;\n", psql())
            .text()
            .lines()
            .filter(line -> line.length() == 60)
            .findFirst()
            .orElseThrow();
    String output =
        ExternalCommand.run(
                "RESUME '" + token + "';\nSELECT who FROM counter WHERE id = 5;\nCOMMIT;\n", psql())
            .text();
    assertEquals("RESUME\npsql\nCOMMIT\n", output);
  }

  private static List<String> psql() {
    return List.of(
        "psql", "-X", "-At", "-h", "127.0.0.1", "-p", Integer.toString(node.port()), "-U", "a");
  }

  @Test
  void pythonFunctionsShareATransaction() throws Exception {
    ExternalCommand.require("python3");
    Assumptions.assumeTrue(
        ExternalCommand.run("", "python3", "-c", "import psycopg2").exitCode() == 0,
        "needs psycopg2 for Python");
    String begin =
        PYTHON_CONNECT
            + "c.execute('BEGIN'); c.execute(\"INSERT INTO counter VALUES (6, 6, 'python')\")\n"
            + "c.execute('SUSPEND'); print(c.fetchone()[0])\n";
    String token = ExternalCommand.run("", python(begin, "")).text().strip();
    String commit =
        PYTHON_CONNECT
            + "c.execute('RESUME %s', (sys.argv[2],))\n"
            + "c.execute('SELECT who FROM counter WHERE id = 6'); print(c.fetchone()[0])\n"
            + "c.execute('COMMIT WITH (result = %s)', ('done',))\n";
    assertEquals("python\n", ExternalCommand.run("", python(commit, token)).text());
  }

  private static final String PYTHON_CONNECT =
      "import sys, psycopg2\n"
          + "k = psycopg2.connect(host='127.0.0.1', port=int(sys.argv[1]), user='a',"
          + " dbname='aft')\n"
          + "k.autocommit = True\n"
          + "c = k.cursor()\n";

  private static List<String> python(String script, String token) {
    return List.of("python3", "-c", script, Integer.toString(node.port()), token);
  }
}
