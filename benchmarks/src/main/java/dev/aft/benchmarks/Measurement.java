package dev.aft.benchmarks;

import org.HdrHistogram.Histogram;

/**
 * One round of one workload on one target.
 *
 * @param operations finished within the measured time
 */
record Measurement(
    String target,
    Workload workload,
    int clients,
    int round,
    long operations,
    double seconds,
    Latencies latencies) {

  /** Microseconds at the usual percentiles. */
  record Latencies(double p50Micros, double p95Micros, double p99Micros, double maxMicros) {
    static Latencies of(Histogram nanos) {
      return new Latencies(
          nanos.getValueAtPercentile(50) / 1e3,
          nanos.getValueAtPercentile(95) / 1e3,
          nanos.getValueAtPercentile(99) / 1e3,
          nanos.getMaxValue() / 1e3);
    }
  }

  double perSecond() {
    return operations / seconds;
  }
}
