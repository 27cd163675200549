package dev.aft.driver;

import dev.aft.driver.transport.Transport;
import dev.aft.protocol.BackendMessage;
import dev.aft.protocol.FrontendMessage;
import dev.aft.protocol.OpaqueBytes;
import dev.aft.protocol.ProtocolException;
import dev.aft.protocol.SaslInitialResponse;
import dev.aft.protocol.Scram;
import dev.aft.protocol.ScramClient;
import java.io.IOException;
import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Proves to the server that we know the password, and has it prove the same. Only SCRAM-SHA-256
 * does both without telling it, so anything else that a server asks for is refused.
 */
final class Login {
  private static final String REQUIRE = "require";
  private static final String DISABLE = "disable";

  private final Transport transport;
  private final String password;
  private final String channelBinding;
  private @Nullable ScramClient scram;
  private boolean proven;

  Login(Transport transport, ConnectionSettings settings) {
    this.transport = transport;
    this.password = settings.text(ConnectionProperty.PASSWORD);
    this.channelBinding = settings.text(ConnectionProperty.CHANNEL_BINDING);
  }

  /**
   * Takes a message of the server. False if it does not belong to the login.
   *
   * @throws SQLException 28P01 or 28000
   */
  boolean take(BackendMessage message) throws IOException, SQLException {
    try {
      if (message instanceof BackendMessage.AuthenticationSasl sasl) {
        begin(sasl.mechanisms());
      } else if (message instanceof BackendMessage.AuthenticationSaslContinue next) {
        respond(exchange().last(next.data()));
      } else if (message instanceof BackendMessage.AuthenticationSaslFinal last) {
        exchange().verify(last.data());
        proven = true;
      } else if (message instanceof BackendMessage.AuthenticationOk) {
        requireProof();
      } else if (message instanceof BackendMessage.AuthenticationRequest request) {
        throw refused(
            "the server asks for authentication method "
                + request.code()
                + "; this driver knows SCRAM-SHA-256 only");
      } else {
        return false;
      }
      return true;
    } catch (ProtocolException e) {
      throw SqlErrors.of(e.sqlState(), "the login failed: " + e.getMessage(), e);
    }
  }

  private void begin(List<String> offered) throws IOException, SQLException {
    if (scram != null) {
      throw new ProtocolException("the server asks for a login twice");
    }
    OpaqueBytes data = channelBinding.equals(DISABLE) ? null : transport.channelBinding();
    boolean plus = data != null && offered.contains(Scram.SHA_256_PLUS);
    if (!plus && channelBinding.equals(REQUIRE)) {
      throw refused(noBinding());
    }
    if (!plus && !offered.contains(Scram.SHA_256)) {
      throw refused(
          "the server offers the mechanisms " + offered + "; this driver knows SCRAM-SHA-256 only");
    }
    if (password.isEmpty()) {
      throw SqlErrors.of(
          SqlErrors.WRONG_PASSWORD, "the server asks for a password, and none is given");
    }
    ScramClient client =
        new ScramClient(
            Scram.nonce(SystemTicker.newRandom()),
            (salt, iterations) -> KnownKeys.of(password, salt, iterations),
            plus ? data : null,
            data != null);
    scram = client;
    transport.send(
        List.of(new SaslInitialResponse(client.mechanism(), client.first()).toMessage()));
  }

  private String noBinding() {
    return "channelBinding=require: "
        + (transport.isEncrypted()
            ? "the server does not offer SCRAM-SHA-256-PLUS"
            : "the connection is not encrypted");
  }

  private void respond(OpaqueBytes data) throws IOException {
    transport.send(List.of(new FrontendMessage.Password(data)));
  }

  private ScramClient exchange() {
    if (scram == null) {
      throw new ProtocolException("the server goes on with a login that has not begun");
    }
    return scram;
  }

  /** A server that lets us in without the last step has not proved anything. */
  private void requireProof() throws SQLException {
    if (scram != null && !proven) {
      throw refused("the server did not prove that it knows the password");
    }
    if (scram == null && channelBinding.equals(REQUIRE)) {
      throw refused("channelBinding=require: the server asked for no login");
    }
  }

  private static SQLException refused(String message) {
    return SqlErrors.of(SqlErrors.NOT_AUTHORIZED, message);
  }
}
