package dev.aft.conformance.clients;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.aft.conformance.ExternalCommand;
import dev.aft.conformance.TestNode;
import dev.aft.server.setting.Setting;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** psql and pgjdbc over TLS, with the certificates that the page on security tells to make. */
class TlsClientsIT {
  @TempDir private static Path folder = Path.of(".");
  private static TestNode node;

  @BeforeAll
  static void start() throws Exception {
    ExternalCommand.require("openssl");
    makeCertificates(folder);
    node = node("memory:tls-clients-it", "want");
  }

  /** As the page on security tells to. */
  static void makeCertificates(Path folder) throws Exception {
    String page = Files.readString(Path.of("../docs/security.md"));
    int begin = page.indexOf("```sh\nopenssl") + 6;
    String commands = page.substring(begin, page.indexOf("```", begin));
    Files.writeString(folder.resolve("make.sh"), "set -e\ncd '" + folder + "'\n" + commands);
    var output = ExternalCommand.run("", "bash", folder.resolve("make.sh").toString());
    assertEquals(0, output.exitCode(), output.text());
  }

  private static TestNode node(String storage, String clientAuthentication) {
    return TestNode.on(
        storage,
        Map.of(
            Setting.TLS, "require",
            Setting.TLS_CERTIFICATE, file("node.pem"),
            Setting.TLS_KEY, file("node.key"),
            Setting.TLS_CLIENT_CA, file("ca.pem"),
            Setting.TLS_CLIENT_AUTH, clientAuthentication));
  }

  @AfterAll
  static void stop() {
    if (node != null) {
      node.close();
    }
  }

  private static String file(String name) {
    return folder.resolve(name).toString();
  }

  private static ExternalCommand.Output psql(TestNode to, String script, String parameters)
      throws Exception {
    ExternalCommand.require("psql");
    String connection = "port=" + to.port() + " user=aft dbname=aft " + parameters;
    return ExternalCommand.run(script, List.of("psql", "-X", "-At", connection));
  }

  private static String verifying(String host) {
    return "host=" + host + " sslmode=verify-full sslrootcert=" + file("ca.pem");
  }

  @Test
  void psqlVerifiesTheNodeAndIsServed() throws Exception {
    var output =
        psql(node, "PUT 'a' = 'b';\nSELECT key FROM kv;\n\\conninfo\n", verifying("localhost"));

    assertEquals(0, output.exitCode(), output.text());
    assertTrue(output.text().contains("PUT 1\na\n"), output.text());
    assertTrue(output.text().contains("TLSv1.3"), output.text());
  }

  @Test
  void psqlOfAnotherAuthorityEndsItself() throws Exception {
    var output =
        psql(node, "", "host=localhost sslmode=verify-full sslrootcert=" + file("alice.pem"));

    assertEquals(2, output.exitCode());
    assertTrue(output.text().contains("certificate verify failed"), output.text());
  }

  @Test
  void psqlWithoutTlsIsToldWhatToDo() throws Exception {
    var output = psql(node, "", "host=127.0.0.1 sslmode=disable");

    assertEquals(2, output.exitCode());
    assertTrue(output.text().contains("encrypted connections only"), output.text());
    assertTrue(output.text().contains("sslmode=require"), output.text());
  }

  @Test
  void psqlShowsACertificateWhereTheNodeNeedsOne() throws Exception {
    try (TestNode strict = node("memory:tls-clients-it-strict", "need")) {
      var anybody = psql(strict, "SELECT 1;", verifying("localhost"));
      assertEquals(2, anybody.exitCode(), anybody.text());

      var alice =
          psql(
              strict,
              "SELECT 1;",
              verifying("localhost")
                  + (" sslcert=" + file("alice.pem"))
                  + (" sslkey=" + file("alice.key")));
      assertEquals("1\n", alice.text());
    }
  }

  @Test
  void psqlLogsInWithAPasswordThatIsBoundToTheConnection() throws Exception {
    String bound = verifying("localhost") + " channel_binding=require user=root password=";
    try (TestNode guarded = node("memory:tls-clients-it-users", "want")) {
      psql(guarded, "CREATE USER root PASSWORD 'correct-horse';", verifying("localhost"));

      assertEquals("1\n", psql(guarded, "SELECT 1;", bound + "correct-horse").text());
      var wrong = psql(guarded, "SELECT 1;", bound + "battery-staple");
      assertEquals(2, wrong.exitCode(), wrong.text());
      assertEquals(2, psql(guarded, "SELECT 1;", verifying("localhost")).exitCode());
    }
  }

  private static Connection pgjdbc(String host, Map<String, String> more) throws SQLException {
    Properties properties = new Properties();
    properties.putAll(Map.of("user", "aft", "sslmode", "verify-full"));
    properties.put("sslrootcert", file("ca.pem"));
    properties.putAll(more);
    return DriverManager.getConnection(
        "jdbc:postgresql://" + host + ":" + node.port() + "/aft", properties);
  }

  @Test
  void pgjdbcVerifiesTheNodeAndCancelsAStatement() throws Exception {
    try (Connection connection = pgjdbc("127.0.0.1", Map.of());
        Statement statement = connection.createStatement()) {
      statement.executeUpdate("PUT 'c' = 'd'");
      try (ResultSet rows = statement.executeQuery("SELECT key FROM kv WHERE key = 'c'")) {
        assertTrue(rows.next());
        assertEquals("c", rows.getString(1));
      }
      statement.cancel();
      assertTrue(connection.isValid(30));
    }
  }

  @Test
  void pgjdbcRefusesANodeOfAnotherName() {
    String nameNotInTheCertificate = "127.0.0.2";
    assertThrows(SQLException.class, () -> pgjdbc(nameNotInTheCertificate, Map.of()).close());
  }

  @Test
  void pgjdbcWithoutTlsIsRefusedWithTheRightState() {
    SQLException refusal =
        assertThrows(
            SQLException.class, () -> pgjdbc("127.0.0.1", Map.of("sslmode", "disable")).close());
    assertEquals("28000", refusal.getSQLState());
  }
}
