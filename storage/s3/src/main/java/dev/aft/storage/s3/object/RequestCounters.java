package dev.aft.storage.s3.object;

import java.util.EnumMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.LongAdder;

/** Counts requests by kind and the bytes in them. Thread-safe. */
final class RequestCounters {
  private final Map<RequestKind, LongAdder> requests = new EnumMap<>(RequestKind.class);
  private final LongAdder bytesRead = new LongAdder();
  private final LongAdder bytesWritten = new LongAdder();

  RequestCounters() {
    for (RequestKind kind : RequestKind.values()) {
      requests.put(kind, new LongAdder());
    }
  }

  void add(RequestKind kind, long count) {
    adder(kind).add(count);
  }

  void read(long bytes) {
    bytesRead.add(bytes);
  }

  void written(long bytes) {
    bytesWritten.add(bytes);
  }

  long count(RequestKind kind) {
    return adder(kind).sum();
  }

  long count() {
    return requests.values().stream().mapToLong(LongAdder::sum).sum();
  }

  /** Every counter by its name; the caller owns the map. */
  Map<String, Long> statistics() {
    Map<String, Long> counters = new TreeMap<>();
    requests.forEach((kind, adder) -> counters.put(kind.counter(), adder.sum()));
    counters.put("bytes-read", bytesRead.sum());
    counters.put("bytes-written", bytesWritten.sum());
    return counters;
  }

  private LongAdder adder(RequestKind kind) {
    LongAdder adder = requests.get(kind);
    if (adder == null) {
      throw new AssertionError("Every kind has a counter. kind=" + kind);
    }
    return adder;
  }
}
