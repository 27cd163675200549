package dev.aft.storage.s3.object;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** One try of a call: one request, or several that only make sense together. */
@FunctionalInterface
interface Attempt<T> {
  /** Starts the try. Requests made for it are tracked, so that they end when its time is over. */
  CompletableFuture<T> start(Tracker tracker);

  /** The requests of one try. Thread-safe. */
  final class Tracker {
    private final List<CompletableFuture<?>> requests = new ArrayList<>(1);
    private boolean cancelled;
    private long expectedBytes;

    /** An answer with so many bytes is on its way: the try gets the time for it. */
    synchronized void expect(long bytes) {
      expectedBytes = Math.max(expectedBytes, bytes);
    }

    synchronized long expectedBytes() {
      return expectedBytes;
    }

    /** Returns {@code request}, which is cancelled together with the try. */
    <F> CompletableFuture<F> track(CompletableFuture<F> request) {
      boolean late;
      synchronized (this) {
        late = cancelled;
        requests.add(request);
      }
      if (late) {
        request.cancel(true);
      }
      return request;
    }

    void cancel() {
      List<CompletableFuture<?>> running;
      synchronized (this) {
        cancelled = true;
        running = List.copyOf(requests);
      }
      running.forEach(request -> request.cancel(true));
    }
  }
}
