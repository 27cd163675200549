package dev.aft.storage.rocksdb;

import java.util.concurrent.atomic.LongAdder;

/** What the store counts about itself since it was opened. */
final class Counters {
  final LongAdder commits = new LongAdder();
  final LongAdder groups = new LongAdder();
  final LongAdder syncs = new LongAdder();
  final LongAdder memoryReads = new LongAdder();
  final LongAdder diskReads = new LongAdder();
  final LongAdder throttled = new LongAdder();
  final LongAdder writeFailures = new LongAdder();
  final LongAdder recoveries = new LongAdder();
  final LongAdder reclaims = new LongAdder();
}
