package dev.aft.storage.foundationdb;

import com.apple.foundationdb.KeyValue;
import com.apple.foundationdb.ReadTransaction;
import com.apple.foundationdb.StreamingMode;
import dev.aft.storage.spi.Bytes;
import dev.aft.storage.spi.StorageException;
import dev.aft.storage.spi.StorageException.Reason;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Function;

/** Puts large values together from their chunks. */
final class ChunkReader {
  /** About a megabyte in one request. */
  private static final int CHUNKS_AT_ONCE = 11;

  /** How often a value may be replaced while it is read. */
  private static final int MAX_REPLACEMENTS = 16;

  private final Transactions transactions;
  private final KeySpace keys;

  ChunkReader(Transactions transactions, KeySpace keys) {
    this.transactions = transactions;
    this.keys = keys;
  }

  /** How to read at a read version. */
  private interface Reading {
    CompletableFuture<List<KeyValue>> read(
        Function<ReadTransaction, CompletableFuture<List<KeyValue>>> body);
  }

  /**
   * The value of {@code key}, whose head has been read: some megabytes a transaction, since the
   * whole may take longer than one lives. Chunks never change; when they are gone, the value has
   * been replaced or deleted, and the head is read again.
   */
  CompletableFuture<Optional<Bytes>> load(Bytes key, Head.Large head) {
    return load(key, head, MAX_REPLACEMENTS);
  }

  private CompletableFuture<Optional<Bytes>> load(Bytes key, Head.Large head, int replacements) {
    return assemble(head, transactions::read, transactions.executor())
        .thenCompose(
            value ->
                value.isPresent()
                    ? CompletableFuture.completedFuture(value)
                    : readAgain(key, head, replacements));
  }

  private CompletableFuture<Optional<Bytes>> readAgain(
      Bytes key, Head.Large gone, int replacements) {
    return transactions
        .read(transaction -> transaction.get(keys.key(key)).thenApply(Optional::ofNullable))
        .thenCompose(
            row -> {
              if (row.isEmpty()) {
                return CompletableFuture.completedFuture(Optional.<Bytes>empty());
              }
              Head now = Head.decode(row.get());
              if (now.equals(gone)) {
                throw corrupt("Chunks of a value are missing.", gone);
              }
              if (now instanceof Head.Small small) {
                return CompletableFuture.completedFuture(Optional.of(small.value()));
              }
              if (replacements == 0) {
                throw new StorageException(
                    Reason.UNAVAILABLE,
                    "A value was replaced again and again while it was read. key=" + key);
              }
              return load(key, (Head.Large) now, replacements - 1);
            });
  }

  /** The value as of the read version of {@code transaction}, where its head has been read. */
  CompletableFuture<Bytes> loadIn(ReadTransaction transaction, Head.Large head) {
    return assemble(head, body -> body.apply(transaction), transactions.executor())
        .thenApply(
            value -> value.orElseThrow(() -> corrupt("Chunks of a value are missing.", head)));
  }

  private CompletableFuture<Optional<Bytes>> assemble(
      Head.Large head, Reading reading, Executor executor) {
    Assembly assembly = new Assembly(head);
    return Futures.repeat(
            executor,
            () ->
                reading
                    .read(
                        transaction ->
                            transaction
                                .getRange(
                                    keys.chunk(head.chunkId(), assembly.next),
                                    keys.chunk(head.chunkId(), assembly.groupEnd()),
                                    assembly.groupEnd() - assembly.next,
                                    false,
                                    StreamingMode.EXACT)
                                .asList())
                    .thenApply(assembly::add))
        .thenApply(done -> assembly.finish());
  }

  /** A value of which some chunks are there. Used by one thread at a time. */
  private final class Assembly {
    private final Head.Large head;
    private final byte[] value;
    private int next;
    private boolean gone;

    Assembly(Head.Large head) {
      this.head = head;
      this.value = new byte[(int) head.length()];
    }

    int groupEnd() {
      return Math.min(head.chunks(), next + CHUNKS_AT_ONCE);
    }

    /**
     * Whether there is more to read. An answer may be cut short: fdb-java with direct buffers,
     * which another part of the process may have chosen, returns what fits its buffer. Chunks go
     * all at once, so that only an answer without any, or with a gap, says that they are gone.
     */
    boolean add(List<KeyValue> chunks) {
      gone = chunks.isEmpty();
      for (KeyValue chunk : chunks) {
        if (!Arrays.equals(chunk.getKey(), keys.chunk(head.chunkId(), next))) {
          gone = true;
        }
        if (gone) {
          return false;
        }
        int from = next * Head.CHUNK_BYTES;
        int length = Math.min(Head.CHUNK_BYTES, value.length - from);
        if (chunk.getValue().length != length) {
          throw corrupt("A chunk of a value has the wrong length.", head);
        }
        System.arraycopy(chunk.getValue(), 0, value, from, length);
        next++;
      }
      return !gone && next < head.chunks();
    }

    Optional<Bytes> finish() {
      if (gone) {
        return Optional.empty();
      }
      Bytes whole = Bytes.wrap(value);
      if (Head.checksumOf(whole) != head.checksum()) {
        throw corrupt("The checksum of a value does not match.", head);
      }
      return Optional.of(whole);
    }
  }

  private static StorageException corrupt(String what, Head.Large head) {
    return new StorageException(
        Reason.CORRUPT, what + " chunk-id=" + head.chunkId() + " bytes=" + head.length());
  }
}
