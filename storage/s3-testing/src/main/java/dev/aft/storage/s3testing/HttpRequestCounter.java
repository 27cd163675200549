package dev.aft.storage.s3testing;

import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/**
 * A way to an S3 server that counts the HTTP requests that pass, retries included, as S3 would
 * charge for them: {@code PUT} (with {@code POST} for uploads in parts), {@code GET}, {@code HEAD},
 * {@code LIST}, {@code DELETE}. For HTTP/1.1 without TLS and bodies of known length. Thread-safe.
 */
public final class HttpRequestCounter implements AutoCloseable {
  private final Map<String, LongAdder> counts = new ConcurrentHashMap<>();
  private final FaultyNetwork network;

  /** Counts what goes to {@code host:port}. */
  public HttpRequestCounter(String host, int port) {
    network =
        new FaultyNetwork(
            host,
            port,
            () -> {
              HttpRequests requests = new HttpRequests(this::count);
              return requests::sent;
            });
  }

  /** Where clients connect to. */
  public int port() {
    return network.port();
  }

  /** The network that the requests pass, to make it fail. */
  public FaultyNetwork network() {
    return network;
  }

  /** Requests of this kind so far. */
  public long count(String kind) {
    LongAdder adder = counts.get(kind);
    return adder == null ? 0 : adder.sum();
  }

  /** Requests so far by kind, without those that did not occur. */
  public Map<String, Long> counts() {
    Map<String, Long> result = new TreeMap<>();
    counts.forEach((kind, adder) -> result.put(kind, adder.sum()));
    return result;
  }

  /** Counts from zero again. */
  public void clear() {
    counts.clear();
  }

  private void count(String method, String target) {
    counts.computeIfAbsent(kind(method, target), absent -> new LongAdder()).increment();
  }

  private static String kind(String method, String target) {
    String query = target.substring(target.indexOf('?') + 1).toLowerCase(Locale.ROOT);
    return switch (method) {
      case "GET" -> query.contains("list-type=") ? "LIST" : "GET";
      case "POST" -> query.equals("delete") || query.startsWith("delete=") ? "DELETE" : "PUT";
      default -> method;
    };
  }

  @Override
  public void close() {
    network.close();
  }
}
