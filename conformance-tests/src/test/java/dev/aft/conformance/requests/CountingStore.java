package dev.aft.conformance.requests;

import dev.aft.storage.contract.InterceptingStore;
import dev.aft.storage.contract.StoreCall;
import dev.aft.storage.contract.StoreCall.Kind;
import dev.aft.storage.spi.Entry;
import dev.aft.storage.spi.ScanPage;
import dev.aft.storage.spi.Store;
import java.util.Collection;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;

/** Counts calls by kind, and the values that reads bring: on S3 each may be a request. */
final class CountingStore extends InterceptingStore {
  private final Map<Kind, LongAdder> calls = new EnumMap<>(Kind.class);
  private final LongAdder values = new LongAdder();

  CountingStore(Store store) {
    super(store);
    for (Kind kind : Kind.values()) {
      calls.put(kind, new LongAdder());
    }
  }

  /** Calls since the last time by kind, without those that did not occur. */
  Map<Kind, Long> take() {
    Map<Kind, Long> counts = new EnumMap<>(Kind.class);
    calls.forEach(
        (kind, adder) -> {
          long count = adder.sumThenReset();
          if (count > 0) {
            counts.put(kind, count);
          }
        });
    return counts;
  }

  /** Values that were read since the last time. */
  long takeValues() {
    return values.sumThenReset();
  }

  @Override
  protected <T> CompletableFuture<T> intercept(
      StoreCall call, Supplier<CompletableFuture<T>> action) {
    Objects.requireNonNull(calls.get(call.kind())).increment();
    CompletableFuture<T> answer = action.get();
    return call.kind().isWrite() ? answer : answer.thenApply(this::counted);
  }

  private <T> T counted(T answer) {
    if (answer instanceof ScanPage page) {
      values.add(page.entries().size());
    } else if (answer instanceof Collection<?> several) {
      values.add(several.stream().filter(CountingStore::isValue).count());
    } else if (isValue(answer)) {
      values.increment();
    }
    return answer;
  }

  private static boolean isValue(Object answer) {
    return answer instanceof Entry || (answer instanceof Optional<?> found && found.isPresent());
  }
}
