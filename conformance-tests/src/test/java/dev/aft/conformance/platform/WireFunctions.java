package dev.aft.conformance.platform;

import dev.aft.conformance.wire.SqlError;
import dev.aft.conformance.wire.WireConnection;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Functions in this process, each with a connection of its own that a test may cut anywhere. */
final class WireFunctions implements Functions {
  /** Decides where a function dies. */
  @FunctionalInterface
  interface Death {
    Death NEVER = (call, message, sent) -> false;

    /**
     * Whether the function dies here.
     *
     * @param message counts the statements of the call from 0
     * @param sent whether the statement is just sent, or its answer just received
     */
    boolean comes(Call call, int message, boolean sent);
  }

  /** Where the node is now. */
  @FunctionalInterface
  interface Address {
    int port() throws InterruptedException;
  }

  private final Address node;
  private final Death death;

  WireFunctions(Address node, Death death) {
    this.node = node;
    this.death = death;
  }

  @Override
  public Answer call(Call call) throws Exception {
    try (WireConnection connection = WireConnection.connect(node.port())) {
      return perform(call, connection);
    } catch (SqlError e) {
      return Answer.ofError(e.sqlState(), e.detail(), e);
    } catch (IOException e) {
      // The node died, or was not there: to the platform a function that was lost.
      return new Answer.Lost();
    }
  }

  private Answer perform(Call call, WireConnection connection) throws IOException, SqlError {
    List<String> statements = call.statements();
    List<List<@Nullable String>> last = List.of();
    for (int i = 0; i < statements.size(); i++) {
      connection.send(statements.get(i));
      if (death.comes(call, i, true)) {
        return new Answer.Lost();
      }
      last = connection.receive();
      if (death.comes(call, i, false)) {
        return new Answer.Lost();
      }
    }
    return call.isLast()
        ? new Answer.Done(call.result())
        : new Answer.Suspended(String.valueOf(last.get(0).get(0)));
  }
}
