package dev.aft.conformance.clients;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.aft.conformance.ExternalCommand;
import dev.aft.conformance.TestNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The driver jar alone on the class path of a program. */
class DriverJarIT {
  static Path jar() throws IOException {
    try (Stream<Path> files = Files.list(Path.of("../driver/target"))) {
      return files
          .filter(
              file -> file.getFileName().toString().matches("aft-driver-[0-9.]+(-SNAPSHOT)?\\.jar"))
          .findFirst()
          .orElseThrow(() -> new IOException("no driver jar: run mvn verify from the root"));
    }
  }

  @Test
  void theJarHoldsNothingForeign() throws IOException {
    try (JarFile jar = new JarFile(jar().toFile())) {
      List<String> foreign =
          jar.stream()
              .map(entry -> entry.getName())
              .filter(name -> name.endsWith(".class"))
              .filter(name -> !name.startsWith("dev/aft/driver/"))
              .filter(name -> !name.startsWith("dev/aft/protocol/"))
              .toList();
      assertEquals(List.of(), foreign);
      assertTrue(jar.getEntry("META-INF/services/java.sql.Driver") != null);
    }
    assertTrue(Files.size(jar()) < 350_000, "the jar has " + Files.size(jar()) + " bytes");
  }

  @Test
  void aProgramWithOnlyTheJarConnectsAndCommits(@TempDir Path folder) throws Exception {
    Path program = folder.resolve("Program.java");
    Files.writeString(
        program,
        """
        import java.sql.*;

        public class Program {
          public static void main(String[] arguments) throws Exception {
            try (Connection connection = DriverManager.getConnection(arguments[0])) {
              connection.setAutoCommit(false);
              try (Statement statement = connection.createStatement()) {
                statement.executeUpdate("PUT 'from' = 'a program'");
                connection.commit();
                try (ResultSet result = statement.executeQuery("GET 'from'")) {
                  result.next();
                  System.out.println(new String(result.getBytes("value"), "UTF-8"));
                }
              }
            }
          }
        }
        """);
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    try (TestNode node = TestNode.inMemory()) {
      var output =
          ExternalCommand.run("", java, "-cp", jar().toString(), program.toString(), node.url());
      assertEquals("a program\n", output.text());
      assertEquals(0, output.exitCode());
    }
  }
}
