package dev.aft.storage.foundationdb;

import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.LongAdder;

/** What the store counts about itself since it was opened. */
final class Counters {
  final LongAdder commits = new LongAdder();
  final LongAdder reads = new LongAdder();
  final LongAdder retries = new LongAdder();
  final LongAdder conflicts = new LongAdder();
  final LongAdder unknownResults = new LongAdder();
  final LongAdder timeouts = new LongAdder();
  final LongAdder throttled = new LongAdder();
  final LongAdder largeValuesWritten = new LongAdder();
  final LongAdder largeValuesSwept = new LongAdder();
  final LongAdder backgroundFailures = new LongAdder();

  Map<String, Long> all() {
    Map<String, Long> all = new TreeMap<>();
    all.put("commits_total", commits.sum());
    all.put("read_transactions_total", reads.sum());
    all.put("retries_total", retries.sum());
    all.put("conflicts_total", conflicts.sum());
    all.put("unknown_results_total", unknownResults.sum());
    all.put("timeouts_total", timeouts.sum());
    all.put("throttled_total", throttled.sum());
    all.put("large_values_written_total", largeValuesWritten.sum());
    all.put("large_values_swept_total", largeValuesSwept.sum());
    all.put("background_failures_total", backgroundFailures.sum());
    return all;
  }
}
