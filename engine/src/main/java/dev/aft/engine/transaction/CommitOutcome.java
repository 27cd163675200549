package dev.aft.engine.transaction;

/** The only three results of a commit. */
public sealed interface CommitOutcome {
  /** All writes are durable and visible as a whole. */
  record Committed() implements CommitOutcome {}

  /** Nothing was written, and nothing will be. */
  record Aborted(String reason) implements CommitOutcome {}

  /** It may have been committed or not; ask again by the transaction id. */
  record Unknown(TransactionId id) implements CommitOutcome {}
}
