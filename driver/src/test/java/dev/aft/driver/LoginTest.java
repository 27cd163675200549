package dev.aft.driver;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.aft.driver.transport.Transport;
import dev.aft.protocol.BackendMessage;
import dev.aft.protocol.BackendMessage.AuthenticationSasl;
import dev.aft.protocol.FrontendMessage;
import dev.aft.protocol.OpaqueBytes;
import dev.aft.protocol.SaslInitialResponse;
import dev.aft.protocol.Scram;
import dev.aft.protocol.ScramServer;
import dev.aft.protocol.ScramVerifier;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.sql.SQLInvalidAuthorizationSpecException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class LoginTest {
  private static final OpaqueBytes BINDING = new OpaqueBytes(new byte[] {1, 2, 3});
  private static final BackendMessage OK = new BackendMessage.AuthenticationOk();
  private final Sent transport = new Sent();

  /** Takes what is sent, and may have channel binding to offer. */
  private static final class Sent implements Transport {
    final List<FrontendMessage> messages = new ArrayList<>();
    @Nullable OpaqueBytes binding;

    FrontendMessage.Password last() {
      return (FrontendMessage.Password) messages.get(messages.size() - 1);
    }

    @Override
    public void send(List<? extends FrontendMessage> sent) {
      messages.addAll(sent);
    }

    @Override
    public BackendMessage receive() throws IOException {
      throw new IOException("the test gives the messages");
    }

    @Override
    public boolean isEncrypted() {
      return binding != null;
    }

    @Override
    public @Nullable OpaqueBytes channelBinding() {
      return binding;
    }

    @Override
    public int timeoutMillis() {
      return 0;
    }

    @Override
    public void setTimeoutMillis(int timeoutMillis) {}

    @Override
    public void cancel(int processId, int secretKey) {}

    @Override
    public void close() {}
  }

  private Login login(String... pairs) throws SQLException {
    Properties info = new Properties();
    info.setProperty("password", "secret word");
    for (int i = 0; i < pairs.length; i += 2) {
      info.setProperty(pairs[i], pairs[i + 1]);
    }
    return new Login(transport, ConnectionSettings.of(Map.of(), info));
  }

  private static ScramVerifier verifier(String password) {
    OpaqueBytes salt = new OpaqueBytes("0123456789abcdef".getBytes(StandardCharsets.US_ASCII));
    return ScramVerifier.create(password, salt, 4096);
  }

  /** Runs the exchange up to the server's last message, which is returned. */
  private BackendMessage exchange(Login login, String password, boolean plus) throws Exception {
    login.take(new AuthenticationSasl(ScramServer.mechanisms(plus)));
    SaslInitialResponse initial = SaslInitialResponse.of(transport.last());
    ScramServer server =
        new ScramServer(
            initial.mechanism(), verifier(password), true, "server", plus ? BINDING : null);
    login.take(new BackendMessage.AuthenticationSaslContinue(server.first(initial.data())));
    return new BackendMessage.AuthenticationSaslFinal(
        server
            .last(transport.last().body())
            .orElseGet(() -> new OpaqueBytes("v=AAAA".getBytes(StandardCharsets.US_ASCII))));
  }

  private static SQLException refused(String state, Action action) {
    SQLException refused = assertThrows(SQLException.class, action::run);
    assertInstanceOf(SQLInvalidAuthorizationSpecException.class, refused);
    assertEquals(state, refused.getSQLState());
    assertFalse(String.valueOf(refused).contains("secret word"));
    return refused;
  }

  private interface Action {
    void run() throws Exception;
  }

  @Test
  void bothSidesProveThatTheyKnowThePassword() throws Exception {
    Login login = login();
    login.take(exchange(login, "secret word", false));
    assertTrue(login.take(OK));
    assertFalse(login.take(new BackendMessage.NoData()));
  }

  @Test
  void overTlsTheLoginIsTiedToTheCertificate() throws Exception {
    transport.binding = BINDING;
    Login login = login();
    login.take(exchange(login, "secret word", true));
    SaslInitialResponse initial =
        SaslInitialResponse.of((FrontendMessage.Password) transport.messages.get(0));
    assertEquals(Scram.SHA_256_PLUS, initial.mechanism());
    assertTrue(login.take(OK));
  }

  @Test
  void channelBindingCanBeSwitchedOff() throws Exception {
    transport.binding = BINDING;
    Login login = login("channelBinding", "disable");
    login.take(exchange(login, "secret word", true));
    SaslInitialResponse initial =
        SaslInitialResponse.of((FrontendMessage.Password) transport.messages.get(0));
    assertEquals(Scram.SHA_256, initial.mechanism());
  }

  @Test
  void aServerThatDoesNotKnowThePasswordIsRefused() throws Exception {
    Login login = login();
    login.take(exchange(login, "secret word", false));
    Login other = login();
    BackendMessage forged = exchange(other, "another word", false);
    refused("28000", () -> other.take(forged));
  }

  @Test
  void aServerThatSkipsItsProofIsRefused() throws Exception {
    Login login = login();
    login.take(new AuthenticationSasl(List.of(Scram.SHA_256)));
    refused("28000", () -> login.take(OK));
  }

  @Test
  void withoutAPasswordTheErrorSaysSo() throws SQLException {
    Login login = login("password", "");
    SQLException e =
        refused("28P01", () -> login.take(new AuthenticationSasl(List.of(Scram.SHA_256))));
    assertTrue(String.valueOf(e.getMessage()).contains("none is given"));
  }

  @Test
  void anotherMethodIsRefusedAndNothingIsSent() throws SQLException {
    Login login = login();
    for (int code : new int[] {3, 5, 7, 9}) {
      SQLException e =
          refused(
              "28000",
              () ->
                  login.take(
                      new BackendMessage.AuthenticationRequest(
                          code, new OpaqueBytes(new byte[4]))));
      assertTrue(String.valueOf(e.getMessage()).contains("SCRAM-SHA-256 only"));
    }
    refused("28000", () -> login.take(new AuthenticationSasl(List.of("SCRAM-SHA-1"))));
    assertEquals(List.of(), transport.messages);
  }

  @Test
  void requiredChannelBindingThatIsNotThereIsRefused() throws SQLException {
    refused(
        "28000",
        () ->
            login("channelBinding", "require")
                .take(new AuthenticationSasl(List.of(Scram.SHA_256))));
    refused("28000", () -> login("channelBinding", "require").take(OK));
    transport.binding = BINDING;
    refused(
        "28000",
        () ->
            login("channelBinding", "require")
                .take(new AuthenticationSasl(List.of(Scram.SHA_256))));
    assertEquals(List.of(), transport.messages);
  }

  @Test
  void messagesOutOfTheirOrderAreRefused() throws SQLException {
    OpaqueBytes data = new OpaqueBytes(new byte[0]);
    Login login = login();
    SQLException e =
        assertThrows(
            SQLException.class,
            () -> login.take(new BackendMessage.AuthenticationSaslContinue(data)));
    assertEquals("08P01", e.getSQLState());
  }
}
