package dev.aft.engine.transaction;

import dev.aft.engine.transaction.WriteBuffer.Write;
import dev.aft.storage.spi.Bytes;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Writes by key. Few are kept in the order of their keys; many are not, until somebody asks for the
 * order, and then from that moment on. So a long load finds a key in one step and is put in order
 * once, at its commit. Not thread-safe.
 */
final class KeyedWrites {
  /** More than that are many. */
  private static final int FEW = 64;

  /** At least one of the two is there; both have everything. */
  private @Nullable TreeMap<Bytes, Write> ordered = new TreeMap<>();

  private @Nullable Map<Bytes, Write> hashed;

  private Map<Bytes, Write> any() {
    Map<Bytes, Write> byHash = hashed;
    return byHash == null ? inOrder() : byHash;
  }

  boolean isEmpty() {
    return any().isEmpty();
  }

  @Nullable Write get(Bytes key) {
    return any().get(key);
  }

  /** Returns what the key had. */
  @Nullable Write put(Bytes key, Write write) {
    if (hashed == null && any().size() == FEW) {
      hashed = new LinkedHashMap<>(inOrder());
      ordered = null;
    }
    if (ordered != null && hashed != null) {
      ordered.put(key, write);
    }
    return any().put(key, write);
  }

  /** Returns what the key had. */
  @Nullable Write remove(Bytes key) {
    if (ordered != null && hashed != null) {
      ordered.remove(key);
    }
    return any().remove(key);
  }

  /** The writes, in no particular order. */
  Collection<Write> values() {
    return any().values();
  }

  /**
   * A copy in the order of the keys. Mostly they came in that order, and then sorting is one look
   * at each.
   */
  List<Map.Entry<Bytes, Write>> sorted() {
    if (ordered != null) {
      return new ArrayList<>(ordered.entrySet());
    }
    List<Map.Entry<Bytes, Write>> entries = new ArrayList<>(any().entrySet());
    entries.sort(Map.Entry.comparingByKey());
    return entries;
  }

  /** A view, in the order of the keys. */
  SortedMap<Bytes, Write> inOrder() {
    TreeMap<Bytes, Write> known = ordered;
    if (known == null) {
      known = new TreeMap<>(any());
      ordered = known;
    }
    return known;
  }
}
