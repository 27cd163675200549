package dev.aft.history;

import dev.aft.history.Edge.Reason;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Derives which transactions must have committed before which others: the session order, the reads,
 * and the axiom of read atomic isolation (Biswas and Enea, OOPSLA 2019): if a reader has seen a
 * transaction that wrote x, and reads x from another one, then the first committed before the
 * other. What contradicts itself at once is reported here; circles are left to {@link Cycles}.
 *
 * <p>Work per reader: for each transaction it read from, the smaller of that one's writes and its
 * own reads.
 */
final class CommitOrder {
  private final Versions versions;
  private final ExternalReads[] reads;
  private final Findings findings;
  private final Explainer explainer;
  private final boolean withSessions;
  private final Map<Long, Session> sessions = new HashMap<>();
  private final List<Edge> edges = new ArrayList<>();
  private final List<Edge> explained = new ArrayList<>();

  CommitOrder(Versions versions, ExternalReads[] reads, Findings findings, boolean withSessions) {
    this.versions = versions;
    this.reads = reads;
    this.findings = findings;
    this.explainer = new Explainer(versions);
    this.withSessions = withSessions;
  }

  /** What a session has done so far. */
  private static final class Session {
    int last = Versions.INITIAL;
    final Map<Long, Integer> writers = new HashMap<>();
  }

  void add(int index) {
    ExternalReads own = reads[index];
    Local local = new Local(index);
    for (int i = 0; i < own.size(); i++) {
      int writer = own.writer(i);
      if (writer != Versions.INITIAL && local.seen.putIfAbsent(writer, own.key(i)) == null) {
        edges.add(Edge.reads(writer, index, own.key(i)));
      }
    }
    local.seen.forEach((writer, key) -> seen(local, writer, key));
    if (withSessions) {
      followSession(local);
    }
  }

  /** The reader under way. */
  private final class Local {
    final int reader;
    final ExternalReads own;
    final Map<Integer, Long> seen = new HashMap<>();
    final Map<Long, Integer> writerOfKey = new HashMap<>();
    final Map<Long, Edge> derived = new HashMap<>();

    Local(int reader) {
      this.reader = reader;
      own = reads[reader];
      for (int i = 0; i < own.size(); i++) {
        writerOfKey.put(own.key(i), own.writer(i));
      }
    }
  }

  private void seen(Local local, int writer, long seenKey) {
    if (versions.writtenKeyCount(writer) < local.own.size()) {
      for (int i = 0; i < versions.writtenKeyCount(writer); i++) {
        long key = versions.writtenKey(writer, i);
        Integer other = local.writerOfKey.get(key);
        if (other != null && other != writer) {
          mustComeBefore(local, writer, other, key, seenKey);
        }
      }
    } else {
      for (int i = 0; i < local.own.size(); i++) {
        int other = local.own.writer(i);
        if (other != writer && versions.wrote(writer, local.own.key(i))) {
          mustComeBefore(local, writer, other, local.own.key(i), seenKey);
        }
      }
    }
  }

  private void mustComeBefore(Local local, int writer, int other, long key, long seenKey) {
    Edge edge = new Edge(writer, other, Reason.SEEN_IN_TRANSACTION, key, local.reader, seenKey);
    if (local.derived.putIfAbsent(pair(writer, other), edge) != null) {
      return;
    }
    if (other == Versions.INITIAL) {
      findings.add(AnomalyKind.FRACTURED_READ, () -> explainer.fracturedByAbsence(edge));
      return;
    }
    edges.add(edge);
    Edge known = knownBefore(other, writer);
    Edge opposite = known == null ? local.derived.get(pair(other, writer)) : known;
    if (opposite != null) {
      explained.add(edge);
      findings.add(AnomalyKind.FRACTURED_READ, () -> explainer.fractured(edge, opposite));
    }
  }

  private static long pair(int from, int to) {
    return ((long) from << 32) | (to & 0xffffffffL);
  }

  private void followSession(Local local) {
    Transaction transaction = versions.transaction(local.reader);
    Session session = sessions.computeIfAbsent(transaction.session(), fresh -> new Session());
    if (session.last != Versions.INITIAL) {
      edges.add(Edge.session(session.last, local.reader));
    }
    for (int i = 0; i < local.own.size(); i++) {
      long key = local.own.key(i);
      Integer before = session.writers.get(key);
      if (before != null && before != local.own.writer(i)) {
        sessionWrote(local.reader, before, local.own.writer(i), key);
      }
    }
    // A commit of unknown outcome may have come through after what the session did next.
    if (transaction.outcome() == Outcome.COMMITTED) {
      session.last = local.reader;
      for (int i = 0; i < versions.writtenKeyCount(local.reader); i++) {
        session.writers.put(versions.writtenKey(local.reader, i), local.reader);
      }
    }
  }

  private void sessionWrote(int reader, int writer, int other, long key) {
    Edge edge = new Edge(writer, other, Reason.SEEN_IN_SESSION, key, reader, -1);
    if (other == Versions.INITIAL) {
      findings.add(AnomalyKind.LOST_SESSION_WRITE, () -> explainer.lostSessionWrite(edge, null));
      return;
    }
    edges.add(edge);
    Edge opposite = knownBefore(other, writer);
    if (opposite != null) {
      explained.add(edge);
      findings.add(
          AnomalyKind.LOST_SESSION_WRITE, () -> explainer.lostSessionWrite(edge, opposite));
    }
  }

  /** Why {@code first} is older at first glance: the same session, or the second read from it. */
  private @Nullable Edge knownBefore(int first, int second) {
    Transaction one = versions.transaction(first);
    if (withSessions
        && first < second
        && one.session() == versions.transaction(second).session()
        && one.outcome() == Outcome.COMMITTED) {
      return Edge.session(first, second);
    }
    long key = reads[second].keyReadFrom(first);
    return key < 0 ? null : Edge.reads(first, second, key);
  }

  List<Edge> edges() {
    return edges;
  }

  /** Edges whose contradiction has been reported already. */
  List<Edge> explained() {
    return explained;
  }
}
