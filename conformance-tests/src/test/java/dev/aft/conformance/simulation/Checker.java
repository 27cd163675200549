package dev.aft.conformance.simulation;

import dev.aft.conformance.simulation.RecordedTransaction.Status;
import dev.aft.engine.transaction.TransactionId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Judges reads by the order of the versions, which the journal in the store tells: no dirty reads,
 * no fractured reads, nothing older than what was known to be committed before the transaction
 * began. Each value names the transaction that wrote it.
 */
final class Checker {
  private final Chronicle chronicle;
  private final Map<TransactionId, Long> timestamps;

  /** Transactions that may have committed, by the keys they wrote. */
  private final Map<String, List<RecordedTransaction>> writers = new HashMap<>();

  private Checker(Chronicle chronicle, Map<TransactionId, Long> timestamps) {
    this.chronicle = chronicle;
    this.timestamps = timestamps;
  }

  /**
   * Adds what it finds to the violations.
   *
   * @param timestamps commit timestamps, of all transactions that ever wrote to the store
   */
  static void check(Chronicle chronicle, Map<TransactionId, Long> timestamps) {
    Checker checker = new Checker(chronicle, timestamps);
    chronicle.transactions().forEach(checker::index);
    chronicle.transactions().forEach(checker::checkReads);
  }

  private void index(RecordedTransaction t) {
    if (t.status == Status.COMMITTED && !t.writes.isEmpty() && !timestamps.containsKey(t.id)) {
      chronicle.violation(t + " was committed and has left nothing in the store");
    }
    if (t.status != Status.ABORTED && timestamps.containsKey(t.id)) {
      for (String key : t.writes.keySet()) {
        writers.computeIfAbsent(key, k -> new ArrayList<>()).add(t);
      }
    }
  }

  private void checkReads(RecordedTransaction t) {
    Set<RecordedTransaction> seen = new HashSet<>();
    t.reads.forEach(
        (key, value) -> {
          RecordedTransaction writer = writerOf(value);
          if (writer != null) {
            checkSource(t, key, value, writer);
            seen.add(writer);
          }
          checkFresh(t, key, value);
        });
    for (RecordedTransaction writer : seen) {
      checkWhole(t, writer);
    }
    checkAfter(t);
  }

  private @Nullable RecordedTransaction writerOf(String value) {
    if (value.isEmpty()) {
      return null;
    }
    int number = Integer.parseInt(value.substring(0, value.indexOf('.')));
    return chronicle.transactions().get(number - 1);
  }

  private void checkSource(
      RecordedTransaction t, String key, String value, RecordedTransaction writer) {
    boolean committed =
        writer.status != Status.ABORTED && writer.commitNanos != RecordedTransaction.NEVER;
    if (!committed || !timestamps.containsKey(writer.id)) {
      chronicle.violation(
          "dirty read: "
              + t
              + " read "
              + key
              + "="
              + value
              + " of "
              + writer
              + ", "
              + writer.status);
    } else if (!value.equals(writer.writes.get(key))) {
      chronicle.violation(
          t + " read " + key + "=" + value + ", which " + writer + " did not leave behind");
    }
  }

  /** What {@code t} read of the keys that {@code writer} wrote is not older than that. */
  private void checkWhole(RecordedTransaction t, RecordedTransaction writer) {
    writer.writes.forEach(
        (key, written) -> {
          String read = t.reads.get(key);
          if (read != null && isOlder(key, read, writer)) {
            chronicle.violation(
                "fractured read: " + t + " read of " + writer + ", and " + key + "=" + read);
          }
        });
  }

  /** What the transaction whose causality token was given had seen and written is not hidden. */
  private void checkAfter(RecordedTransaction t) {
    RecordedTransaction before = t.after;
    if (before == null) {
      return;
    }
    t.reads.forEach(
        (key, value) -> {
          RecordedTransaction seen = writerOf(before.reads.getOrDefault(key, Chronicle.ABSENT));
          if (seen != null && isOlder(key, value, seen)) {
            chronicle.violation(
                "against causality: " + t + " read " + key + "=" + value + " after " + before);
          }
        });
  }

  /** What was known to be committed before {@code t} began is not hidden from it. */
  private void checkFresh(RecordedTransaction t, String key, String value) {
    for (RecordedTransaction writer : writers.getOrDefault(key, List.of())) {
      if (writer.knownNanos < t.beginNanos && isOlder(key, value, writer)) {
        chronicle.violation("stale read: " + t + " read " + key + "=" + value + " after " + writer);
        return;
      }
    }
  }

  private boolean isOlder(String key, String value, RecordedTransaction than) {
    RecordedTransaction writer = writerOf(value);
    if (writer != null) {
      return timestamp(writer) < timestamp(than);
    }
    for (RecordedTransaction other : writers.getOrDefault(key, List.of())) {
      if (Chronicle.ABSENT.equals(other.writes.get(key)) && timestamp(other) >= timestamp(than)) {
        return false;
      }
    }
    return true;
  }

  private long timestamp(RecordedTransaction t) {
    return timestamps.getOrDefault(t.id, 0L);
  }
}
