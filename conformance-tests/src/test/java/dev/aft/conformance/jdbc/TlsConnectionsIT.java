package dev.aft.conformance.jdbc;

import static dev.aft.conformance.jdbc.JdbcTestBase.assertState;
import static dev.aft.conformance.jdbc.JdbcTestBase.execute;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.aft.conformance.TestNode;
import dev.aft.server.setting.Setting;
import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The driver's TLS against a node whose certificate is for {@code localhost} only. */
@SuppressWarnings("NullAway.Init") // JUnit fills the folder before the test
class TlsConnectionsIT {
  @TempDir static Path folder;
  private static TestNode requiring;
  private static TestNode plain;

  @BeforeAll
  static void start() throws Exception {
    X509Bundle authority = authority();
    X509Bundle node =
        new CertificateBuilder()
            .ecp256()
            .subject("CN=localhost")
            .addSanDnsName("localhost")
            .buildIssuedBy(authority);
    X509Bundle client =
        new CertificateBuilder().ecp256().subject("CN=alice").buildIssuedBy(authority);
    write("ca.pem", authority.getCertificatePEM());
    write("other-ca.pem", authority().getCertificatePEM());
    write("node.pem", node.getCertificatePathPEM());
    write("node.key", node.getPrivateKeyPEM());
    write("client.pem", client.getCertificatePathPEM());
    write("client.key", client.getPrivateKeyPEM());
    requiring = node(Map.of(Setting.TLS, "require"));
    plain = TestNode.inMemory();
  }

  private static X509Bundle authority() throws Exception {
    return new CertificateBuilder()
        .ecp256()
        .subject("CN=test authority")
        .setIsCertificateAuthority(true)
        .buildSelfSigned();
  }

  private static TestNode node(Map<Setting, String> more) {
    Map<Setting, String> settings = new EnumMap<>(more);
    settings.put(Setting.TLS_CERTIFICATE, file("node.pem"));
    settings.put(Setting.TLS_KEY, file("node.key"));
    return TestNode.on("memory:tls-" + more.size() + "-" + folder.hashCode(), settings);
  }

  private static void write(String name, String text) throws IOException {
    Files.writeString(folder.resolve(name), text);
  }

  private static String file(String name) {
    return folder.resolve(name).toString();
  }

  @AfterAll
  static void stop() {
    requiring.close();
    plain.close();
  }

  private static Connection connect(String host, TestNode node, String properties)
      throws SQLException {
    return DriverManager.getConnection(
        "jdbc:aft://" + host + ":" + node.port() + "/aft?" + properties);
  }

  private static void works(String host, TestNode node, String properties) throws SQLException {
    try (Connection connection = connect(host, node, properties);
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("SELECT 1")) {
      assertTrue(rows.next());
    }
  }

  private static String refused(String state, String host, TestNode node, String properties) {
    SQLException e =
        assertThrows(SQLException.class, () -> connect(host, node, properties).close());
    assertEquals(state, e.getSQLState(), () -> String.valueOf(e));
    return String.valueOf(e.getMessage());
  }

  @Test
  void everyModeThatEncryptsReachesANodeThatRequiresIt() throws SQLException {
    String root = "&sslrootcert=" + file("ca.pem");
    for (String mode : new String[] {"allow", "prefer", "require", "verify-ca", "verify-full"}) {
      works("localhost", requiring, "sslmode=" + mode + root);
    }
    works("localhost", requiring, "ssl=true" + root);
    works("localhost", requiring, "");
    refused("28000", "localhost", requiring, "sslmode=disable");
  }

  @Test
  void aNodeWithoutTlsIsReachedByTheModesThatDoNotInsist() throws SQLException {
    for (String mode : new String[] {"disable", "allow", "prefer"}) {
      works("localhost", plain, "sslmode=" + mode);
    }
    for (String mode : new String[] {"require", "verify-ca", "verify-full"}) {
      assertTrue(
          refused("08001", "localhost", plain, "sslmode=" + mode).contains("does not offer TLS"));
    }
  }

  @Test
  void aCertificateForAnotherHostIsRefusedByVerifyFullOnly() throws SQLException {
    String root = "&sslrootcert=" + file("ca.pem");
    works("127.0.0.1", requiring, "sslmode=verify-ca" + root);
    refused("08001", "127.0.0.1", requiring, "sslmode=verify-full" + root);
  }

  @Test
  void anAuthorityThatIsNotTrustedIsRefused() throws SQLException {
    String other = "&sslrootcert=" + file("other-ca.pem");
    refused("08001", "localhost", requiring, "sslmode=verify-ca" + other);
    refused("08001", "localhost", requiring, "sslmode=verify-full" + other);
    refused("08001", "localhost", requiring, "sslmode=verify-full&sslrootcert=" + file("none"));
    works("localhost", requiring, "sslmode=require" + other);
  }

  @Test
  void aNodeThatNeedsACertificateOfTheClientGetsOne() throws SQLException {
    try (TestNode needing =
        node(
            Map.of(
                Setting.TLS,
                "require",
                Setting.TLS_CLIENT_CA,
                file("ca.pem"),
                Setting.TLS_CLIENT_AUTH,
                "need"))) {
      String own = "&sslcert=" + file("client.pem") + "&sslkey=" + file("client.key");
      works("localhost", needing, "sslmode=require" + own);
      works("localhost", needing, "sslmode=verify-full&sslrootcert=" + file("ca.pem") + own);
      refused("08001", "localhost", needing, "sslmode=require");
      refused("08001", "localhost", needing, "sslmode=require&sslcert=" + file("client.pem"));
    }
  }

  @Test
  void aStatementIsCancelledOverTls() throws Exception {
    ExecutorService threads = Executors.newSingleThreadExecutor();
    try (Connection connection = connect("localhost", requiring, "sslmode=require");
        Statement statement = connection.createStatement()) {
      statement.execute("CREATE TABLE numbers (k INTEGER PRIMARY KEY, t VARCHAR)");
      for (int i = 0; i < 200; i++) {
        statement.addBatch("INSERT INTO numbers VALUES (" + i + ", repeat('ab', 5000))");
      }
      statement.executeBatch();
      String slow = "SELECT COUNT(*) FROM numbers WHERE md5(repeat(t, 500)) LIKE '%x%'";
      CompletableFuture<SQLException> failure =
          CompletableFuture.supplyAsync(
              () -> assertThrows(SQLException.class, () -> repeat(statement, slow)), threads);
      while (!failure.isDone()) {
        TimeUnit.MILLISECONDS.sleep(20);
        statement.cancel();
      }
      assertEquals("57014", failure.get().getSQLState());
      assertTrue(statement.execute("SELECT 1"));
    } finally {
      threads.shutdownNow();
    }
  }

  private static void repeat(Statement statement, String sql) throws SQLException {
    while (true) {
      statement.executeQuery(sql).close();
    }
  }

  @Test
  void aLargeResultAndALostConnectionAreTheSameOverTls() throws Exception {
    try (CuttingProxy proxy = new CuttingProxy(requiring.port());
        Connection connection =
            DriverManager.getConnection(proxy.url() + "?sslmode=require&channelBinding=prefer")) {
      execute(connection, "PUT 'large' = '" + "x".repeat(60_000) + "'");
      proxy.cut();
      try (Statement statement = connection.createStatement();
          ResultSet rows = statement.executeQuery("GET 'large'")) {
        assertTrue(rows.next());
        assertEquals(60_000, rows.getBytes(2).length);
      }
      connection.setAutoCommit(false);
      execute(connection, "PUT 'large' = 'y'");
      proxy.cut();
      assertState("08006", () -> execute(connection, "PUT 'large' = 'z'"));
      assertTrue(connection.isClosed());
    }
  }

  @Test
  void aServerThatDoesNotAnswerIsLeftInTime() throws Exception {
    try (ServerSocket silent = new ServerSocket(0, 10, InetAddress.getLoopbackAddress())) {
      String url = "jdbc:aft://localhost:" + silent.getLocalPort() + "/aft?";
      for (String properties :
          new String[] {
            "sslmode=require&connectTimeout=1", "sslmode=disable&connectTimeout=0&loginTimeout=1"
          }) {
        Assertions.assertTimeoutPreemptively(
            Duration.ofSeconds(60),
            () -> assertState("08001", () -> DriverManager.getConnection(url + properties)));
      }
    }
  }

  @Test
  void bytesThatSomebodySlippedInBeforeEncryptionCountForNothing() throws Exception {
    ExecutorService threads = Executors.newSingleThreadExecutor();
    try (ServerSocket listener = new ServerSocket(0, 10, InetAddress.getLoopbackAddress())) {
      threads.execute(
          () -> {
            try (var client = listener.accept()) {
              client.getInputStream().readNBytes(8);
              client.getOutputStream().write("SR\0\0\0\10\0\0\0\0Z\0\0\0\5I".getBytes(US_ASCII));
              client.getInputStream().read(new byte[10_000]);
            } catch (IOException e) {
              throw new IllegalStateException(e);
            }
          });
      String url = "jdbc:aft://localhost:" + listener.getLocalPort() + "/aft?sslmode=require";
      assertState("08001", () -> DriverManager.getConnection(url));
    } finally {
      threads.shutdownNow();
    }
    assertFalse(Thread.currentThread().isInterrupted());
  }
}
