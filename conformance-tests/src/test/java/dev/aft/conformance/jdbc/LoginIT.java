package dev.aft.conformance.jdbc;

import static dev.aft.conformance.jdbc.JdbcTestBase.execute;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.aft.conformance.TestNode;
import dev.aft.driver.AftDataSource;
import dev.aft.server.setting.Setting;
import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLInvalidAuthorizationSpecException;
import java.sql.Statement;
import java.util.Map;
import java.util.Properties;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The driver's login, in the clear and over TLS, to a node that has users. */
@SuppressWarnings("NullAway.Init") // JUnit fills the folder before the test
class LoginIT {
  private static final String PASSWORD = "s\u00e9cret word & more";
  @TempDir static Path folder;
  private static TestNode node;

  @BeforeAll
  static void start() throws Exception {
    X509Bundle certificate =
        new CertificateBuilder()
            .ecp256()
            .subject("CN=localhost")
            .addSanDnsName("localhost")
            .setIsCertificateAuthority(true)
            .buildSelfSigned();
    Path pem = Files.writeString(folder.resolve("n.pem"), certificate.getCertificatePEM());
    Path key = Files.writeString(folder.resolve("n.key"), certificate.getPrivateKeyPEM());
    node =
        TestNode.on(
            "memory:login-it",
            Map.of(
                Setting.TLS, "allow",
                Setting.TLS_CERTIFICATE, pem.toString(),
                Setting.TLS_KEY, key.toString()));
    try (Connection connection = node.connect()) {
      execute(connection, "CREATE USER alice PASSWORD '" + PASSWORD + "'");
    }
  }

  @AfterAll
  static void stop() {
    node.close();
  }

  private static Connection connect(String user, String password, String properties)
      throws SQLException {
    Properties info = new Properties();
    info.setProperty("user", user);
    info.setProperty("password", password);
    String url = "jdbc:aft://localhost:" + node.port() + "/aft?" + properties;
    return DriverManager.getConnection(url, info);
  }

  private static String userOf(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("SELECT current_user")) {
      rows.next();
      return rows.getString(1);
    }
  }

  private static void refused(String state, String user, String password, String properties) {
    SQLException e =
        assertThrows(SQLException.class, () -> connect(user, password, properties).close());
    assertEquals(state, e.getSQLState(), () -> String.valueOf(e));
    assertInstanceOf(SQLInvalidAuthorizationSpecException.class, e);
    for (Throwable part = e; part != null; part = part.getCause()) {
      assertFalse(password.length() > 3 && String.valueOf(part).contains(password));
    }
  }

  @Test
  void theRightPasswordLogsInWithAndWithoutTls() throws SQLException {
    for (String properties :
        new String[] {
          "sslmode=disable",
          "sslmode=require",
          "sslmode=require&channelBinding=require",
          "sslmode=require&channelBinding=disable",
          "sslmode=verify-full&channelBinding=require&sslrootcert=" + folder.resolve("n.pem")
        }) {
      try (Connection connection = connect("alice", PASSWORD, properties)) {
        assertEquals("alice", userOf(connection));
      }
    }
  }

  @Test
  void aWrongPasswordAndAnUnknownUserAreRefusedAlike() {
    refused("28P01", "alice", "wrong word", "sslmode=disable");
    refused("28P01", "alice", "wrong word", "sslmode=require");
    refused("28P01", "nobody", PASSWORD, "sslmode=disable");
    refused("28P01", "alice", "", "sslmode=disable");
  }

  @Test
  void channelBindingThatIsRequiredNeedsTls() {
    refused("28000", "alice", PASSWORD, "sslmode=disable&channelBinding=require");
  }

  @Test
  void aConnectionIsRenewedWithItsPassword() throws Exception {
    try (CuttingProxy proxy = new CuttingProxy(node.port())) {
      AftDataSource source = new AftDataSource();
      source.setUrl(proxy.url() + "?sslmode=require&idleCheckSeconds=0");
      try (Connection connection = source.getConnection("alice", PASSWORD)) {
        assertEquals("alice", userOf(connection));
        proxy.cut();
        assertTrue(connection.isValid(30));
        proxy.cut();
        assertEquals("alice", userOf(connection));
      }
    }
  }
}
