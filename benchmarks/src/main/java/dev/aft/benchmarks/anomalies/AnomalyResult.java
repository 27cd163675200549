package dev.aft.benchmarks.anomalies;

import dev.aft.history.AnomalyCount;
import dev.aft.history.History;
import dev.aft.history.HistoryChecker;
import dev.aft.history.Level;
import dev.aft.history.Verdict;

/**
 * What one way to the data showed.
 *
 * @param transactions without those that loaded the keys
 */
record AnomalyResult(
    String way, History history, AnomalyCount count, Verdict verdict, int transactions) {
  static AnomalyResult of(String way, History history, int transactions) {
    return new AnomalyResult(
        way,
        history,
        AnomalyCount.of(history),
        HistoryChecker.of(Level.READ_ATOMIC).check(history),
        transactions);
  }

  double per10000(int anomalies) {
    return anomalies * 10_000.0 / transactions;
  }

  boolean clean() {
    return count.readYourWrites() == 0 && count.fracturedReads() == 0 && verdict.accepted();
  }
}
