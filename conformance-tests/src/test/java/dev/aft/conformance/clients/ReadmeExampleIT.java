package dev.aft.conformance.clients;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.aft.conformance.ExternalCommand;
import dev.aft.conformance.TestNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The example at the top of the README, run as it stands there but for the port. */
class ReadmeExampleIT {
  private static final Pattern JAVA_BLOCK = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL);

  @Test
  void theExampleCommitsBothWrites(@TempDir Path folder) throws Exception {
    Matcher block = JAVA_BLOCK.matcher(Files.readString(Path.of("../README.md")));
    assertTrue(block.find(), "the README has an example in Java");
    try (TestNode node = TestNode.inMemory();
        Connection connection = node.connect();
        Statement statement = connection.createStatement()) {
      statement.execute("CREATE TABLE orders (id INTEGER PRIMARY KEY, customer TEXT)");
      statement.execute("CREATE TABLE stock (sku TEXT PRIMARY KEY, n INTEGER)");
      statement.execute("INSERT INTO stock VALUES ('pen', 5)");
      String example = block.group(1).replace("127.0.0.1:7654", "127.0.0.1:" + node.port());
      Path program = folder.resolve("Example.java");
      Files.writeString(
          program,
          "import java.sql.*;\npublic class Example {\n"
              + "  public static void main(String[] arguments) throws SQLException {\n"
              + example
              + "  }\n}\n");
      String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
      var output =
          ExternalCommand.run("", java, "-cp", DriverJarIT.jar().toString(), program.toString());

      assertEquals(0, output.exitCode(), output.text());
      try (ResultSet order = statement.executeQuery("SELECT customer FROM orders WHERE id = 1")) {
        assertTrue(order.next());
        assertEquals("ada", order.getString(1));
      }
      try (ResultSet stock = statement.executeQuery("SELECT n FROM stock WHERE sku = 'pen'")) {
        assertTrue(stock.next());
        assertEquals(4, stock.getInt(1));
      }
    }
  }
}
