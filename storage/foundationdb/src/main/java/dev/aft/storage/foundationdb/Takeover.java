package dev.aft.storage.foundationdb;

import com.apple.foundationdb.ReadTransaction;
import com.apple.foundationdb.Transaction;
import dev.aft.storage.spi.Bytes;
import dev.aft.storage.spi.StorageException;
import dev.aft.storage.spi.StorageException.Reason;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Makes this store the owner of its keys: once its id is under the owner's key, no transaction of
 * an earlier owner can be committed any more, since every one of them has read that key.
 *
 * <p>Answers whether there may be values in chunks.
 */
final class Takeover implements Attempt<Boolean> {
  private static final byte FORMAT = 1;

  private final KeySpace keys;
  private final StoreOwner ownership;
  private final String where;

  Takeover(KeySpace keys, StoreOwner ownership, String where) {
    this.keys = keys;
    this.ownership = ownership;
    this.where = where;
  }

  /** The owner's key tells, and attempts conflict with each other in it. */
  @Override
  public boolean decidesEarlierOnes() {
    return true;
  }

  @Override
  public CompletableFuture<Found<Boolean>> in(Transaction transaction, boolean again) {
    ReadTransaction snapshot = transaction.snapshot();
    CompletableFuture<byte[]> owner = transaction.get(keys.owner());
    CompletableFuture<byte[]> format = transaction.get(keys.format());
    CompletableFuture<Boolean> any = isAny(snapshot, keys.allFrom(), keys.allTo());
    CompletableFuture<Boolean> chunks = isAny(snapshot, keys.referencesFrom(), keys.referencesTo());
    return CompletableFuture.allOf(owner, format, any, chunks)
        .thenApply(
            read -> {
              if (again && ownership.isMine(owner.join())) {
                return Found.unchanged(chunks.join());
              }
              checkFormat(format.join(), any.join());
              transaction.set(keys.format(), new byte[] {FORMAT});
              transaction.set(keys.owner(), ownership.id().toArray());
              return Found.changed(chunks.join());
            });
  }

  /** Makes sure that this version can read what there is, and takes nothing over. */
  CompletableFuture<Boolean> look(ReadTransaction transaction) {
    CompletableFuture<byte[]> format = transaction.get(keys.format());
    CompletableFuture<Boolean> any = isAny(transaction, keys.allFrom(), keys.allTo());
    return format.thenCombine(
        any,
        (found, anyKeys) -> {
          checkFormat(found, anyKeys);
          return anyKeys;
        });
  }

  private static CompletableFuture<Boolean> isAny(
      ReadTransaction transaction, byte[] from, byte[] to) {
    return transaction.getRange(from, to, 1).asList().thenApply(rows -> !rows.isEmpty());
  }

  private void checkFormat(byte @Nullable [] format, boolean anyKeys) {
    if (format == null && anyKeys) {
      throw new StorageException(
          Reason.MISCONFIGURED,
          "The prefix is used by something else; choose another with ?prefix=NAME. " + where);
    }
    if (format != null && !Arrays.equals(format, new byte[] {FORMAT})) {
      throw new StorageException(
          Reason.NEWER_FORMAT,
          "The data was written in a format that this version does not know. "
              + where
              + " format="
              + Bytes.copyOf(format)
              + " known="
              + List.of((int) FORMAT));
    }
  }
}
