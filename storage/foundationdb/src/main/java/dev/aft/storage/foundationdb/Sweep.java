package dev.aft.storage.foundationdb;

import com.apple.foundationdb.KeyValue;
import com.apple.foundationdb.StreamingMode;
import com.apple.foundationdb.Transaction;
import dev.aft.storage.spi.Bytes;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Clears chunks of which no head speaks: left from writes that did not happen, and from values that
 * were replaced or deleted with their range.
 *
 * <p>Safe beside writes: a value that is being written in several transactions is left alone, and
 * whatever could still put a head over cleared chunks has read their reference, or its head has
 * been read here, so that one of the two transactions fails.
 */
final class Sweep {
  /** Values looked at in one transaction. */
  private static final int PAGE = 100;

  private final Transactions transactions;
  private final KeySpace keys;
  private final ChunkIds chunkIds;
  private final StoreOwner ownership;
  private final Counters counters;

  Sweep(
      Transactions transactions,
      KeySpace keys,
      ChunkIds chunkIds,
      StoreOwner ownership,
      Counters counters) {
    this.transactions = transactions;
    this.keys = keys;
    this.chunkIds = chunkIds;
    this.ownership = ownership;
    this.counters = counters;
  }

  /** One step: how many values were cleared, and where the next one begins if there is more. */
  private record Step(int cleared, Optional<Bytes> next) {}

  /**
   * Looks at some values.
   *
   * @param from where an earlier step ended; empty to begin
   * @return where the next step begins; empty when there is no more
   */
  CompletableFuture<Optional<Bytes>> step(Optional<Bytes> from) {
    byte[] begin = from.map(Bytes::toArray).orElseGet(keys::referencesFrom);
    return transactions
        .write((transaction, again) -> attempt(transaction, begin))
        .thenApply(
            step -> {
              counters.largeValuesSwept.add(step.cleared());
              return step.next();
            });
  }

  private CompletableFuture<Attempt.Found<Step>> attempt(Transaction transaction, byte[] begin) {
    CompletableFuture<byte[]> owner = transaction.get(keys.owner());
    return transaction
        .snapshot()
        .getRange(begin, keys.referencesTo(), PAGE, false, StreamingMode.WANT_ALL)
        .asList()
        .thenCompose(
            references ->
                Futures.all(
                        references.stream()
                            .map(row -> transaction.get(keys.key(Bytes.wrap(row.getValue()))))
                            .toList())
                    .thenCombine(owner, (heads, id) -> clear(transaction, references, heads, id)));
  }

  private Attempt.Found<Step> clear(
      Transaction transaction,
      List<KeyValue> references,
      List<byte[]> heads,
      byte @Nullable [] owner) {
    ownership.require(owner);
    List<Bytes> orphans = new ArrayList<>();
    for (int i = 0; i < references.size(); i++) {
      Bytes id = keys.chunkId(references.get(i).getKey());
      if (!chunkIds.isUnderWay(id) && !isHeadOf(id, heads.get(i))) {
        orphans.add(id);
      }
    }
    for (Bytes id : orphans) {
      transaction.clear(keys.reference(id));
      transaction.clear(keys.chunksFrom(id), keys.chunksTo(id));
    }
    Step step = new Step(orphans.size(), next(references));
    return orphans.isEmpty() ? Attempt.Found.unchanged(step) : Attempt.Found.changed(step);
  }

  private static boolean isHeadOf(Bytes id, byte @Nullable [] head) {
    return head != null
        && head.length > 0
        && head[0] == 1
        && Head.decode(head) instanceof Head.Large large
        && large.chunkId().equals(id);
  }

  private static Optional<Bytes> next(List<KeyValue> references) {
    return references.size() < PAGE
        ? Optional.empty()
        : Optional.of(Bytes.wrap(references.get(PAGE - 1).getKey()).successor());
  }
}
