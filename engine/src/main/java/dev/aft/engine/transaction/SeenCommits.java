package dev.aft.engine.transaction;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * What a transaction has seen of the commits of each node: the greatest timestamp by node tag.
 * Costs a comparison per version read as long as all were written by one node instance. Written by
 * one thread at a time; may be read by another.
 */
final class SeenCommits {
  /** More nodes than that do not commit within the lifetime of a transaction. */
  static final int MOST_NODES = 1024;

  private final long knownEverywhere;
  private int node;
  private long timestamp;
  private @Nullable Map<Integer, Long> others;

  /**
   * Nothing seen yet.
   *
   * @param knownEverywhere what is not after this needs no mention: it is older than the lifetime
   */
  SeenCommits(long knownEverywhere) {
    this.knownEverywhere = knownEverywhere;
  }

  void add(Stamp stamp) {
    int tag = stamp.id().tag();
    if (stamp.timestamp() > knownEverywhere) {
      if (tag == node || timestamp == 0) {
        node = tag;
        timestamp = Math.max(timestamp, stamp.timestamp());
      } else {
        addOther(tag, stamp.timestamp());
      }
    }
  }

  private void addOther(int tag, long seen) {
    Map<Integer, Long> known = others;
    if (known == null) {
      known = new ConcurrentHashMap<>();
      others = known;
    }
    known.merge(tag, seen, Math::max);
    if (known.size() > MOST_NODES) {
      known.entrySet().remove(oldest(known));
    }
  }

  private static Map.Entry<Integer, Long> oldest(Map<Integer, Long> known) {
    return known.entrySet().stream().min(Map.Entry.comparingByValue()).orElseThrow();
  }

  CausalityToken token() {
    if (timestamp == 0) {
      return CausalityToken.EMPTY;
    }
    Map<Integer, Long> known = others;
    Map<Integer, Long> all = known == null ? new HashMap<>() : new HashMap<>(known);
    all.put(node, timestamp);
    return new CausalityToken(all);
  }
}
