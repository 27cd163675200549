package dev.aft.conformance.jdbc;

import static dev.aft.conformance.jdbc.JdbcTestBase.assertState;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.aft.conformance.TestNode;
import dev.aft.server.setting.Setting;
import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/** Which connections go on with a TLS session of an earlier one, as the node counts them. */
@SuppressWarnings("NullAway.Init") // JUnit fills the folder before the test
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class TlsResumptionIT {
  @TempDir static Path folder;
  private static X509Bundle authority;
  private static TestNode node;

  @BeforeAll
  static void start() throws Exception {
    authority = newAuthority();
    write("ca.pem", authority.getCertificatePEM());
    write("same-ca.pem", authority.getCertificatePEM());
    writeNode();
    for (String name : new String[] {"alice", "bob"}) {
      X509Bundle client =
          new CertificateBuilder().ecp256().subject("CN=" + name).buildIssuedBy(authority);
      write(name + ".pem", client.getCertificatePathPEM());
      write(name + ".key", client.getPrivateKeyPEM());
    }
    node =
        TestNode.on(
            "memory:tls-resumption-it",
            Map.of(
                Setting.TLS, "require",
                Setting.TLS_CERTIFICATE, file("node.pem"),
                Setting.TLS_KEY, file("node.key"),
                Setting.TLS_CLIENT_CA, file("ca.pem"),
                Setting.TLS_CLIENT_AUTH, "want",
                Setting.METRICS, "on",
                Setting.METRICS_LISTEN, "127.0.0.1:0"));
    try (Connection connection = DriverManager.getConnection(url(node.port(), "sslmode=require"));
        Statement statement = connection.createStatement()) {
      statement.execute("CREATE USER root PASSWORD 'of root'");
      statement.execute("CREATE USER other PASSWORD 'of other'");
    }
  }

  private static X509Bundle newAuthority() throws Exception {
    return new CertificateBuilder()
        .ecp256()
        .subject("CN=test authority")
        .setIsCertificateAuthority(true)
        .buildSelfSigned();
  }

  private static void writeNode() throws Exception {
    X509Bundle own =
        new CertificateBuilder()
            .ecp256()
            .subject("CN=localhost")
            .addSanDnsName("localhost")
            .buildIssuedBy(authority);
    write("node.key", own.getPrivateKeyPEM());
    write("node.pem", own.getCertificatePathPEM());
  }

  private static void write(String name, String text) throws IOException {
    Files.writeString(folder.resolve(name), text);
  }

  private static String file(String name) {
    return folder.resolve(name).toString();
  }

  @AfterAll
  static void stop() {
    node.close();
  }

  private static String url(int port, String properties) {
    return "jdbc:aft://localhost:" + port + "/aft?" + properties;
  }

  private static void connect(int port, String properties) throws SQLException {
    String login = "&user=root&password=of root&channelBinding=require";
    try (Connection connection = DriverManager.getConnection(url(port, properties + login));
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("SELECT 1")) {
      assertTrue(rows.next());
    }
  }

  /** How many of so many connections were resumed. */
  private static long resumedOf(int times, String properties) throws Exception {
    long before = metric("resumed_total");
    for (int i = 0; i < times; i++) {
      connect(node.port(), properties);
    }
    return metric("resumed_total") - before;
  }

  private static long metric(String name) throws IOException {
    return node.metrics()
        .lines()
        .filter(line -> line.startsWith("aft_tls_handshakes_" + name))
        .mapToLong(line -> (long) Double.parseDouble(line.substring(line.indexOf(' '))))
        .findFirst()
        .orElseThrow();
  }

  private static String verifying(String root) {
    return "sslmode=verify-full&sslrootcert=" + file(root);
  }

  @Test
  @Order(1)
  void everyConnectionButTheFirstIsResumedInBothVersions() throws Exception {
    assertEquals(3, resumedOf(4, verifying("ca.pem")));
    assertEquals(3, resumedOf(4, verifying("ca.pem") + "&sslMaxProtocolVersion=TLSv1.2"));
  }

  @Test
  @Order(2)
  void aSessionOfAModeThatVerifiesLessIsNotResumedByOneThatVerifiesMore() throws Exception {
    resumedOf(1, "sslmode=require&sslrootcert=" + file("same-ca.pem"));
    assertEquals(0, resumedOf(1, "sslmode=verify-ca&sslrootcert=" + file("same-ca.pem")));
    assertEquals(0, resumedOf(1, verifying("same-ca.pem")));
    assertEquals(1, resumedOf(1, verifying("same-ca.pem")));
  }

  @Test
  @Order(3)
  void aSessionBelongsToTheCertificateOfItsClient() throws Exception {
    String alice = verifying("ca.pem") + own("alice");
    assertEquals(1, resumedOf(2, alice));
    assertEquals(0, resumedOf(1, verifying("ca.pem") + own("bob")));
    assertEquals(1, resumedOf(1, alice));
  }

  private static String own(String name) {
    return "&sslcert=" + file(name + ".pem") + "&sslkey=" + file(name + ".key");
  }

  @Test
  @Order(4)
  void whoResumesASessionStillLogsIn() throws Exception {
    String same = url(node.port(), verifying("ca.pem"));
    resumedOf(1, verifying("ca.pem"));
    long before = metric("resumed_total");
    assertState(
        "28P01", () -> DriverManager.getConnection(same + "&user=other&password=of root").close());
    DriverManager.getConnection(same + "&user=other&password=of other").close();
    assertEquals(2, metric("resumed_total") - before);
  }

  @Test
  @Order(5)
  void aServerThatIsKnownIsNotAskedAndOneThatDoesNotTakeThatIsAskedAgain() throws Exception {
    try (FirstByteRelay relay = new FirstByteRelay(node.port())) {
      String properties = verifying("ca.pem");
      connect(relay.port(), properties);
      connect(relay.port(), properties);
      assertEquals(List.of(FirstByteRelay.QUESTION, FirstByteRelay.TLS), relay.firstBytes());
      relay.refuseTlsAtOnce();
      for (int i = 0; i < 5; i++) {
        connect(relay.port(), properties);
      }
      List<Integer> all = relay.firstBytes();
      assertEquals(4, all.stream().filter(first -> first == FirstByteRelay.TLS).count());
      assertEquals(6, all.stream().filter(first -> first == FirstByteRelay.QUESTION).count());
    }
  }

  @Test
  @Order(5)
  void aServerThatKnowsOlderCurvesOnlyCostsOneAttempt() throws Exception {
    X509Bundle own =
        new CertificateBuilder()
            .ecp256()
            .subject("CN=localhost")
            .addSanDnsName("localhost")
            .buildIssuedBy(authority);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(own.toKeyManagerFactory().getKeyManagers(), null, null);
    try (TestNode behind = TestNode.inMemory();
        WithoutX25519 server = new WithoutX25519(context, behind.port())) {
      String url = url(server.port(), verifying("ca.pem"));
      for (int i = 0; i < 4; i++) {
        try (Connection connection = DriverManager.getConnection(url)) {
          assertTrue(connection.isValid(30));
        }
      }
      assertEquals(1, server.failures());
    }
  }

  @Test
  @Order(6)
  void aNewCertificateOfTheNodeEndsTheSessionsOfTheOldOne() throws Exception {
    String properties = verifying("ca.pem");
    assertEquals(1, resumedOf(2, properties) > 0 ? 1 : 0);
    writeNode();
    for (int i = 0; i < 600 && !node.metrics().contains("aft_tls_reloads_total 1.0"); i++) {
      TimeUnit.MILLISECONDS.sleep(100);
    }
    assertEquals(0, resumedOf(1, properties));
    assertEquals(2, resumedOf(2, properties));
    // Another authority: who trusts the old one only is refused, whatever session it has.
    authority = newAuthority();
    writeNode();
    for (int i = 0; i < 600 && !node.metrics().contains("aft_tls_reloads_total 2.0"); i++) {
      TimeUnit.MILLISECONDS.sleep(100);
    }
    assertState("08001", () -> connect(node.port(), properties));
  }
}
