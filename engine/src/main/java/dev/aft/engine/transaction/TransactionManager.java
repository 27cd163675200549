package dev.aft.engine.transaction;

import java.util.Map;

/** Begins transactions over one store. Thread-safe. */
public interface TransactionManager extends AutoCloseable {
  /** Begins a transaction; no I/O. */
  Transaction begin(TransactionOptions options);

  /** Counters and gauges by name: a snapshot, for metrics. */
  Map<String, Long> statistics();

  /** Stops garbage collection after the step under way; nothing else depends on it. */
  void pauseCollection();

  void resumeCollection();

  /** Aborts running transactions, finishes commits under way, and stops background work. */
  @Override
  void close();
}
