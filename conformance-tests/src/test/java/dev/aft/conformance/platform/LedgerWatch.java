package dev.aft.conformance.platform;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.aft.conformance.crash.Auditor;
import dev.aft.conformance.crash.Ledger;
import dev.aft.conformance.crash.NodeAddress;

/** An auditor at work while something else happens; closing tells what it has found. */
final class LedgerWatch implements AutoCloseable {
  private static final long PATIENCE_MILLIS = 30_000;

  private final NodeAddress address;
  private final Auditor auditor;
  private final Thread thread;
  private volatile int acknowledged;

  private LedgerWatch(NodeAddress address, Ledger ledger) {
    this.address = address;
    auditor = new Auditor(address, ledger, owner -> acknowledged);
    thread = new Thread(auditor, "auditor");
    thread.setDaemon(true);
    thread.start();
  }

  /** Over a node that stays where it is. */
  static LedgerWatch over(int port, Ledger ledger) {
    NodeAddress address = new NodeAddress();
    address.moveTo(port);
    return over(address, ledger);
  }

  /** Over whatever node is at the address. */
  static LedgerWatch over(NodeAddress address, Ledger ledger) {
    return new LedgerWatch(address, ledger);
  }

  /** All owners are known to have got so far. */
  void acknowledge(int n) {
    acknowledged = n;
  }

  @Override
  public void close() {
    auditor.stop();
    address.end();
    try {
      thread.join(PATIENCE_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    auditor.check();
    assertTrue(auditor.rounds() > 0, "nothing was audited");
  }
}
