package dev.aft.conformance.crash;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.aft.conformance.wire.SqlError;
import dev.aft.conformance.wire.WireConnection;
import java.io.IOException;

/**
 * The transfers of one owner, each done until it is known to be done. How it finds out what became
 * of an interrupted one is what differs.
 */
final class Transfers extends Survivor {
  /** Ways to find out whether an interrupted transaction has committed. */
  enum Recovery {
    /** Looks at the data. */
    READS,
    /** Asks for the final outcome of the transaction's id. */
    ASKS,
    /** Does it again with the same idempotency key. */
    REPEATS
  }

  private final int owner;
  private final Recovery recovery;
  private volatile int acknowledged;
  private boolean inDoubt;
  private boolean mustBeDone;
  private String id = "";

  Transfers(NodeAddress node, int owner, Recovery recovery) {
    super(node);
    this.owner = owner;
    this.recovery = recovery;
  }

  int owner() {
    return owner;
  }

  /** The transfers that are known to be done. */
  int acknowledged() {
    return acknowledged;
  }

  @Override
  void work(WireConnection connection) throws IOException, SqlError {
    int n = acknowledged + 1;
    if (inDoubt) {
      boolean committed = hasCommitted(connection, n);
      inDoubt = false;
      if (committed) {
        acknowledged = n;
        return;
      }
    }
    try {
      transfer(connection, n);
      acknowledged = n;
    } catch (SqlError e) {
      recover(connection, e, n);
    }
  }

  private void transfer(WireConnection connection, int n) throws IOException, SqlError {
    inDoubt = true;
    id = "";
    connection.query(begin(n));
    assertFalse(mustBeDone, "the data of transfer " + n + " was there, its key is not");
    if (recovery == Recovery.ASKS) {
      id = connection.value("SHOW TRANSACTION ID");
    }
    for (int part = 0; part < Ledger.PARTS; part++) {
      for (String sql : Ledger.statements(owner, n, part)) {
        connection.query(sql);
      }
    }
    connection.query(
        recovery == Recovery.REPEATS ? "COMMIT WITH (result = '" + result(n) + "')" : "COMMIT");
    inDoubt = false;
  }

  private String begin(int n) {
    return recovery == Recovery.REPEATS
        ? "BEGIN WITH (idempotency_key = 'transfer " + result(n) + "')"
        : "BEGIN";
  }

  private String result(int n) {
    return owner + "-" + n;
  }

  private void recover(WireConnection connection, SqlError error, int n)
      throws IOException, SqlError {
    switch (error.sqlState()) {
      case "25X01" -> {
        assertEquals(Recovery.REPEATS, recovery, "nobody else does this work");
        assertEquals(result(n), error.detail(), "the result of the first attempt");
        acknowledged = n;
        inDoubt = false;
        mustBeDone = false;
        // It may have been a statement that was told; then the transaction is open, and failed.
        connection.query("ROLLBACK");
      }
      // An attempt that died before its key record was finished by this one, which read its data.
      case "23505" -> {
        assertEquals(Recovery.REPEATS, recovery, error.getMessage());
        connection.query("ROLLBACK");
        mustBeDone = true;
      }
      // Too slow for the short lifetime of this node: nothing was committed.
      case "25P03" -> connection.query("ROLLBACK");
      default -> throw error;
    }
  }

  private boolean hasCommitted(WireConnection connection, int n) throws IOException, SqlError {
    if (recovery == Recovery.REPEATS) {
      return false;
    }
    boolean asked = recovery == Recovery.ASKS && !id.isEmpty();
    String outcome = asked ? outcome(connection) : "not asked";
    int done = Ledger.done(connection, owner);
    assertTrue(done == n || done == n - 1, "acknowledged " + (n - 1) + ", found " + done);
    if (!outcome.startsWith("not")) {
      assertEquals(done == n ? "committed" : "aborted", outcome, "outcome and data");
    }
    return done == n;
  }

  private String outcome(WireConnection connection) throws IOException, SqlError {
    try {
      return connection.value("SHOW OUTCOME OF '" + id + "' FINAL");
    } catch (SqlError e) {
      if (e.sqlState().equals("25X02")) {
        return "not known any more";
      }
      throw e;
    }
  }
}
