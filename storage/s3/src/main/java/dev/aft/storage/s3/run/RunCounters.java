package dev.aft.storage.s3.run;

import java.util.concurrent.atomic.LongAdder;

/** What {@link StoredRuns} counts. Thread-safe. */
final class RunCounters {
  final LongAdder diskPageLoads = new LongAdder();
  final LongAdder storePageLoads = new LongAdder();
  final LongAdder storePageRequests = new LongAdder();
  final LongAdder checkpoints = new LongAdder();
  final LongAdder checkpointBytes = new LongAdder();
  final LongAdder merges = new LongAdder();
  final LongAdder mergeFailures = new LongAdder();
  final LongAdder mergedBytes = new LongAdder();
  final LongAdder valueRequests = new LongAdder();
}
