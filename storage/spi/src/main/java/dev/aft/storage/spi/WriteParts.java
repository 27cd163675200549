package dev.aft.storage.spi;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/**
 * For implementations: a large write that need not be atomic, done in parts, so that other writes
 * come in between.
 */
public final class WriteParts {
  private final long maxBytes;
  private final List<WriteBatch> parts = new ArrayList<>();
  private final List<Entry> writes = new ArrayList<>();
  private final List<Bytes> deletes = new ArrayList<>();
  private long bytes;

  private WriteParts(long maxBytes) {
    this.maxBytes = maxBytes;
  }

  /** Parts of at most {@code maxBytes}; an entry larger than that is a part of its own. */
  public static List<WriteBatch> split(WriteBatch batch, long maxBytes) {
    WriteParts parts = new WriteParts(maxBytes);
    for (Entry entry : batch.writes()) {
      parts.makeRoom(entry.key().length() + entry.value().length());
      parts.writes.add(entry);
    }
    for (Bytes key : batch.deletes()) {
      parts.makeRoom(key.length());
      parts.deletes.add(key);
    }
    parts.endPart();
    return parts.parts;
  }

  private void makeRoom(long added) {
    if (bytes > 0 && bytes + added > maxBytes) {
      endPart();
    }
    bytes += added;
  }

  private void endPart() {
    parts.add(new WriteBatch(writes, deletes));
    writes.clear();
    deletes.clear();
    bytes = 0;
  }

  /** Commits one part after the other; a failure after the first is an unknown outcome. */
  public static CompletableFuture<Void> inOrder(
      List<WriteBatch> parts, Function<WriteBatch, CompletableFuture<Void>> commit) {
    CompletableFuture<Void> done = commit.apply(parts.get(0));
    for (WriteBatch part : parts.subList(1, parts.size())) {
      done = done.thenCompose(earlier -> commit.apply(part).exceptionally(WriteParts::failPartly));
    }
    return done;
  }

  private static Void failPartly(Throwable reported) {
    StorageException failure = StorageException.from(reported);
    throw failure instanceof UnknownOutcomeException
        ? failure
        : new UnknownOutcomeException(
            failure.reason(), "Only a part of the write is done. " + failure.getMessage(), failure);
  }
}
