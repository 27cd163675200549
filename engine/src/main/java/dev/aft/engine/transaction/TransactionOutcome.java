package dev.aft.engine.transaction;

import org.jspecify.annotations.Nullable;

/**
 * What became of a transaction, as anybody may ask by its id.
 *
 * @param result what the commit stored; null for none
 */
public record TransactionOutcome(State state, @Nullable String result) {
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
