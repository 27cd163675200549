package dev.aft.engine.transaction;

import dev.aft.engine.transaction.WriteBuffer.Write;
import dev.aft.storage.spi.Bytes;
import java.util.AbstractMap.SimpleEntry;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Writes by key. As long as they come in the order of their keys, or are few, they are a sorted
 * list, to which a load only appends. Else they are hashed, until somebody asks for the order, and
 * from that moment on a tree keeps it. Not thread-safe.
 */
final class KeyedWrites {
  /** More than that are many: nothing is put between them into the list any more. */
  private static final int FEW = 64;

  /** Everything, in the order of the keys; null once the keys came in another order. */
  private @Nullable ArrayList<Map.Entry<Bytes, Write>> list = new ArrayList<>(1);

  /** Everything, once there is no list. */
  private Map<Bytes, Write> hashed = Map.of();

  /** Everything in order, once there is no list and somebody has asked. */
  private @Nullable TreeMap<Bytes, Write> ordered;

  boolean isEmpty() {
    return list == null ? hashed.isEmpty() : list.isEmpty();
  }

  @Nullable Write get(Bytes key) {
    if (list == null) {
      return hashed.get(key);
    }
    int at = position(list, key);
    return at < 0 ? null : list.get(at).getValue();
  }

  /** Whether any of the keys, which ascend, is there. */
  boolean hasAny(List<Bytes> keys) {
    if (isEmpty() || (list != null && last(list).compareTo(keys.get(0)) < 0)) {
      return false;
    }
    for (Bytes key : keys) {
      if (get(key) != null) {
        return true;
      }
    }
    return false;
  }

  /** Returns what the key had. */
  @Nullable Write put(Bytes key, Write write) {
    ArrayList<Map.Entry<Bytes, Write>> sorted = list;
    if (sorted != null) {
      int at = position(sorted, key);
      if (at >= 0) {
        return sorted.get(at).setValue(write);
      }
      if (~at == sorted.size() || sorted.size() < FEW) {
        sorted.add(~at, new SimpleEntry<>(key, write));
        return null;
      }
      hash(sorted);
    }
    if (ordered != null) {
      ordered.put(key, write);
    }
    return hashed.put(key, write);
  }

  private void hash(List<Map.Entry<Bytes, Write>> sorted) {
    hashed = new LinkedHashMap<>(2 * sorted.size());
    sorted.forEach(entry -> hashed.put(entry.getKey(), entry.getValue()));
    list = null;
  }

  /** Returns what the key had. */
  @Nullable Write remove(Bytes key) {
    ArrayList<Map.Entry<Bytes, Write>> sorted = list;
    if (sorted != null) {
      int at = position(sorted, key);
      if (at < 0) {
        return null;
      }
      if (at == sorted.size() - 1 || sorted.size() <= FEW) {
        return sorted.remove(at).getValue();
      }
      hash(sorted);
    }
    if (ordered != null) {
      ordered.remove(key);
    }
    return hashed.remove(key);
  }

  /** Where the key is; else, as a complement, where it would be. */
  private static int position(List<Map.Entry<Bytes, Write>> sorted, Bytes key) {
    int low = 0;
    int high = sorted.size() - 1;
    if (high < 0 || sorted.get(high).getKey().compareTo(key) < 0) {
      return ~(high + 1);
    }
    while (low <= high) {
      int middle = (low + high) >>> 1;
      int order = sorted.get(middle).getKey().compareTo(key);
      if (order == 0) {
        return middle;
      } else if (order < 0) {
        low = middle + 1;
      } else {
        high = middle - 1;
      }
    }
    return ~low;
  }

  private static Bytes last(List<Map.Entry<Bytes, Write>> sorted) {
    return sorted.get(sorted.size() - 1).getKey();
  }

  /** The writes, in no particular order. */
  Collection<Write> values() {
    if (list == null) {
      return hashed.values();
    }
    List<Write> values = new ArrayList<>(list.size());
    list.forEach(entry -> values.add(entry.getValue()));
    return values;
  }

  /** A copy in the order of the keys. */
  List<Map.Entry<Bytes, Write>> sorted() {
    if (list != null) {
      return new ArrayList<>(list);
    }
    if (ordered != null) {
      return new ArrayList<>(ordered.entrySet());
    }
    List<Map.Entry<Bytes, Write>> entries = new ArrayList<>(hashed.entrySet());
    entries.sort(Map.Entry.comparingByKey());
    return entries;
  }

  /** A view of the keys from the first up to the second, in order; null for no end. */
  Collection<Map.Entry<Bytes, Write>> inOrder(Bytes from, @Nullable Bytes to) {
    ArrayList<Map.Entry<Bytes, Write>> sorted = list;
    if (sorted != null) {
      return sorted.subList(start(sorted, from), to == null ? sorted.size() : start(sorted, to));
    }
    TreeMap<Bytes, Write> tree = ordered;
    if (tree == null) {
      tree = new TreeMap<>(hashed);
      ordered = tree;
    }
    return (to == null ? tree.tailMap(from) : tree.subMap(from, to)).entrySet();
  }

  /** Where the first key is that is not before {@code key}. */
  private static int start(List<Map.Entry<Bytes, Write>> sorted, Bytes key) {
    int at = position(sorted, key);
    return at < 0 ? ~at : at;
  }
}
