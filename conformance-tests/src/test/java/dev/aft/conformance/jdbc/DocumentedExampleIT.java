package dev.aft.conformance.jdbc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The example of {@code docs/jdbc.md}: the text between the marks below is that of the page. */
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

  @Test
  void theExampleWritesBothKeys() throws SQLException {
    example(place.url(), new byte[] {1}, new byte[] {2});
    assertEquals(2, count(connection, "kv"));
  }

  @Test
  void theExampleIsThatOfThePage() throws IOException {
    Matcher page =
        Pattern.compile("```java\n(.*?)```", Pattern.DOTALL).matcher(Files.readString(PAGE));
    assertTrue(page.find());
    Matcher here =
        Pattern.compile("// example begins\n(.*?) *// example ends", Pattern.DOTALL)
            .matcher(Files.readString(THIS));
    assertTrue(here.find());
    assertEquals(normal(page.group(1)), normal(here.group(1)));
  }

  private static String normal(String code) {
    return code.replace("\"jdbc:aft://localhost/\"", "url").replaceAll("\\s+", " ").strip();
  }
}
