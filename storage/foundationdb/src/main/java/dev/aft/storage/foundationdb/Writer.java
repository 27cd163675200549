package dev.aft.storage.foundationdb;

import com.apple.foundationdb.Transaction;
import dev.aft.storage.spi.AtomicBatches;
import dev.aft.storage.spi.Bytes;
import dev.aft.storage.spi.CreateResult;
import dev.aft.storage.spi.Entry;
import dev.aft.storage.spi.KeyRange;
import dev.aft.storage.spi.StorageException;
import dev.aft.storage.spi.StorageException.Reason;
import dev.aft.storage.spi.UnknownOutcomeException;
import dev.aft.storage.spi.WriteBatch;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

/**
 * Everything that changes the store. Every transaction reads the owner, so that none of an earlier
 * owner's can happen once another has taken over.
 *
 * <p><b>Why an unknown result can be resolved.</b> All attempts of a write conflict with each
 * other: those of a conditional batch read and write the keys of its conditions, all others read
 * and write a marker of their own. So once an attempt is committed, none that began before it can
 * happen any more, and a later write of the same keys is not overtaken by a forgotten attempt.
 */
final class Writer {
  private final Transactions transactions;
  private final KeySpace keys;
  private final Planner planner;
  private final ChunkIds chunkIds;
  private final StoreOwner ownership;
  private final Turns turns;
  private final Runnable chunksLeftBehind;
  private final AtomicLong operations = new AtomicLong();

  Writer(
      Transactions transactions,
      KeySpace keys,
      Planner planner,
      ChunkIds chunkIds,
      StoreOwner ownership,
      Runnable chunksLeftBehind) {
    this.transactions = transactions;
    this.keys = keys;
    this.planner = planner;
    this.chunkIds = chunkIds;
    this.ownership = ownership;
    this.turns = new Turns(transactions.executor());
    this.chunksLeftBehind = chunksLeftBehind;
  }

  CompletableFuture<CreateResult> commitIfAbsent(List<Entry> conditions, WriteBatch batch) {
    AtomicBatches.requireDistinct(conditions);
    List<Entry> writes = new ArrayList<>(conditions);
    writes.addAll(batch.writes());
    Part part = planner.whole(writes, batch.deletes());
    if (conditions.isEmpty()) {
      return write(part);
    }
    return writeIfAbsent(conditions, part);
  }

  /** Whether {@link #commitIfAbsent} takes it, as far as its size goes. */
  boolean accepts(List<Entry> conditions, WriteBatch batch) {
    List<Entry> writes = new ArrayList<>(conditions);
    writes.addAll(batch.writes());
    return planner.fitsOnePart(writes, batch.deletes());
  }

  private CompletableFuture<CreateResult> writeIfAbsent(List<Entry> conditions, Part part) {
    Bytes mine = planner.rowUnder(conditions.get(0), part);
    List<byte[]> conditionKeys =
        conditions.stream().map(condition -> keys.key(condition.key())).toList();
    return turns.inTurn(
        conditions.get(0).key(),
        () -> transactions.write(new ConditionalAttempt(part, conditionKeys, mine)));
  }

  /** Of a value too large for one transaction the chunks go first, unconditionally. */
  CompletableFuture<CreateResult> createIfAbsent(Entry entry) {
    if (planner.fitsOnePart(List.of(entry), List.of())) {
      return commitIfAbsent(List.of(entry), WriteBatch.ofWrites(List.of()));
    }
    List<Part> parts = planner.parts(List.of(entry));
    int last = parts.size() - 1;
    return protectedFromSweep(
            parts,
            () ->
                inOrder(parts.subList(0, last))
                    .exceptionally(Writer::countForNothing)
                    .thenCompose(done -> writeIfAbsent(List.of(entry), parts.get(last))))
        .whenComplete(
            (result, failure) -> {
              if (result == CreateResult.EXISTED) {
                chunksLeftBehind.run();
              }
            });
  }

  /** Whatever became of chunks: without their head the value is not there, and will not be. */
  private static boolean countForNothing(Throwable failure) {
    StorageException reported = StorageException.from(failure);
    throw reported instanceof UnknownOutcomeException
        ? new StorageException(
            reported.reason(), "A large value was not written to its end.", reported)
        : reported;
  }

  /** Writes if none of the conditions exists; knows its own first condition again. */
  private final class ConditionalAttempt implements Attempt<CreateResult> {
    private final Part part;
    private final List<byte[]> conditions;
    private final Bytes mine;

    ConditionalAttempt(Part part, List<byte[]> conditions, Bytes mine) {
      this.part = part;
      this.conditions = conditions;
      this.mine = mine;
    }

    /**
     * Either the first condition is there, which tells whose it is, or the store is another's,
     * which ends all earlier attempts, or this attempt writes what they would have written.
     */
    @Override
    public boolean decidesEarlierOnes() {
      return true;
    }

    @Override
    public CompletableFuture<Found<CreateResult>> in(Transaction transaction, boolean again) {
      CompletableFuture<byte[]> owner = transaction.get(keys.owner());
      CompletableFuture<List<byte[]>> existing = getAll(transaction, conditions);
      CompletableFuture<List<byte[]>> needed = references(transaction, part);
      CompletableFuture<List<byte[]>> deleted = heads(transaction, part.deletes());
      return CompletableFuture.allOf(owner, existing, needed, deleted)
          .thenApply(
              read -> {
                byte[] first = existing.join().get(0);
                if (again && first != null && Bytes.wrap(first).equals(mine)) {
                  return Found.unchanged(CreateResult.CREATED);
                }
                ownership.require(owner.join());
                if (existing.join().stream().anyMatch(Objects::nonNull)) {
                  return Found.unchanged(CreateResult.EXISTED);
                }
                requireAll(needed.join());
                apply(transaction, part, deleted.join());
                return Found.changed(CreateResult.CREATED);
              });
    }
  }

  private static CompletableFuture<List<byte[]>> getAll(
      Transaction transaction, List<byte[]> wanted) {
    return Futures.all(wanted.stream().map(transaction::get).toList());
  }

  /** The first rows of the values that earlier parts have begun. */
  private CompletableFuture<List<byte[]>> references(Transaction transaction, Part part) {
    return getAll(transaction, part.needed().stream().map(keys::reference).toList());
  }

  /** What stands under keys to be deleted, if any of it may have chunks; else nothing. */
  private CompletableFuture<List<byte[]>> heads(Transaction transaction, List<Bytes> deletes) {
    return chunkIds.mayExist()
        ? Futures.all(
            deletes.stream().map(key -> transaction.snapshot().get(keys.key(key))).toList())
        : CompletableFuture.completedFuture(List.of());
  }

  private void apply(Transaction transaction, Part part, List<byte[]> deletedHeads) {
    part.changes().forEach(change -> change.applyTo(transaction));
    part.deletes().forEach(key -> transaction.clear(keys.key(key)));
    for (byte[] head : deletedHeads) {
      if (head != null) {
        clearChunks(transaction, head);
      }
    }
  }

  private void clearChunks(Transaction transaction, byte[] head) {
    if (head.length > 0 && head[0] == 1 && Head.decode(head) instanceof Head.Large large) {
      transaction.clear(keys.reference(large.chunkId()));
      transaction.clear(keys.chunksFrom(large.chunkId()), keys.chunksTo(large.chunkId()));
    }
  }

  /** Writes a part without conditions. */
  CompletableFuture<CreateResult> write(Part part) {
    if (part.isEmpty()) {
      return CompletableFuture.completedFuture(CreateResult.CREATED);
    }
    byte[] marker = keys.marker(operations.incrementAndGet());
    return transactions.write(
        (transaction, again) -> {
          CompletableFuture<byte[]> owner = transaction.get(keys.owner());
          CompletableFuture<List<byte[]>> needed = references(transaction, part);
          CompletableFuture<List<byte[]>> deleted = heads(transaction, part.deletes());
          return CompletableFuture.allOf(owner, needed, deleted)
              .thenApply(
                  read -> {
                    ownership.require(owner.join());
                    requireAll(needed.join());
                    mark(transaction, marker);
                    apply(transaction, part, deleted.join());
                    return Attempt.Found.changed(CreateResult.CREATED);
                  });
        });
  }

  private static void mark(Transaction transaction, byte[] marker) {
    transaction.addReadConflictKey(marker);
    transaction.addWriteConflictKey(marker);
  }

  private static void requireAll(List<byte[]> references) {
    if (references.stream().anyMatch(Objects::isNull)) {
      throw new StorageException(
          Reason.IO, "The first chunks of a value were cleared away while it was written.");
    }
  }

  CompletableFuture<Boolean> writeAll(List<Entry> entries) {
    List<Part> parts = planner.parts(entries);
    return protectedFromSweep(parts, () -> inOrder(parts));
  }

  /** Chunks written by one part have no head until a later one; they must stay until then. */
  private <T> CompletableFuture<T> protectedFromSweep(
      List<Part> parts, Supplier<CompletableFuture<T>> action) {
    Set<Bytes> several = new HashSet<>();
    parts.forEach(part -> several.addAll(part.needed()));
    chunkIds.begin(several);
    return action
        .get()
        .whenComplete(
            (done, failure) -> {
              chunkIds.end(several);
              if (failure != null && !several.isEmpty()) {
                chunksLeftBehind.run();
              }
            });
  }

  CompletableFuture<Boolean> deleteAll(List<Bytes> deletes) {
    return inOrder(planner.deletes(deletes));
  }

  /** One part after the other: what is there is always a beginning of the whole. */
  private CompletableFuture<Boolean> inOrder(List<Part> parts) {
    Iterator<Part> remaining = parts.iterator();
    return Futures.repeat(
        transactions.executor(),
        () ->
            remaining.hasNext()
                ? write(remaining.next()).thenApply(done -> true)
                : CompletableFuture.completedFuture(false));
  }

  /** One range to clear, whatever it holds; chunks of its values are left to the sweep. */
  CompletableFuture<CreateResult> deleteRange(KeyRange range) {
    if (range.isEmpty()) {
      return CompletableFuture.completedFuture(CreateResult.CREATED);
    }
    byte[] marker = keys.marker(operations.incrementAndGet());
    return transactions
        .<CreateResult>write(
            (transaction, again) ->
                transaction
                    .get(keys.owner())
                    .thenApply(
                        owner -> {
                          ownership.require(owner);
                          mark(transaction, marker);
                          transaction.clear(keys.bound(range.from()), keys.bound(range.to()));
                          return Attempt.Found.changed(CreateResult.CREATED);
                        }))
        .whenComplete((done, failure) -> chunksLeftBehind.run());
  }
}
