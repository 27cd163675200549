package dev.aft.driver;

import dev.aft.driver.transport.Transport;
import dev.aft.protocol.BackendMessage;
import dev.aft.protocol.FrontendMessage;
import dev.aft.protocol.ProtocolException;
import java.io.IOException;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What the server says of itself and of the session when a connection starts. */
record Handshake(int processId, int secretKey, Map<String, String> parameters) {
  Handshake {
    parameters = Map.copyOf(parameters);
  }

  /**
   * Starts the session.
   *
   * @throws SQLException what the server answered instead of letting us in
   */
  static Handshake perform(Transport transport, Map<String, String> startup, Login login)
      throws IOException, SQLException {
    transport.send(List.of(new FrontendMessage.Startup(3, 0, startup)));
    Map<String, String> parameters = new HashMap<>();
    int processId = 0;
    int secretKey = 0;
    while (true) {
      BackendMessage message = transport.receive();
      if (message instanceof BackendMessage.ReadyForQuery) {
        return new Handshake(processId, secretKey, parameters);
      } else if (message instanceof BackendMessage.BackendKeyData key) {
        processId = key.processId();
        secretKey = key.secretKey();
      } else if (message instanceof BackendMessage.ParameterStatus parameter) {
        parameters.put(parameter.name(), parameter.value());
      } else if (message instanceof BackendMessage.ErrorResponse error) {
        throw SqlErrors.of(error.diagnostics());
      } else if (!login.take(message)
          && !(message instanceof BackendMessage.NoticeResponse)
          && !(message instanceof BackendMessage.NegotiateProtocolVersion)) {
        throw new ProtocolException("a message that has no place in a start-up");
      }
    }
  }
}
