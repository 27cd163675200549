package dev.aft.history;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * How many transactions met an anomaly, counted as the AFT paper does (section 6.1.2): a
 * transaction counts once for each kind, however often it met it. The paper orders versions by the
 * timestamps it stores with them; here a version counts as older only if that is certain: it is the
 * initial state, its transaction had ended before the other began, or the two are seen in part by
 * one reader. So no transaction is counted wrongly, and some are missed.
 *
 * @param readYourWrites transactions that did not read what they had written themselves
 * @param fracturedReads transactions that saw one write of another and an older version of a key
 *     that the other wrote too
 */
public record AnomalyCount(int transactions, int readYourWrites, int fracturedReads) {

  /** Counts in what was committed. */
  public static AnomalyCount of(History history) {
    Versions versions = Versions.of(history);
    int transactions = 0;
    int readYourWrites = 0;
    int fracturedReads = 0;
    for (int i = 0; i < versions.size(); i++) {
      if (!versions.isVisible(i)) {
        continue;
      }
      Reader reader = new Reader(versions, i);
      transactions++;
      readYourWrites += reader.lostOwnWrite ? 1 : 0;
      fracturedReads += reader.sawInPart() ? 1 : 0;
    }
    return new AnomalyCount(transactions, readYourWrites, fracturedReads);
  }

  /** One transaction: what it saw of others, every read of a key counting. */
  private static final class Reader {
    private final Versions versions;
    private final Map<Long, List<Integer>> writersOfKey = new HashMap<>();
    private boolean lostOwnWrite;

    Reader(Versions versions, int index) {
      this.versions = versions;
      Map<Long, Long> own = new HashMap<>();
      for (Operation operation : versions.transaction(index).operations()) {
        if (operation instanceof Operation.Write) {
          own.put(operation.key(), operation.value());
          continue;
        }
        Long written = own.get(operation.key());
        if (written == null) {
          saw(index, operation);
        } else if (written != operation.value()) {
          lostOwnWrite = true;
        }
      }
    }

    private void saw(int index, Operation read) {
      if (read.value() == Operation.ABSENT) {
        if (!versions.mayBeDeleted(read.key())) {
          add(read.key(), Versions.INITIAL);
        }
        return;
      }
      Versions.Source source = versions.source(read.key(), read.value());
      if (source != null && source.transaction() != index) {
        add(read.key(), source.transaction());
      }
    }

    private void add(long key, int writer) {
      List<Integer> writers = writersOfKey.computeIfAbsent(key, fresh -> new ArrayList<>(1));
      if (!writers.contains(writer)) {
        writers.add(writer);
      }
    }

    boolean sawInPart() {
      for (List<Integer> seen : writersOfKey.values()) {
        for (int writer : seen) {
          if (writer != Versions.INITIAL && olderBeside(writer)) {
            return true;
          }
        }
      }
      return false;
    }

    /** Whether a key that {@code writer} wrote was also read in an older version. */
    private boolean olderBeside(int writer) {
      for (Map.Entry<Long, List<Integer>> read : writersOfKey.entrySet()) {
        if (!versions.wrote(writer, read.getKey())) {
          continue;
        }
        for (int other : read.getValue()) {
          if (other != writer && isOlder(other, writer)) {
            return true;
          }
        }
      }
      return false;
    }

    private boolean isOlder(int other, int writer) {
      return other == Versions.INITIAL
          || versions.transaction(other).endedBefore(versions.transaction(writer))
          || inSessionBefore(other, writer)
          || seenInPartToo(other, writer);
    }

    private boolean inSessionBefore(int other, int writer) {
      return other < writer
          && versions.transaction(other).outcome() == Outcome.COMMITTED
          && versions.transaction(other).session() == versions.transaction(writer).session();
    }

    /** Whether the reader read from {@code writer} a key that {@code other} wrote as well. */
    private boolean seenInPartToo(int other, int writer) {
      return writersOfKey.entrySet().stream()
          .anyMatch(
              read -> read.getValue().contains(writer) && versions.wrote(other, read.getKey()));
    }
  }
}
