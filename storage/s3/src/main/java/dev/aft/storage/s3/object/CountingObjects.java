package dev.aft.storage.s3.object;

import dev.aft.storage.spi.Bytes;
import dev.aft.storage.spi.CreateResult;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/**
 * Counts calls as the requests that they are when nothing fails: a listing or a deletion is one for
 * each 1,000 names, anything else is one. Also counts bytes that came and went.
 */
public final class CountingObjects extends InterceptingObjects {
  private static final int NAMES_IN_A_REQUEST = 1000;

  private final RequestCounters counters = new RequestCounters();

  public CountingObjects(ObjectStore objects) {
    super(objects);
  }

  /** Requests of this kind so far. */
  public long count(RequestKind kind) {
    return counters.count(kind);
  }

  /** Requests of any kind so far. */
  public long count() {
    return counters.count();
  }

  /** Every counter by its name. */
  public Map<String, Long> statistics() {
    return counters.statistics();
  }

  @Override
  <T> CompletableFuture<T> intercept(ObjectCall call, Supplier<CompletableFuture<T>> action) {
    switch (call.kind()) {
      case CREATE_IF_ABSENT, PUT -> counters.add(RequestKind.PUT, 1);
      case GET, GET_RANGE -> counters.add(RequestKind.GET, 1);
      case LIST -> counters.add(RequestKind.LIST, 1);
      case DELETE -> counters.add(RequestKind.DELETE, requestsFor(call.names().size()));
    }
    return action.get().thenApply(this::read);
  }

  @Override
  public CompletableFuture<CreateResult> createIfAbsent(String name, Bytes content) {
    counters.written(content.length());
    return super.createIfAbsent(name, content);
  }

  @Override
  public CompletableFuture<Void> put(String name, Bytes content) {
    counters.written(content.length());
    return super.put(name, content);
  }

  @Override
  public CompletableFuture<List<ObjectSummary>> list(String prefix, String after) {
    return super.list(prefix, after).thenApply(this::listed);
  }

  private List<ObjectSummary> listed(List<ObjectSummary> summaries) {
    counters.add(RequestKind.LIST, Math.max(1, requestsFor(summaries.size())) - 1);
    return summaries;
  }

  private <T> T read(T result) {
    if (result instanceof Optional<?> found
        && found.isPresent()
        && found.get() instanceof Bytes bytes) {
      counters.read(bytes.length());
    }
    return result;
  }

  private static long requestsFor(int names) {
    return (names + NAMES_IN_A_REQUEST - 1L) / NAMES_IN_A_REQUEST;
  }
}
