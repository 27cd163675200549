package dev.aft.storage.s3.object;

import dev.aft.storage.spi.StorageException;
import dev.aft.storage.spi.StorageException.Reason;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Function;

/**
 * Tries calls again, each until it succeeds, cannot succeed, or its time is over. This is the only
 * place that repeats anything; the SDK does not. Thread-safe.
 *
 * <p>A write that fails after any attempt that may have happened fails as unknown.
 */
final class Retries {
  /**
   * A call as its policy sees it.
   *
   * @param what for messages: the operation and the object
   * @param write whether it fails as unknown when an attempt may have happened
   * @param bytes how much it carries, either way
   */
  record Request(String what, boolean write, long bytes) {}

  private final S3Environment environment;
  private final RetryTimes times;
  private final Function<Throwable, Verdict> judge;
  private final String where;
  private final Set<RetriedCall<?>> calls = ConcurrentHashMap.newKeySet();
  private final LongAdder repeated = new LongAdder();
  private volatile boolean closed;

  /**
   * A policy.
   *
   * @param where for messages: names bucket and endpoint
   */
  Retries(
      S3Environment environment,
      Duration timeout,
      Function<Throwable, Verdict> judge,
      String where) {
    this.environment = environment;
    this.times = new RetryTimes(timeout);
    this.judge = judge;
    this.where = where;
  }

  /**
   * Makes the call. The future completes on the thread that completes the attempt, on one of the
   * scheduler, or on the calling one.
   */
  <T> CompletableFuture<T> run(Request request, Attempt<T> attempt) {
    if (closed) {
      return CompletableFuture.failedFuture(
          new StorageException(Reason.CLOSED, "The store has been closed."));
    }
    RetriedCall<T> call = new RetriedCall<>(this, request, attempt);
    calls.add(call);
    CompletableFuture<T> result = call.result();
    CompletableFuture<T> unused = result.whenComplete((value, failure) -> calls.remove(call));
    call.start();
    if (closed) {
      call.close();
    }
    return result;
  }

  /** Ends every call under way; later ones fail as closed. */
  void close() {
    closed = true;
    calls.forEach(RetriedCall::close);
  }

  boolean isClosed() {
    return closed;
  }

  /** Attempts after the first, of all calls. */
  long repeated() {
    return repeated.sum();
  }

  void countRetry() {
    repeated.increment();
  }

  RetryTimes times() {
    return times;
  }

  String where() {
    return where;
  }

  long now() {
    return environment.nanoTime().getAsLong();
  }

  long pause(int attempts, boolean throttled) {
    return times.pause(attempts, throttled, environment.random());
  }

  Verdict judge(Throwable failure) {
    return judge.apply(failure);
  }

  ScheduledFuture<?> after(long nanos, Runnable task) {
    return environment.scheduler().schedule(task, nanos, TimeUnit.NANOSECONDS);
  }
}
