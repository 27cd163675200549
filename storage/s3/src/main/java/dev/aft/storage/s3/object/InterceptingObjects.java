package dev.aft.storage.s3.object;

import dev.aft.storage.s3.object.ObjectCall.Kind;
import dev.aft.storage.spi.Bytes;
import dev.aft.storage.spi.CreateResult;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

/** A decorator whose subclass decides in one place what becomes of each call. */
abstract class InterceptingObjects implements ObjectStore {
  private final ObjectStore objects;
  private final AtomicLong calls = new AtomicLong();

  InterceptingObjects(ObjectStore objects) {
    this.objects = objects;
  }

  /** Makes the call through {@code action}, or does something else. */
  abstract <T> CompletableFuture<T> intercept(
      ObjectCall call, Supplier<CompletableFuture<T>> action);

  @Override
  public CompletableFuture<CreateResult> createIfAbsent(String name, Bytes content) {
    return intercept(
        call(Kind.CREATE_IF_ABSENT, List.of(name)), () -> objects.createIfAbsent(name, content));
  }

  @Override
  public CompletableFuture<Void> put(String name, Bytes content) {
    return intercept(call(Kind.PUT, List.of(name)), () -> objects.put(name, content));
  }

  @Override
  public CompletableFuture<Optional<Bytes>> get(String name) {
    return intercept(call(Kind.GET, List.of(name)), () -> objects.get(name));
  }

  @Override
  public CompletableFuture<Optional<Bytes>> getRange(String name, long offset, int length) {
    return intercept(
        call(Kind.GET_RANGE, List.of(name)), () -> objects.getRange(name, offset, length));
  }

  @Override
  public CompletableFuture<List<ObjectSummary>> list(String prefix, String after) {
    return intercept(call(Kind.LIST, List.of(prefix)), () -> objects.list(prefix, after));
  }

  @Override
  public CompletableFuture<Optional<ObjectSummary>> first(String prefix) {
    return intercept(call(Kind.LIST, List.of(prefix)), () -> objects.first(prefix));
  }

  @Override
  public CompletableFuture<Void> delete(List<String> names) {
    return intercept(call(Kind.DELETE, names), () -> objects.delete(names));
  }

  @Override
  public void close() {
    objects.close();
  }

  private ObjectCall call(Kind kind, List<String> names) {
    return new ObjectCall(kind, calls.incrementAndGet(), names);
  }
}
