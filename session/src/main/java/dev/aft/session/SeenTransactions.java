package dev.aft.session;

import dev.aft.engine.transaction.CausalityToken;
import dev.aft.engine.transaction.Transaction;
import org.jspecify.annotations.Nullable;

/**
 * What the finished transactions of a session saw and wrote. The newest is asked only when the next
 * one comes or somebody wants to know.
 */
final class SeenTransactions {
  private CausalityToken older = CausalityToken.EMPTY;
  private @Nullable Transaction newest;

  void add(Transaction finished) {
    fold();
    newest = finished;
  }

  /** Adds what others have done and the session was told of. */
  void add(CausalityToken told) {
    older = older.merge(told);
  }

  CausalityToken token() {
    fold();
    return older;
  }

  private void fold() {
    Transaction last = newest;
    if (last != null) {
      newest = null;
      older = older.merge(last.causalityToken());
    }
  }
}
