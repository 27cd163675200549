package dev.aft.driver;

import java.util.Optional;

/**
 * What became of a transaction.
 *
 * @param result what its commit stored, if it did: see {@link AftConnection#commit(String)}
 */
public record TransactionOutcome(State state, Optional<String> result) {
  /** The state of a transaction, as the node that was asked knows it. */
  public enum State {
    /** All of it is visible, for ever. */
    COMMITTED,
    /** Nothing of it is, nor will be. */
    ABORTED,
    /** Not decided: it is running or suspended, its commit is under way, or another node has it. */
    RUNNING
  }
}
