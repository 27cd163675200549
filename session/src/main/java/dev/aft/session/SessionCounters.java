package dev.aft.session;

import java.util.concurrent.atomic.LongAdder;

/** Counts for {@link SessionStatistics}. Thread-safe. */
final class SessionCounters {
  final LongAdder openTransactions = new LongAdder();
  final LongAdder statements = new LongAdder();
  final LongAdder errors = new LongAdder();
  final LongAdder committed = new LongAdder();
  final LongAdder rolledBack = new LongAdder();
  final LongAdder cancelled = new LongAdder();

  SessionStatistics snapshot(int openSessions) {
    return new SessionStatistics(
        openSessions,
        openTransactions.sum(),
        statements.sum(),
        errors.sum(),
        committed.sum(),
        rolledBack.sum(),
        cancelled.sum());
  }
}
