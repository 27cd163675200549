package dev.aft.storage.s3.object;

import dev.aft.storage.spi.Bytes;
import dev.aft.storage.spi.CreateResult;
import dev.aft.storage.spi.StorageException;
import dev.aft.storage.spi.StorageException.Reason;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.Supplier;

/**
 * Objects in the memory of the process, gone with it. Every call is atomic and completes on the
 * calling thread.
 *
 * <p>Several handles can share the same objects, as processes share a bucket: see {@link
 * #anotherHandle}.
 */
public final class InMemoryObjects implements ObjectStore {
  private final ConcurrentSkipListMap<String, Bytes> objects;
  private volatile boolean closed;

  /** An empty store of its own. */
  public InMemoryObjects() {
    this(new ConcurrentSkipListMap<>());
  }

  private InMemoryObjects(ConcurrentSkipListMap<String, Bytes> objects) {
    this.objects = objects;
  }

  /** Another handle of the same objects, open whether this one is closed or not. */
  public InMemoryObjects anotherHandle() {
    return new InMemoryObjects(objects);
  }

  /** A store of its own with the objects of now. */
  public InMemoryObjects copy() {
    return new InMemoryObjects(new ConcurrentSkipListMap<>(objects));
  }

  /** What there is now, sorted by name; the caller owns the map. Works on a closed handle too. */
  public SortedMap<String, Bytes> contents() {
    return new TreeMap<>(objects);
  }

  /** Puts content in the place of whatever the object has: damage, or a foreign hand. */
  public void overwrite(String name, Bytes content) {
    objects.put(name, content);
  }

  @Override
  public CompletableFuture<CreateResult> createIfAbsent(String name, Bytes content) {
    return call(
        () -> {
          Bytes present = objects.putIfAbsent(name, content);
          return present == null || present.equals(content)
              ? CreateResult.CREATED
              : CreateResult.EXISTED;
        });
  }

  @Override
  public CompletableFuture<Void> put(String name, Bytes content) {
    return call(() -> objects.put(name, content)).thenAccept(done -> {});
  }

  @Override
  public CompletableFuture<Optional<Bytes>> get(String name) {
    return call(() -> Optional.ofNullable(objects.get(name)));
  }

  @Override
  public CompletableFuture<Optional<Bytes>> getRange(String name, long offset, int length) {
    return call(
        () -> Optional.ofNullable(objects.get(name)).map(all -> part(name, all, offset, length)));
  }

  private static Bytes part(String name, Bytes all, long offset, int length) {
    if (offset + length > all.length()) {
      throw new StorageException(
          Reason.CORRUPT,
          "The object ends before the range that was asked for. object="
              + name
              + " size="
              + all.length()
              + " offset="
              + offset
              + " length="
              + length);
    }
    return all.slice((int) offset, (int) offset + length);
  }

  @Override
  public CompletableFuture<List<ObjectSummary>> list(String prefix, String after) {
    return call(
        () ->
            objects.tailMap(after.compareTo(prefix) < 0 ? prefix : after, true).entrySet().stream()
                .takeWhile(object -> object.getKey().startsWith(prefix))
                .filter(object -> !object.getKey().equals(after) || after.isEmpty())
                .map(object -> new ObjectSummary(object.getKey(), object.getValue().length()))
                .toList());
  }

  @Override
  public CompletableFuture<Optional<ObjectSummary>> first(String prefix) {
    return list(prefix, "").thenApply(found -> found.stream().findFirst());
  }

  @Override
  public CompletableFuture<Void> delete(List<String> names) {
    return call(() -> {
          names.forEach(objects::remove);
          return names;
        })
        .thenAccept(done -> {});
  }

  @Override
  public void close() {
    closed = true;
  }

  private <T> CompletableFuture<T> call(Supplier<T> work) {
    if (closed) {
      return CompletableFuture.failedFuture(
          new StorageException(Reason.CLOSED, "The store has been closed."));
    }
    try {
      return CompletableFuture.completedFuture(work.get());
    } catch (RuntimeException e) {
      return CompletableFuture.failedFuture(e);
    }
  }
}
