package dev.aft.storage.foundationdb;

import dev.aft.storage.spi.Bytes;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** Reads of single keys. */
final class Reader {
  /** Values of up to 90 KB each come back together. */
  private static final int KEYS_AT_ONCE = 500;

  /** Larger values than these together come one after the other. */
  private static final long LARGE_BYTES_AT_ONCE = 8 << 20;

  private final Transactions transactions;
  private final KeySpace keys;
  private final ChunkReader chunks;

  Reader(Transactions transactions, KeySpace keys, ChunkReader chunks) {
    this.transactions = transactions;
    this.keys = keys;
    this.chunks = chunks;
  }

  CompletableFuture<Optional<Bytes>> read(Bytes key) {
    if (!keys.fits(key)) {
      return CompletableFuture.completedFuture(Optional.empty());
    }
    return heads(List.of(key)).thenCompose(heads -> value(key, heads.get(0)));
  }

  /** All keys go out together, in one transaction for each some hundred of them. */
  CompletableFuture<List<Optional<Bytes>>> readMany(List<Bytes> wanted) {
    List<Optional<Bytes>> values = new ArrayList<>(wanted.size());
    return Futures.repeat(
            transactions.executor(),
            () -> {
              int from = values.size();
              int to = Math.min(wanted.size(), from + KEYS_AT_ONCE);
              return from == to
                  ? CompletableFuture.completedFuture(false)
                  : readGroup(wanted.subList(from, to), values);
            })
        .thenApply(done -> List.copyOf(values));
  }

  private CompletableFuture<Boolean> readGroup(List<Bytes> group, List<Optional<Bytes>> values) {
    return heads(group)
        .thenCompose(
            heads -> {
              Iterator<Bytes> keysLeft = group.iterator();
              Iterator<Optional<Head>> headsLeft = heads.iterator();
              return Futures.repeat(
                  transactions.executor(),
                  () ->
                      headsLeft.hasNext()
                          ? Futures.all(valuesTogether(keysLeft, headsLeft))
                              .thenApply(values::addAll)
                          : CompletableFuture.completedFuture(false));
            })
        .thenApply(done -> true);
  }

  /** The next values, as many as come back together. */
  private List<CompletableFuture<Optional<Bytes>>> valuesTogether(
      Iterator<Bytes> keysLeft, Iterator<Optional<Head>> headsLeft) {
    List<CompletableFuture<Optional<Bytes>>> together = new ArrayList<>();
    for (long bytes = 0; headsLeft.hasNext() && bytes < LARGE_BYTES_AT_ONCE; ) {
      Optional<Head> head = headsLeft.next();
      together.add(value(keysLeft.next(), head));
      bytes += head.filter(Head.Large.class::isInstance).map(Head::length).orElse(0L);
    }
    return together;
  }

  private CompletableFuture<List<Optional<Head>>> heads(List<Bytes> group) {
    return transactions
        .read(
            transaction ->
                Futures.all(
                    group.stream()
                        .map(
                            key ->
                                keys.fits(key)
                                    ? transaction.get(keys.key(key)).thenApply(Optional::ofNullable)
                                    : CompletableFuture.completedFuture(Optional.<byte[]>empty()))
                        .toList()))
        .thenApply(rows -> rows.stream().map(row -> row.map(Head::decode)).toList());
  }

  private CompletableFuture<Optional<Bytes>> value(Bytes key, Optional<Head> head) {
    if (head.isEmpty()) {
      return CompletableFuture.completedFuture(Optional.empty());
    }
    return head.get() instanceof Head.Large large
        ? chunks.load(key, large)
        : CompletableFuture.completedFuture(Optional.of(((Head.Small) head.get()).value()));
  }
}
