package dev.aft.conformance.crash;

import dev.aft.conformance.wire.SqlError;
import dev.aft.conformance.wire.WireConnection;
import java.io.IOException;
import java.util.Map;
import java.util.Set;

/**
 * A client that goes on when the store fails its node: it notes the error, rolls back, waits a
 * little and begins its piece of work again.
 */
final class Patient extends Survivor {
  /** What a store may do to a client, and what follows in the transaction. */
  private static final Set<String> EXPECTED =
      Set.of("53000", "40003", "40000", "40001", "25P02", "25P03", "25X03");

  private final Survivor inner;
  private final Map<String, Integer> seen;

  /**
   * Decorates {@code inner}.
   *
   * @param seen counts SQLStates; thread-safe
   */
  Patient(NodeAddress node, Survivor inner, Map<String, Integer> seen) {
    super(node);
    this.inner = inner;
    this.seen = seen;
  }

  @Override
  void work(WireConnection connection) throws IOException, SqlError, InterruptedException {
    try {
      inner.work(connection);
    } catch (SqlError e) {
      seen.merge(e.sqlState(), 1, Integer::sum);
      if (!EXPECTED.contains(e.sqlState())) {
        throw e;
      }
      connection.query("ROLLBACK");
      Thread.sleep(20);
    }
  }
}
