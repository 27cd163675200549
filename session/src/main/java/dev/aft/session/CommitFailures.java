package dev.aft.session;

import dev.aft.engine.EngineException;
import dev.aft.engine.ErrorCode;
import dev.aft.engine.transaction.CommitOutcome;

/** What a client is told of a commit that did not commit. */
final class CommitFailures {
  private CommitFailures() {}

  static EngineException of(CommitOutcome outcome) {
    if (outcome instanceof CommitOutcome.Unknown unknown) {
      return EngineException.builder(
              ErrorCode.OUTCOME_UNKNOWN, "it is not known whether the transaction was committed")
          .detail("transaction_id=" + unknown.id())
          .build();
    }
    String reason = outcome instanceof CommitOutcome.Aborted aborted ? aborted.reason() : "";
    return new EngineException(
        ErrorCode.MUST_RETRY, "the transaction was aborted at commit: " + reason);
  }
}
