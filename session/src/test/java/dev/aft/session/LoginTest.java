package dev.aft.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.aft.protocol.BackendMessage;
import dev.aft.protocol.FrontendMessage;
import dev.aft.protocol.OpaqueBytes;
import dev.aft.protocol.SaslInitialResponse;
import dev.aft.protocol.ScramVerifier;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LoginTest {
  private static final Duration LONG = Duration.ofSeconds(6);

  private final LoginNode node = new LoginNode();

  @AfterEach
  void close() {
    node.close();
  }

  private void makeUsers() {
    LoginNode.Client owner = node.owner();
    assertEquals("OK", owner.query("CREATE USER root PASSWORD 'secret'"));
    assertEquals("OK", owner.query("CREATE USER app PASSWORD 'pass'; CREATE USER locked"));
    assertEquals("OK", owner.query("GRANT WRITE TO app"));
    owner.disconnect();
  }

  @Test
  void withoutUsersThisMachineIsLetInAndNobodyElse() {
    assertEquals("OK", node.connect(LoginNode.LOCAL, "anybody").state());
    LoginNode.Client remote = node.connect(LoginNode.REMOTE, "anybody");
    assertEquals("FATAL 28000", remote.state());
    assertTrue(remote.message().contains("aft user add"), remote.message());
    assertTrue(remote.closed);
  }

  @Test
  void withUsersThePasswordLetsInFromEverywhere() {
    makeUsers();
    for (Peer peer : List.of(LoginNode.LOCAL, LoginNode.REMOTE)) {
      LoginNode.Client client = node.logIn(peer, "app", "pass");
      assertEquals("OK", client.state());
      assertEquals("OK", client.query("SELECT current_user"));
      assertEquals(List.of("app"), client.rows());
      assertEquals("FATAL 28P01", afterDelay(node.logIn(peer, "app", "wrong")));
    }
  }

  private String afterDelay(LoginNode.Client client) {
    assertEquals("waiting", client.state());
    node.elapse(LONG);
    return client.state();
  }

  @Test
  void theProcessItselfIsNotAsked() {
    makeUsers();
    assertEquals("OK", node.owner().query("CREATE TABLE t (id INT PRIMARY KEY)"));
  }

  @Test
  void whoIsNotThereAndWhoHasNoPasswordGoThroughTheSameExchange() {
    makeUsers();
    for (String user : List.of("missing", "locked")) {
      LoginNode.Client first = node.connect(LoginNode.LOCAL, user);
      String challenge = challenge(first);
      assertEquals(challenge, challenge(node.connect(LoginNode.LOCAL, user)), "the salt stays");
      assertTrue(challenge.endsWith(",i=4096"), challenge);
      LoginNode.Client client = node.logIn(LoginNode.LOCAL, user, "pass");
      assertEquals("FATAL 28P01", afterDelay(client));
      assertEquals(
          "password authentication failed for user \"" + user + "\"",
          client.message().substring(0, client.message().indexOf('"' + user) + user.length() + 2));
    }
    assertNotEquals(
        challenge(node.connect(LoginNode.LOCAL, "missing")),
        challenge(node.connect(LoginNode.LOCAL, "locked")));
  }

  /** Salt and iterations. */
  private String challenge(LoginNode.Client client) {
    assertNotNull(client.take(BackendMessage.AuthenticationSasl.class));
    client.send(new SaslInitialResponse("SCRAM-SHA-256", bytes("n,,n=,r=abc")).toMessage());
    BackendMessage.AuthenticationSaslContinue answer =
        Objects.requireNonNull(client.take(BackendMessage.AuthenticationSaslContinue.class));
    String text = new String(answer.data().array(), StandardCharsets.UTF_8);
    return text.substring(text.indexOf(",s="));
  }

  private static OpaqueBytes bytes(String text) {
    return new OpaqueBytes(text.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void overTlsTheExchangeIsBoundToTheConnection() {
    makeUsers();
    OpaqueBytes binding = bytes("certificate hash");
    LoginNode.Client bound = node.connect(LoginNode.TLS, "app");
    bound.prove("pass", binding, false);
    assertEquals("OK", bound.state());
    LoginNode.Client plain = node.connect(LoginNode.TLS, "app");
    plain.prove("pass", null, false);
    assertEquals("OK", plain.state(), "a client without channel binding is let in as well");
    LoginNode.Client other = node.connect(LoginNode.TLS, "app");
    other.prove("pass", bytes("another certificate"), false);
    assertEquals("FATAL 28000", afterDelay(other));
    LoginNode.Client downgraded = node.connect(LoginNode.TLS, "app");
    downgraded.prove("pass", null, true);
    assertEquals("FATAL 28000", afterDelay(downgraded));
  }

  @Test
  void whatIsNoLoginIsRefused() {
    makeUsers();
    for (FrontendMessage message :
        List.of(
            new FrontendMessage.Password(bytes("plain password")),
            new SaslInitialResponse("PLAIN", bytes("x")).toMessage(),
            new SaslInitialResponse("SCRAM-SHA-256-PLUS", bytes("p=x,,n=,r=a")).toMessage(),
            new SaslInitialResponse("SCRAM-SHA-256", bytes("")).toMessage(),
            new SaslInitialResponse("SCRAM-SHA-256", bytes("n,,n=,r=")).toMessage())) {
      LoginNode.Client client = node.connect(LoginNode.LOCAL, "app");
      client.send(message);
      assertEquals("FATAL 08P01", afterDelay(client), message.toString());
      assertTrue(client.closed);
    }
    LoginNode.Client impatient = node.connect(LoginNode.LOCAL, "app");
    impatient.send(new FrontendMessage.Query("SELECT 1"));
    assertEquals("FATAL 08P01", impatient.state());
    LoginNode.Client twice = node.connect(LoginNode.LOCAL, "app");
    twice.send(new FrontendMessage.Startup(3, 0, Map.of("user", "root")));
    assertEquals("FATAL 08P01", twice.state());
  }

  @Test
  void aLoginDoesNotOutliveTheChangeOfItsPassword() {
    makeUsers();
    LoginNode.Client late = node.connect(LoginNode.LOCAL, "app");
    assertEquals("OK", node.owner().query("ALTER USER app PASSWORD 'another'"));
    late.prove("pass", null, false);
    assertEquals("FATAL 28P01", afterDelay(late));
    assertEquals("OK", node.logIn(LoginNode.LOCAL, "app", "another").state());
  }

  @Test
  void aCursorDoesNotOutliveTheRightToReadIt() {
    makeUsers();
    LoginNode.Client owner = node.owner();
    assertEquals("OK", owner.query("CREATE TABLE t (k INT PRIMARY KEY)"));
    assertEquals("OK", owner.query("INSERT INTO t VALUES (1), (2), (3)"));
    LoginNode.Client client = node.logIn(LoginNode.LOCAL, "app", "pass");
    assertEquals("OK", client.query("BEGIN"));
    assertEquals("OK", client.query("DECLARE c CURSOR FOR SELECT k FROM t"));
    assertEquals("OK", client.query("FETCH 1 FROM c"));
    assertEquals(List.of("1"), client.rows());
    assertEquals("OK", owner.query("REVOKE READ FROM app"));
    assertEquals("ERROR 42501", client.query("FETCH 1 FROM c"));
  }

  @Test
  void anIdempotencyKeyIsItsUsersOwnAndNeedsWrite() {
    makeUsers();
    LoginNode.Client owner = node.owner();
    assertEquals("OK", owner.query("CREATE USER other PASSWORD 'o'; GRANT WRITE TO other"));
    assertEquals("OK", owner.query("CREATE USER reader PASSWORD 'r'; GRANT READ TO reader"));
    String begin = "BEGIN WITH (idempotency_key = 'pay')";
    LoginNode.Client app = node.logIn(LoginNode.LOCAL, "app", "pass");
    assertEquals("OK", app.query(begin));
    assertEquals("OK", app.query("COMMIT WITH (result = 'receipt')"));
    assertEquals("ERROR 25X01", app.query(begin));
    assertEquals("OK", node.logIn(LoginNode.LOCAL, "other", "o").query(begin));
    assertEquals("OK", owner.query(begin));
    assertEquals("ERROR 42501", node.logIn(LoginNode.LOCAL, "reader", "r").query(begin));
  }

  @Test
  void whoHasGuessedAFewTimesWaitsForTheNextChallenge() {
    makeUsers();
    for (int i = 0; i < 4; i++) {
      assertEquals("FATAL 28P01", afterDelay(node.logIn(LoginNode.REMOTE, "app", "wrong")));
    }
    LoginNode.Client next = node.connect(LoginNode.REMOTE, "app");
    next.prove("pass", null, false);
    assertEquals("waiting", next.state(), "not even challenged yet");
    assertEquals("OK", node.logIn(LoginNode.LOCAL, "app", "pass").state(), "from elsewhere");
    node.elapse(LONG);
    assertNotNull(next.take(BackendMessage.AuthenticationSaslContinue.class));
  }

  @Test
  void failuresWaitLongerAndSuccessesDoNot() {
    makeUsers();
    Duration step = Duration.ofMillis(100);
    LoginNode.Client first = node.logIn(LoginNode.REMOTE, "app", "wrong");
    assertEquals("waiting", first.state());
    node.elapse(step);
    assertEquals("FATAL 28P01", first.state());
    LoginNode.Client second = node.logIn(LoginNode.REMOTE, "app", "wrong");
    node.elapse(step);
    assertEquals("waiting", second.state());
    assertEquals("OK", node.logIn(LoginNode.REMOTE, "app", "pass").state());
    node.elapse(step);
    assertEquals("FATAL 28P01", second.state());
    assertEquals(2, node.sessions().statistics().failedLogins());
    assertEquals(1, node.sessions().statistics().logins());
  }

  @Test
  void aConnectionThatGoesDoesNotWaitForItsAnswer() {
    makeUsers();
    LoginNode.Client client = node.logIn(LoginNode.REMOTE, "app", "wrong");
    client.disconnect();
    node.elapse(LONG);
    assertEquals("waiting", client.state());
    assertEquals(0, node.sessions().openSessions());
  }

  @Test
  void aRevokedRightIsMissingFromTheNextStatementOn() {
    makeUsers();
    LoginNode.Client app = node.logIn(LoginNode.LOCAL, "app", "pass");
    LoginNode.Client root = node.logIn(LoginNode.LOCAL, "root", "secret");
    assertEquals("OK", app.query("PUT 'a' = '1'"));
    assertEquals("OK", root.query("REVOKE WRITE FROM app"));
    assertEquals("ERROR 42501", app.query("PUT 'a' = '2'"));
    assertEquals("OK", app.query("GET 'a'"));
    assertEquals("ERROR 42501", app.query("CREATE USER other"));
    assertEquals("OK", root.query("REVOKE READ FROM app"));
    assertEquals("ERROR 42501", app.query("GET 'a'"));
    assertEquals("OK", app.query("SHOW TRANSACTION ID"));
  }

  @Test
  void aDroppedUserIsOutAlsoWhenItIsMadeAnew() {
    makeUsers();
    LoginNode.Client app = node.logIn(LoginNode.LOCAL, "app", "pass");
    LoginNode.Client root = node.logIn(LoginNode.LOCAL, "root", "secret");
    assertEquals("OK", app.query("BEGIN; PUT 'a' = '1'"));
    assertEquals("OK", root.query("DROP USER app; CREATE USER app PASSWORD 'pass'"));
    assertEquals("FATAL 28000", app.query("COMMIT"));
    assertTrue(app.closed);
    assertEquals("OK", root.query("GET 'a'"));
    assertEquals(List.of(), root.rows());
  }

  @Test
  void whoMakesTheFirstUserGoesOnAsItAndOthersAreOut() {
    LoginNode.Client maker = node.connect(LoginNode.LOCAL, "somebody");
    LoginNode.Client bystander = node.connect(LoginNode.LOCAL, "root");
    assertEquals("OK", maker.query("CREATE USER root PASSWORD 'secret'"));
    assertTrue(maker.notices.get(0).message().contains("ADMIN"));
    assertEquals("NOTICE", maker.notices.get(0).severity());
    assertEquals("OK", maker.query("CREATE USER app PASSWORD 'pass'; SELECT current_user"));
    assertEquals(List.of("root"), maker.rows());
    assertEquals("FATAL 28000", bystander.query("SELECT 1"));
    assertEquals("OK", maker.query("DROP USER app; DROP USER root"));
    assertEquals("FATAL 28000", maker.query("SELECT 1"));
    assertEquals("OK", node.connect(LoginNode.LOCAL, "anybody").state());
  }

  @Test
  void whoMadeTheFirstUserTakesOneOfItsPlacesUntilItGoes() {
    LoginNode.Client maker = node.connect(LoginNode.LOCAL, "somebody");
    assertEquals("OK", maker.query("CREATE USER root PASSWORD 'secret' LIMIT (connections = 1)"));
    assertEquals("OK", maker.query("SELECT 1"));
    assertEquals("FATAL 53300", node.logIn(LoginNode.LOCAL, "root", "secret").state());
    maker.disconnect();
    assertEquals("OK", node.logIn(LoginNode.LOCAL, "root", "secret").state());
  }

  @Test
  void whoIsNotThereLooksLikeMostOfThoseWhoAre() {
    makeUsers();
    LoginNode.Client owner = node.owner();
    OpaqueBytes salt = bytes("a salt of more than thirty-two bytes, that is");
    for (String user : List.of("a", "b", "c")) {
      String verifier = ScramVerifier.create("p", salt, 5_000).format();
      assertEquals("OK", owner.query("CREATE USER " + user + " PASSWORD '" + verifier + "'"));
    }
    String missing = challenge(node.connect(LoginNode.LOCAL, "missing"));
    String there = challenge(node.connect(LoginNode.LOCAL, "a"));
    assertEquals(there.length(), missing.length());
    assertTrue(missing.endsWith(",i=5000"), missing);
    assertEquals(missing, challenge(node.connect(LoginNode.LOCAL, "missing")));
  }

  @Test
  void whatIsRolledBackGivesNobodyAnything() {
    LoginNode.Client maker = node.connect(LoginNode.LOCAL, "somebody");
    assertEquals("OK", maker.query("BEGIN; CREATE USER root PASSWORD 'secret'; ROLLBACK"));
    assertEquals("OK", maker.query("SELECT 1"));
    makeUsers();
    assertEquals("FATAL 28000", maker.query("SELECT 1"));
  }

  @Test
  void aUserHasNoMoreConnectionsThanItsLimit() {
    makeUsers();
    node.owner().query("ALTER USER app LIMIT (connections = 2)");
    LoginNode.Client first = node.logIn(LoginNode.LOCAL, "app", "pass");
    LoginNode.Client second = node.logIn(LoginNode.LOCAL, "app", "pass");
    assertEquals("FATAL 53300", node.logIn(LoginNode.LOCAL, "app", "pass").state());
    assertEquals("OK", node.logIn(LoginNode.LOCAL, "root", "secret").state());
    first.disconnect();
    assertEquals("OK", node.logIn(LoginNode.LOCAL, "app", "pass").state());
    assertEquals("OK", second.query("SELECT 1"));
  }

  @Test
  void aStatementTimeoutOfTheUserBoundsWhatSetChooses() {
    makeUsers();
    node.owner().query("ALTER USER app LIMIT (statement_timeout = '30 s')");
    LoginNode.Client app = node.logIn(LoginNode.LOCAL, "app", "pass");
    assertEquals("OK", app.query("SHOW statement_timeout"));
    assertEquals(List.of("30s"), app.rows());
    assertEquals("OK", app.query("SET statement_timeout = '10s'; SHOW statement_timeout"));
    assertEquals(List.of("10s"), app.rows());
    app.notices.clear();
    assertEquals("OK", app.query("SET statement_timeout = 0; SHOW statement_timeout"));
    assertEquals(List.of("30s"), app.rows());
    assertEquals(1, app.notices.size());
  }

  @Test
  void aSuspendedTransactionIsResumedByItsUserOrAnAdmin() {
    makeUsers();
    node.owner().query("CREATE USER other PASSWORD 'o'; GRANT WRITE TO other");
    LoginNode.Client app = node.logIn(LoginNode.LOCAL, "app", "pass");
    LoginNode.Client other = node.logIn(LoginNode.LOCAL, "other", "o");
    LoginNode.Client root = node.logIn(LoginNode.LOCAL, "root", "secret");
    assertEquals("OK", app.query("BEGIN; PUT 'a' = '1'; SUSPEND"));
    String token = app.rows().get(0);
    assertEquals("ERROR 42501", other.query("RESUME '" + token + "'"));
    assertEquals("ERROR 42501", other.query("RESUME '" + token + "' WITH (takeover = true)"));
    assertEquals("OK", app.query("RESUME '" + token + "'; SUSPEND"));
    assertEquals("OK", root.query("RESUME '" + app.rows().get(0) + "'; SUSPEND"));
    assertEquals("OK", app.query("RESUME '" + root.rows().get(0) + "'; SUSPEND"));
    assertEquals("OK", root.query("RESUME '" + app.rows().get(0) + "'; COMMIT; GET 'a'"));
    assertEquals(List.of("a"), root.rows());
  }

  @Test
  void psqlFindsHowToHashAPasswordAndSendsAVerifier() {
    makeUsers();
    LoginNode.Client app = node.logIn(LoginNode.LOCAL, "app", "pass");
    assertEquals("OK", app.query("SHOW password_encryption"));
    assertEquals(List.of("scram-sha-256"), app.rows());
    String verifier = ScramVerifier.create("new", bytes("0123456789abcdef"), 4096).format();
    assertEquals("OK", app.query("ALTER USER \"app\" PASSWORD '" + verifier + "'"));
    assertEquals("OK", node.logIn(LoginNode.LOCAL, "app", "new").state());
    assertEquals("ERROR 22023", app.query("ALTER USER app PASSWORD 'SCRAM-SHA-256$1:x'"));
    assertFalse(app.message().contains("1:x"), app.message());
  }

  @Test
  void theProcessItselfSeesAllUsers() {
    makeUsers();
    LoginNode.Client owner = node.owner();
    assertEquals("OK", owner.query("SHOW USERS"));
    assertEquals(List.of("app", "locked", "root"), owner.rows());
  }

  @Test
  void aWrongDatabaseIsToldToThoseWhoAreInOnly() {
    makeUsers();
    LoginNode.Client client = node.connect(LoginNode.LOCAL, "app", "missing");
    assertEquals("waiting", client.state());
    client.prove("pass", null, false);
    assertEquals("FATAL 3D000", client.state());
    LoginNode.Client stranger = node.connect(LoginNode.LOCAL, "app", "missing");
    stranger.prove("wrong", null, false);
    assertEquals("FATAL 28P01", afterDelay(stranger));
  }
}
