package dev.aft.engine.transaction;

import dev.aft.engine.Bound;
import dev.aft.engine.EngineEnvironment;
import dev.aft.engine.EngineException;
import dev.aft.engine.EngineSettings;
import dev.aft.engine.ErrorCode;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Lets a transaction begin once the node has heard of all that its causality token names, and moves
 * the clock past it. Thread-safe; what waits is bounded like the transactions that run.
 */
final class CausalityGate {
  private record Waiter(long number, CausalityToken after, CompletableFuture<Void> passed) {}

  private final HeardCommits heard;
  private final HybridLogicalClock clock;
  private final EngineSettings settings;
  private final EngineEnvironment environment;
  private final Counters counters;
  private final Background background;

  /** By number: looked at in one order wherever a simulation runs again. */
  private final Map<Long, Waiter> waiting = new ConcurrentHashMap<>();

  private final AtomicLong numbers = new AtomicLong();

  CausalityGate(
      HeardCommits heard,
      HybridLogicalClock clock,
      EngineSettings settings,
      EngineEnvironment environment,
      Counters counters) {
    this.heard = heard;
    this.clock = clock;
    this.settings = settings;
    this.environment = environment;
    this.counters = counters;
    this.background = new Background(environment.worker());
  }

  /** Completes when everything that {@code after} names can be read here. */
  CompletableFuture<Void> pass(CausalityToken after) {
    for (long timestamp : after.seen().values()) {
      requireNotAhead(timestamp);
    }
    after.seen().values().forEach(clock::observe);
    if (hasHeard(after)) {
      return CompletableFuture.completedFuture(null);
    }
    if (waiting.size() >= settings.runningTransactions()) {
      throw EngineException.beyond(
          Bound.MAX_TRANSACTIONS,
          settings.runningTransactions(),
          "Too many transactions wait to begin");
    }
    return await(after);
  }

  /**
   * It would spoil the clock. Measured by the wall clock: by the node's clock, token after token
   * could move it on without end.
   */
  private void requireNotAhead(long timestamp) {
    long ahead = HybridLogicalClock.millisOf(timestamp) - environment.clock().millis();
    boolean reached = timestamp <= clock.last();
    if (timestamp < 0 || (!reached && ahead > settings.skewAllowance().toMillis())) {
      throw EngineException.builder(
              ErrorCode.INVALID_PARAMETER_VALUE,
              "The causality token is ahead of the node's clock: aheadMillis=" + ahead)
          .hint("Use a token of this system, and see to the clocks of its nodes.")
          .build();
    }
  }

  private boolean hasHeard(CausalityToken after) {
    for (Map.Entry<Integer, Long> entry : after.seen().entrySet()) {
      if (!heard.hasHeard(entry.getKey(), entry.getValue())) {
        return false;
      }
    }
    return true;
  }

  private CompletableFuture<Void> await(CausalityToken after) {
    counters.causalityWaits.increment();
    Waiter waiter = new Waiter(numbers.incrementAndGet(), after, new CompletableFuture<>());
    waiting.put(waiter.number(), waiter);
    heard.setListener(() -> background.execute(this::letPass));
    var timeout =
        environment
            .scheduler()
            .schedule(
                () -> giveUp(waiter),
                settings.causalityTimeout().toMillis(),
                TimeUnit.MILLISECONDS);
    // What was heard before the listener was set has told nobody.
    letPass();
    return waiter.passed().whenComplete((passed, error) -> timeout.cancel(false));
  }

  private void letPass() {
    for (Waiter waiter : List.copyOf(waiting.values())) {
      if (hasHeard(waiter.after()) && waiting.remove(waiter.number()) != null) {
        waiter.passed().complete(null);
      }
    }
    listenIfNeeded();
  }

  private synchronized void listenIfNeeded() {
    if (waiting.isEmpty()) {
      heard.setListener(null);
      if (!waiting.isEmpty()) {
        heard.setListener(() -> background.execute(this::letPass));
      }
    }
  }

  private void giveUp(Waiter waiter) {
    if (waiting.remove(waiter.number()) != null) {
      counters.causalityTimeouts.increment();
      EngineException late =
          new EngineException(
              ErrorCode.CAUSALITY_TIMEOUT,
              "The node has not heard of what the causality token names: causalityTimeout="
                  + settings.causalityTimeout().toMillis()
                  + " ms");
      background.execute(() -> waiter.passed().completeExceptionally(late));
      listenIfNeeded();
    }
  }

  /** Fails all that wait. */
  void close() {
    for (Waiter waiter : List.copyOf(waiting.values())) {
      if (waiting.remove(waiter.number()) != null) {
        waiter
            .passed()
            .completeExceptionally(
                new EngineException(ErrorCode.SHUTTING_DOWN, "The node is going down"));
      }
    }
  }
}
