package dev.aft.conformance.platform;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.aft.conformance.TestNode;
import dev.aft.conformance.crash.Ledger;
import dev.aft.conformance.wire.WireConnection;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/**
 * Clients that go away after every message sent and received of BEGIN, statements, SUSPEND, RESUME
 * and COMMIT, and platforms that retry them.
 */
class ClientDeathIT {
  private static final int OWNERS = 2;

  /** Dies at one place, the first times that it comes there. */
  private record DeathAt(int step, int message, boolean sent, AtomicInteger times)
      implements WireFunctions.Death {
    @Override
    public boolean comes(Call call, int atMessage, boolean atSent) {
      return call.step() == step
          && atMessage == message
          && atSent == sent
          && times.getAndDecrement() > 0;
    }
  }

  @Test
  void aClientThatDiesAfterAnyMessageIsRetriedAndItsWorkIsDoneOnce() throws Exception {
    Ledger ledger = new Ledger(OWNERS);
    int n = 0;
    try (TestNode node = TestNode.inMemory();
        WireConnection connection = WireConnection.connect(node.port())) {
      ledger.create(connection);
      try (LedgerWatch watch = LedgerWatch.over(node.port(), ledger)) {
        for (int step = 0; step < Call.STEPS; step++) {
          int messages = new Call(0, 1, step, "", false).statements().size();
          for (int message = 0; message < messages; message++) {
            n = die(node, watch, new DeathAt(step, message, true, new AtomicInteger(OWNERS)), n);
            n = die(node, watch, new DeathAt(step, message, false, new AtomicInteger(OWNERS)), n);
            n = die(node, watch, new DeathAt(step, message, true, new AtomicInteger(4)), n);
          }
        }
      }
      ledger.audit(connection).values().forEach(done -> assertEquals(36, done));
    }
    assertEquals(36, n);
  }

  private static int die(TestNode node, LedgerWatch watch, DeathAt death, int before)
      throws Exception {
    int n = before + 1;
    try (Platform platform = new Platform(new WireFunctions(node::port, death), 0, n)) {
      platform.run(OWNERS, n, n);
      watch.acknowledge(n);
      int losses = platform.retries.get();
      assertTrue(losses >= OWNERS, "retries=" + losses);
    } catch (Exception | AssertionError e) {
      throw new AssertionError(death + ": " + e.getMessage(), e);
    }
    return n;
  }
}
