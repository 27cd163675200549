package dev.aft.conformance.clients;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.aft.conformance.ExternalCommand;
import dev.aft.conformance.ExternalCommand.Output;
import dev.aft.conformance.TestNode;
import dev.aft.server.setting.Setting;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Clients in Python and Node that log in with a password over TLS, and verify the node. */
@SuppressWarnings("NullAway.Init") // JUnit fills the folder before the test
class SecureLoginIT {
  private static final String PASSWORD = "correct horse \u00e9";

  @TempDir static Path folder;
  private static TestNode node;

  @BeforeAll
  static void start() throws Exception {
    ExternalCommand.require("openssl");
    TlsClientsIT.makeCertificates(folder);
    node =
        TestNode.on(
            "memory:secure-login-it",
            Map.of(
                Setting.TLS, "require",
                Setting.TLS_CERTIFICATE, file("node.pem"),
                Setting.TLS_KEY, file("node.key")));
    try (Connection connection = DriverManager.getConnection(node.url() + "?sslmode=require");
        Statement statement = connection.createStatement()) {
      statement.execute("CREATE USER app PASSWORD '" + PASSWORD + "'");
    }
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

  private static void assertPrints(String expected, String... program) throws Exception {
    List<String> command = new ArrayList<>(List.of(program));
    command.addAll(List.of("" + node.port(), file("ca.pem"), PASSWORD));
    Output output = ExternalCommand.run("", command);
    assertEquals(expected, output.text());
    assertEquals(0, output.exitCode());
  }

  @Test
  void psycopgLogsInBoundToTheChannel() throws Exception {
    String python = ClientProgram.pythonWith("psycopg, psycopg2", "python3-psycopg");
    assertPrints(
        "psycopg app\npsycopg True\npsycopg2 app\npsycopg2 True\n",
        python,
        ClientProgram.file("python/login.py").toString());
  }

  @Test
  void nodePostgresLogsIn() throws Exception {
    String program = NodeModules.install().resolve("login.js").toString();
    assertPrints("app\napp\n28P01\n", "node", program);
  }
}
