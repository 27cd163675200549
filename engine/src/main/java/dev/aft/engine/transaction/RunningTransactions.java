package dev.aft.engine.transaction;

import dev.aft.engine.Bound;
import dev.aft.engine.EngineException;
import dev.aft.storage.spi.Bytes;
import java.util.Iterator;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** The transactions of this node that have not ended, bounded in number. Thread-safe. */
final class RunningTransactions implements Iterable<AftTransaction> {
  private final int most;
  private final Set<AftTransaction> running = ConcurrentHashMap.newKeySet();
  private final AtomicInteger count = new AtomicInteger();

  /** How many run with an idempotency key, by key; a transaction without one pays nothing. */
  private final Map<Bytes, Integer> keys = new ConcurrentHashMap<>();

  /** Those whose id somebody has asked for: nobody else can be asked for. */
  private final Map<TransactionId, AftTransaction> byId = new ConcurrentHashMap<>();

  RunningTransactions(int most) {
    this.most = most;
  }

  /**
   * Makes room for one; to be followed by {@link #add}.
   *
   * @throws EngineException {@code LIMIT_EXCEEDED} when there are too many and this one is
   *     refusable
   */
  void reserve(boolean isRefusable) {
    if (count.incrementAndGet() > most && isRefusable) {
      count.decrementAndGet();
      throw EngineException.beyond(Bound.MAX_TRANSACTIONS, most, "Too many transactions");
    }
  }

  void add(AftTransaction transaction) {
    Bytes key = transaction.idempotencyKey();
    if (key != null) {
      keys.merge(key, 1, Integer::sum);
    }
    running.add(transaction);
  }

  /** A running transaction has got its id. */
  void identify(TransactionId id, AftTransaction transaction) {
    byId.put(id, transaction);
    if (!running.contains(transaction)) {
      byId.remove(id);
    }
  }

  void remove(AftTransaction transaction) {
    if (running.remove(transaction)) {
      TransactionId id = transaction.knownId();
      if (id != null) {
        byId.remove(id);
      }
      count.decrementAndGet();
      Bytes key = transaction.idempotencyKey();
      if (key != null) {
        keys.computeIfPresent(key, (k, held) -> held == 1 ? null : held - 1);
      }
    }
  }

  boolean hasKey(Bytes key) {
    return keys.containsKey(key);
  }

  /** The transaction with that id, unless its deadline has passed; null for none. */
  @Nullable AftTransaction find(TransactionId id) {
    AftTransaction transaction = byId.get(id);
    if (transaction == null) {
      return null;
    }
    transaction.expireIfDue();
    return running.contains(transaction) ? transaction : null;
  }

  int count() {
    return count.get();
  }

  int countWithKey() {
    return keys.size();
  }

  @Override
  public Iterator<AftTransaction> iterator() {
    return running.iterator();
  }
}
