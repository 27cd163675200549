package dev.aft.engine.transaction;

import java.util.concurrent.atomic.LongAdder;

/** What the transaction layer counts since start-up. Thread-safe. */
final class Counters {
  final LongAdder committed = new LongAdder();
  final LongAdder committedReadOnly = new LongAdder();
  final LongAdder committedWithKey = new LongAdder();
  final LongAdder repeated = new LongAdder();
  final LongAdder outcomesAsked = new LongAdder();
  final LongAdder fencedRunning = new LongAdder();
  final LongAdder causalityWaits = new LongAdder();
  final LongAdder causalityTimeouts = new LongAdder();
  final LongAdder collectedKeys = new LongAdder();
  final LongAdder aborted = new LongAdder();
  final LongAdder expired = new LongAdder();
  final LongAdder fenced = new LongAdder();
  final LongAdder unknown = new LongAdder();
  final LongAdder failed = new LongAdder();
  final LongAdder unchangedRefused = new LongAdder();
  final LongAdder readsFromIndex = new LongAdder();
  final LongAdder readsFromStore = new LongAdder();
  final LongAdder readsBelowRetained = new LongAdder();
  final LongAdder multiStepCommits = new LongAdder();
  final LongAdder collectedCommits = new LongAdder();
  final LongAdder collectedVersions = new LongAdder();
  final LongAdder collectedOrphans = new LongAdder();
  final LongAdder collectedSpills = new LongAdder();
  final LongAdder spilledTransactions = new LongAdder();
  final LongAdder spilledValues = new LongAdder();
  final LongAdder spillFailures = new LongAdder();
  final LongAdder collectionFailures = new LongAdder();
}
