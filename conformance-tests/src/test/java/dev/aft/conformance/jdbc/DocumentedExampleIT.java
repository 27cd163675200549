package dev.aft.conformance.jdbc;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.aft.driver.AftConnection;
import dev.aft.driver.AftDataSource;
import dev.aft.driver.AlreadyCommittedException;
import dev.aft.driver.ResumeOption;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;

/**
 * The examples of {@code docs/jdbc.md}: the texts between the marks below are those of the page.
 */
class DocumentedExampleIT extends JdbcTestBase {
  private static final Path PAGE = Path.of("../docs/jdbc.md");
  private static final Path THIS =
      Path.of("src/test/java/dev/aft/conformance/jdbc/DocumentedExampleIT.java");

  private static void example(String url, byte[] order, byte[] payment) throws SQLException {
    // example begins
    try (Connection connection = DriverManager.getConnection(url)) {
      connection.setAutoCommit(false);
      try (PreparedStatement put = connection.prepareStatement("UPSERT INTO kv VALUES (?, ?)")) {
        put.setString(1, "order/1");
        put.setBytes(2, order);
        put.addBatch();
        put.setString(1, "payment/1");
        put.setBytes(2, payment);
        put.addBatch();
        put.executeBatch();
      }
      connection.commit(); // both become visible, or neither
    }
    // example ends
  }

  /** The first step of an order: its transaction goes on elsewhere. */
  private static String firstStep(String url) throws SQLException {
    // example begins
    try (Connection connection = DriverManager.getConnection(url)) {
      connection.setAutoCommit(false);
      try (Statement statement = connection.createStatement()) {
        statement.executeUpdate("PUT 'order/7' = 'two books'");
      }
      return connection.unwrap(AftConnection.class).suspend(); // give this to the next function
    }
    // example ends
  }

  private static void lastStep(String url, String token) throws SQLException {
    // example begins
    try (Connection connection = DriverManager.getConnection(url)) {
      connection.setAutoCommit(false);
      connection.unwrap(AftConnection.class).resume(token, ResumeOption.TAKEOVER);
      try (Statement statement = connection.createStatement()) {
        statement.executeUpdate("PUT 'payment/7' = 'paid'");
      }
      connection.commit(); // order and payment become visible together
    }
    // example ends
  }

  // example begins
  static String handle(DataSource pool, String requestId, Work work) throws SQLException {
    for (int attempt = 1; ; attempt++) {
      try (Connection connection = pool.getConnection()) {
        connection.setAutoCommit(false);
        connection.setClientInfo("IdempotencyKey", requestId);
        String answer = work.run(connection); // all that the function reads and writes
        connection.setClientInfo("CommitResult", answer);
        connection.commit();
        return answer;
      } catch (SQLException e) {
        Optional<AlreadyCommittedException> done = AlreadyCommittedException.in(e);
        if (done.isPresent()) {
          return done.get().result().orElse(""); // the answer of the attempt that committed
        } else if (attempt == 5 || !String.valueOf(e.getSQLState()).matches("(08|40|57P).*")) {
          throw e;
        }
      }
    }
  }

  // example ends

  interface Work {
    String run(Connection connection) throws SQLException;
  }

  private static void causality(String url, Consumer<byte[]> answer) throws SQLException {
    // example begins
    String token;
    try (Connection writer = DriverManager.getConnection(url)) {
      writer.createStatement().executeUpdate("PUT 'profile/1' = 'new name'");
      token = writer.unwrap(AftConnection.class).causalityToken();
    }
    // in another function, perhaps at another node:
    try (Connection reader = DriverManager.getConnection(url)) {
      reader.setClientInfo("After", token);
      try (Statement statement = reader.createStatement();
          ResultSet profile = statement.executeQuery("GET 'profile/1'")) {
        while (profile.next()) {
          answer.accept(profile.getBytes("value")); // the new name or a newer one, never an older
        }
      }
    }
    // example ends
  }

  @Test
  void theExampleWritesBothKeys() throws SQLException {
    example(place.url(), new byte[] {1}, new byte[] {2});
    assertEquals(2, count(connection, "kv"));
  }

  @Test
  void theStepsOfAnOrderAreOneTransaction() throws SQLException {
    String token = firstStep(place.url());
    assertEquals(0, count(connection, "kv"));
    lastStep(place.url(), token);
    assertEquals(2, count(connection, "kv"));
  }

  @Test
  void theRetryPatternDoesTheWorkOnceAndGivesOneAnswer() throws SQLException {
    AftDataSource source = new AftDataSource();
    source.setUrl(place.url());
    AtomicInteger runs = new AtomicInteger();
    Work work =
        on -> {
          execute(on, "INSERT INTO t VALUES (" + runs.incrementAndGet() + ", 'a')");
          if (runs.get() == 1) {
            throw new SQLException("run again", "40001");
          }
          return "answer of run " + runs;
        };
    assertEquals("answer of run 2", handle(source, "request", work));
    assertEquals("answer of run 2", handle(source, "request", work));
    assertEquals(1, count(connection, "t"));
    Work broken =
        on -> {
          execute(on, "SELECT * FROM nowhere");
          return "";
        };
    assertState("42P01", () -> handle(source, "other", broken));
  }

  @Test
  void theReaderSeesWhatTheTokenHasSeen() throws SQLException {
    List<String> names = new ArrayList<>();
    causality(place.url(), name -> names.add(new String(name, StandardCharsets.UTF_8)));
    assertEquals(List.of("new name"), names);
  }

  @Test
  void theExamplesAreThoseOfThePage() throws IOException {
    List<String> page = all("```java\n(.*?)```", Files.readString(PAGE));
    List<String> here =
        all("(?m)^ *// example begins\n(.*?)// example ends", Files.readString(THIS));
    assertEquals(5, page.size());
    assertEquals(page, here);
  }

  private static List<String> all(String pattern, String text) {
    return Pattern.compile(pattern, Pattern.DOTALL)
        .matcher(text)
        .results()
        .map(match -> normal(match.group(1)))
        .toList();
  }

  private static String normal(String code) {
    return code.replace("\"jdbc:aft://localhost/\"", "url").replaceAll("\\s+", " ").strip();
  }
}
