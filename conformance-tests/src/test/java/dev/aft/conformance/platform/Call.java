package dev.aft.conformance.platform;

import dev.aft.conformance.crash.Ledger;
import java.util.ArrayList;
import java.util.List;

/**
 * One call of one of the functions of a workflow: transfer {@code n} of an owner.
 *
 * @param token what the function before handed on; empty for the first
 * @param isRetry whether an earlier attempt of the same call may be alive
 */
record Call(int owner, int n, int step, String token, boolean isRetry) {
  static final int STEPS = Ledger.PARTS;

  /** What the last function stores as the answer of the whole workflow. */
  String result() {
    return owner + "-" + n;
  }

  boolean isFirst() {
    return step == 0;
  }

  boolean isLast() {
    return step == STEPS - 1;
  }

  /** What the function sends, statement by statement. */
  List<String> statements() {
    List<String> all = new ArrayList<>();
    all.add(first());
    all.addAll(Ledger.statements(owner, n, step));
    all.add(isLast() ? "COMMIT WITH (result = '" + result() + "')" : "SUSPEND");
    return all;
  }

  private String first() {
    if (isFirst()) {
      return "BEGIN WITH (idempotency_key = 'workflow " + result() + "')";
    }
    // Both ways to treat the death of a connection: by owner.
    String onClose = owner % 2 == 0 ? "suspend" : "abort";
    return "RESUME '" + token + "' WITH (takeover = " + isRetry + ", on_close = '" + onClose + "')";
  }
}
