package dev.aft.storage.s3.object;

import dev.aft.storage.spi.Bytes;
import dev.aft.storage.spi.CreateResult;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;

/**
 * Counts calls as the requests that they are when nothing fails: a listing or a deletion is one for
 * each 1,000 names, anything else is one. Also counts bytes that came and went.
 */
public final class CountingObjects extends InterceptingObjects {
  private static final int NAMES_IN_A_REQUEST = 1000;

  private final Map<RequestKind, LongAdder> requests = new EnumMap<>(RequestKind.class);
  private final LongAdder bytesRead = new LongAdder();
  private final LongAdder bytesWritten = new LongAdder();

  public CountingObjects(ObjectStore objects) {
    super(objects);
    for (RequestKind kind : RequestKind.values()) {
      requests.put(kind, new LongAdder());
    }
  }

  /** Requests of this kind so far. */
  public long count(RequestKind kind) {
    return adder(kind).sum();
  }

  /** Requests of any kind so far. */
  public long count() {
    return requests.values().stream().mapToLong(LongAdder::sum).sum();
  }

  /** Every counter by its name. */
  public Map<String, Long> statistics() {
    Map<String, Long> counters = new TreeMap<>();
    requests.forEach((kind, adder) -> counters.put(kind.counter(), adder.sum()));
    counters.put("bytes-read", bytesRead.sum());
    counters.put("bytes-written", bytesWritten.sum());
    return counters;
  }

  @Override
  <T> CompletableFuture<T> intercept(ObjectCall call, Supplier<CompletableFuture<T>> action) {
    switch (call.kind()) {
      case CREATE_IF_ABSENT, PUT -> adder(RequestKind.PUT).increment();
      case GET, GET_RANGE -> adder(RequestKind.GET).increment();
      case LIST -> adder(RequestKind.LIST).increment();
      case DELETE -> adder(RequestKind.DELETE).add(requestsFor(call.names().size()));
    }
    return action.get().thenApply(this::read);
  }

  @Override
  public CompletableFuture<CreateResult> createIfAbsent(String name, Bytes content) {
    bytesWritten.add(content.length());
    return super.createIfAbsent(name, content);
  }

  @Override
  public CompletableFuture<Void> put(String name, Bytes content) {
    bytesWritten.add(content.length());
    return super.put(name, content);
  }

  @Override
  public CompletableFuture<List<ObjectSummary>> list(String prefix, String after) {
    return super.list(prefix, after).thenApply(this::listed);
  }

  private List<ObjectSummary> listed(List<ObjectSummary> summaries) {
    adder(RequestKind.LIST).add(Math.max(1, requestsFor(summaries.size())) - 1);
    return summaries;
  }

  private <T> T read(T result) {
    if (result instanceof Optional<?> found
        && found.isPresent()
        && found.get() instanceof Bytes bytes) {
      bytesRead.add(bytes.length());
    }
    return result;
  }

  private LongAdder adder(RequestKind kind) {
    LongAdder adder = requests.get(kind);
    if (adder == null) {
      throw new AssertionError("Every kind has a counter. kind=" + kind);
    }
    return adder;
  }

  private static long requestsFor(int names) {
    return (names + NAMES_IN_A_REQUEST - 1L) / NAMES_IN_A_REQUEST;
  }
}
