package dev.aft.conformance.crash;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.aft.conformance.wire.SqlError;
import dev.aft.conformance.wire.WireConnection;
import java.io.IOException;
import java.util.function.IntUnaryOperator;
import java.util.stream.IntStream;

/**
 * Audits the ledger all the time: it balances at every moment, and nothing acknowledged is gone.
 */
public final class Auditor extends Survivor {
  private final Ledger ledger;
  private final IntUnaryOperator acknowledged;

  /**
   * An auditor.
   *
   * @param acknowledged the transfers of an owner that are known to be done
   */
  public Auditor(NodeAddress node, Ledger ledger, IntUnaryOperator acknowledged) {
    super(node);
    this.ledger = ledger;
    this.acknowledged = acknowledged;
  }

  @Override
  void work(WireConnection connection) throws IOException, SqlError, InterruptedException {
    int[] before = IntStream.range(0, ledger.owners()).map(acknowledged).toArray();
    var done = ledger.audit(connection);
    for (int owner = 0; owner < before.length; owner++) {
      int found = done.getOrDefault(owner, 0);
      assertTrue(
          found >= before[owner],
          "owner " + owner + ": acknowledged " + before[owner] + ", found " + found);
    }
    Thread.sleep(5);
  }
}
