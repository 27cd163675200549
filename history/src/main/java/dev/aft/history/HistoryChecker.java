package dev.aft.history;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Decides whether a history can come from a store that keeps its promises: whether there is an
 * order of the commits that explains all reads. The values tell who wrote them, so the order that
 * reads force is known, and the history is refused exactly if it has a circle. The time needed
 * grows with the number of operations, nearly linearly.
 *
 * <p>What an aborted transaction read is not looked at unless asked for, as public checkers do.
 * Absent keys that somebody may have deleted do not tell who did; they are only held against the
 * reader's own earlier operations.
 */
public final class HistoryChecker {
  private final Level level;
  private final boolean abortedReads;

  private HistoryChecker(Level level, boolean abortedReads) {
    this.level = level;
    this.abortedReads = abortedReads;
  }

  public static HistoryChecker of(Level level) {
    return new HistoryChecker(level, false);
  }

  /** A checker that holds transactions to the level even if they abort in the end. */
  public HistoryChecker withAbortedReads() {
    return new HistoryChecker(level, true);
  }

  /**
   * @throws InvalidHistoryException if two writes of a key have one value
   */
  public Verdict check(History history) {
    Versions versions = Versions.of(history);
    Findings findings = new Findings(level);
    ReadScan scan = new ReadScan(versions, findings);
    ExternalReads[] reads = new ExternalReads[versions.size()];
    for (int i = 0; i < reads.length; i++) {
      reads[i] = isChecked(versions, i) ? scan.scan(i) : ExternalReads.NONE;
    }
    CommitOrder order = new CommitOrder(versions, reads, findings, level.withSessions());
    for (int i = 0; i < reads.length; i++) {
      if (isChecked(versions, i)) {
        order.add(i);
      }
    }
    findCircles(versions, order, findings);
    return findings.verdict();
  }

  private boolean isChecked(Versions versions, int index) {
    return abortedReads || versions.isVisible(index);
  }

  private static void findCircles(Versions versions, CommitOrder order, Findings findings) {
    Explainer explainer = new Explainer(versions);
    List<Edge> facts = new ArrayList<>();
    for (Edge edge : order.edges()) {
      if (!edge.isDerived()) {
        facts.add(edge);
      }
    }
    Set<Integer> explained = new HashSet<>();
    Cycles factual = new Cycles(versions.size(), facts);
    for (List<Integer> nodes : factual.circular()) {
      explained.add(nodes.get(0));
      List<Edge> circle = factual.shortestCycle(nodes);
      findings.add(
          AnomalyKind.CIRCULAR_READS, () -> explainer.circle(AnomalyKind.CIRCULAR_READS, circle));
    }
    order.explained().forEach(edge -> explained.add(edge.from()));
    Cycles all = new Cycles(versions.size(), order.edges());
    Set<Integer> done = new HashSet<>();
    explained.forEach(node -> done.add(all.component(node)));
    for (List<Integer> nodes : all.circular()) {
      if (done.add(all.component(nodes.get(0)))) {
        List<Edge> circle = all.shortestCycle(nodes);
        findings.add(
            AnomalyKind.ORDER_CYCLE, () -> explainer.circle(AnomalyKind.ORDER_CYCLE, circle));
      }
    }
  }
}
