package dev.aft.engine.transaction;

import java.util.Iterator;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.function.ToLongBiFunction;
import org.jspecify.annotations.Nullable;

/**
 * A map in bounded memory that drops what has not been used for long (second chance: a hand goes
 * around and takes entries that nobody has touched since it last came by). Thread-safe.
 *
 * <p>Every read and every commit passes through here, so a hit costs a lookup and at most one plain
 * write: no queue of accesses to be replayed, as in caches that order their entries exactly.
 */
final class BoundedMap<K, V> {
  /** How many used entries the hand spares in one go, so that no caller works for long. */
  private static final int MOST_SPARED = 64;

  private static final class Node<V> {
    final V value;
    final long weight;

    /**
     * Set by readers and cleared by the hand without order: a lost update costs a second chance.
     */
    boolean used;

    Node(V value, long weight, boolean used) {
      this.value = value;
      this.weight = weight;
      this.used = used;
    }
  }

  private final ConcurrentHashMap<K, Node<V>> nodes = new ConcurrentHashMap<>();
  private final ToLongBiFunction<K, V> weigher;
  private final long maxWeight;
  private final AtomicLong totalWeight = new AtomicLong();
  private final ReentrantLock evicting = new ReentrantLock();

  /** Where the hand is. Guarded by {@code evicting}. */
  private Iterator<Map.Entry<K, Node<V>>> hand = nodes.entrySet().iterator();

  BoundedMap(long maxWeight, ToLongBiFunction<K, V> weigher) {
    this.maxWeight = maxWeight;
    this.weigher = weigher;
  }

  @Nullable V get(K key) {
    Node<V> node = nodes.get(key);
    if (node == null) {
      return null;
    }
    if (!node.used) {
      node.used = true;
    }
    return node.value;
  }

  /**
   * Puts what {@code change} makes of the present value; null in and out means absent. Atomic for
   * the key; {@code change} runs once.
   */
  void compute(K key, Function<@Nullable V, @Nullable V> change) {
    nodes.compute(
        key,
        (k, node) -> {
          V before = node == null ? null : node.value;
          V after = change.apply(before);
          if (node != null && after == before) {
            return node;
          }
          long weight = after == null ? 0 : weigher.applyAsLong(k, after);
          totalWeight.addAndGet(weight - (node == null ? 0 : node.weight));
          return after == null ? null : new Node<>(after, weight, node != null && node.used);
        });
    // Who finds the lock taken leaves the work to its holder, who looks again after giving it back.
    while (totalWeight.get() > maxWeight && evicting.tryLock()) {
      evict();
    }
  }

  /** Removes what the key has. Cheaper than {@link #compute}, above all where there is nothing. */
  void remove(K key) {
    Node<V> node = nodes.remove(key);
    if (node != null) {
      totalWeight.addAndGet(-node.weight);
    }
  }

  private void evict() {
    try {
      int spared = 0;
      while (totalWeight.get() > maxWeight && !nodes.isEmpty()) {
        if (!hand.hasNext()) {
          hand = nodes.entrySet().iterator();
          continue;
        }
        Map.Entry<K, Node<V>> entry = hand.next();
        Node<V> node = entry.getValue();
        if (node.used && spared < MOST_SPARED) {
          spared++;
          node.used = false;
        } else if (nodes.remove(entry.getKey(), node)) {
          totalWeight.addAndGet(-node.weight);
        }
      }
    } finally {
      evicting.unlock();
    }
  }

  long size() {
    return nodes.mappingCount();
  }

  long weight() {
    return totalWeight.get();
  }
}
