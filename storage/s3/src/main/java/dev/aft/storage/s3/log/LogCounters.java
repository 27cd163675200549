package dev.aft.storage.s3.log;

import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;

/** What the log counts of itself. */
final class LogCounters {
  final LongAdder batches = new LongAdder();
  final LongAdder groups = new LongAdder();
  final LongAdder retries = new LongAdder();
  final LongAdder skipped = new LongAdder();
  final LongAdder refused = new LongAdder();
  final LongAdder throttled = new LongAdder();
  final LongAdder unknown = new LongAdder();
  final LongAdder values = new LongAdder();
  final LongAdder checkpoints = new LongAdder();
  final LongAdder checkpointFailures = new LongAdder();
  final AtomicLong latencyNanos = new AtomicLong();
  final AtomicLong lastGroupBatches = new AtomicLong();
  final AtomicLong objectsSinceCheckpoint = new AtomicLong();
  final AtomicLong waitingBytes = new AtomicLong();

  void addTo(Map<String, Long> statistics) {
    statistics.put("log_batches_total", batches.sum());
    statistics.put("log_groups_total", groups.sum());
    statistics.put("log_group_batches", lastGroupBatches.get());
    statistics.put("log_retries_total", retries.sum());
    statistics.put("log_positions_skipped_total", skipped.sum());
    statistics.put("log_conditions_refused_total", refused.sum());
    statistics.put("log_throttled_total", throttled.sum());
    statistics.put("log_outcomes_unknown_total", unknown.sum());
    statistics.put("log_value_objects_total", values.sum());
    statistics.put("log_latency_micros", latencyNanos.get() / 1000);
    statistics.put("log_objects", objectsSinceCheckpoint.get());
    statistics.put("log_waiting_bytes", waitingBytes.get());
    statistics.put("checkpoints_total", checkpoints.sum());
    statistics.put("checkpoint_failures_total", checkpointFailures.sum());
  }
}
