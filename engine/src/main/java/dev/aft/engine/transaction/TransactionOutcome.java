package dev.aft.engine.transaction;

import org.jspecify.annotations.Nullable;

/**
 * What became of a transaction, as anybody may ask by its id.
 *
 * @param result what the commit stored; null for none
 * @param causality for whoever was told of the commit, and must see it from now on; empty unless
 *     committed
 */
public record TransactionOutcome(State state, @Nullable String result, CausalityToken causality) {
  /** An outcome after which there is nothing to see. */
  public TransactionOutcome(State state, @Nullable String result) {
    this(state, result, CausalityToken.EMPTY);
  }

  /** The three answers. */
  public enum State {
    COMMITTED,
    ABORTED,
    /**
     * Not finished, as far as the store and this node know. Never the answer to a final question.
     */
    RUNNING
  }
}
