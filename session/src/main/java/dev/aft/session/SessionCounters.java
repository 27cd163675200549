package dev.aft.session;

import dev.aft.engine.Bound;
import dev.aft.engine.EngineException;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Collectors;

/** Counts for {@link SessionStatistics}. Thread-safe. */
final class SessionCounters {
  final LongAdder openTransactions = new LongAdder();
  final LongAdder statements = new LongAdder();
  final LongAdder errors = new LongAdder();
  final LongAdder committed = new LongAdder();
  final LongAdder rolledBack = new LongAdder();
  final LongAdder cancelled = new LongAdder();
  final LongAdder logins = new LongAdder();
  final LongAdder failedLogins = new LongAdder();
  private final Map<Bound, LongAdder> refusals = new EnumMap<>(Bound.class);

  SessionCounters() {
    for (Bound bound : Bound.values()) {
      refusals.put(bound, new LongAdder());
    }
  }

  /** Counts what was refused because of a bound; nothing else. */
  void countRefusal(EngineException error) {
    LongAdder counter = refusals.get(error.bound());
    if (counter != null) {
      counter.increment();
    }
  }

  SessionStatistics snapshot(int openSessions) {
    return new SessionStatistics(
        openSessions,
        openTransactions.sum(),
        statements.sum(),
        errors.sum(),
        committed.sum(),
        rolledBack.sum(),
        cancelled.sum(),
        logins.sum(),
        failedLogins.sum(),
        refusals.entrySet().stream()
            .collect(Collectors.toMap(e -> e.getKey().setting(), e -> e.getValue().sum())));
  }
}
