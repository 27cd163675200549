package dev.aft.storage.s3;

import dev.aft.storage.s3.object.ObjectStore;
import dev.aft.storage.s3.object.ObjectSummary;
import dev.aft.storage.spi.Bytes;
import dev.aft.storage.spi.CreateResult;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** Objects of which one's own is taken for another's, as by an answer that was misread. */
final class MisreadObjects implements ObjectStore {
  private final ObjectStore objects;

  /** How many more creations of an object of the log look like that. */
  int misread;

  MisreadObjects(ObjectStore objects) {
    this.objects = objects;
  }

  @Override
  public CompletableFuture<CreateResult> createIfAbsent(String name, Bytes content) {
    if (misread == 0 || !name.startsWith("log/")) {
      return objects.createIfAbsent(name, content);
    }
    misread--;
    return objects.createIfAbsent(name, content).thenApply(created -> CreateResult.EXISTED);
  }

  @Override
  public CompletableFuture<Void> put(String name, Bytes content) {
    return objects.put(name, content);
  }

  @Override
  public CompletableFuture<Optional<Bytes>> get(String name) {
    return objects.get(name);
  }

  @Override
  public CompletableFuture<Optional<Bytes>> getRange(String name, long offset, int length) {
    return objects.getRange(name, offset, length);
  }

  @Override
  public CompletableFuture<List<ObjectSummary>> list(String prefix, String after) {
    return objects.list(prefix, after);
  }

  @Override
  public CompletableFuture<Optional<ObjectSummary>> first(String prefix) {
    return objects.first(prefix);
  }

  @Override
  public CompletableFuture<Void> delete(List<String> names) {
    return objects.delete(names);
  }

  @Override
  public void close() {
    objects.close();
  }
}
