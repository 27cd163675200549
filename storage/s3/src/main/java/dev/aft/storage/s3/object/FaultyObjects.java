package dev.aft.storage.s3.object;

import dev.aft.storage.s3.object.ObjectFailPoints.Moment;
import dev.aft.storage.spi.StorageException;
import dev.aft.storage.spi.StorageException.Reason;
import dev.aft.storage.spi.UnknownOutcomeException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Objects that fail, are slow or stay silent where their fates say so, and crash where their fail
 * points say so. After a crash every call fails and none reaches the objects below, as if the
 * process had died; what was on its way still arrives.
 */
public final class FaultyObjects extends InterceptingObjects {
  private final ObjectFates fates;
  private final ObjectFailPoints failPoints;
  private final ScheduledExecutorService scheduler;
  private volatile boolean crashed;
  private volatile boolean left;

  /**
   * Decorates {@code objects}.
   *
   * @param scheduler for delays; remains the caller's, and may be one of a simulation
   */
  public FaultyObjects(
      ObjectStore objects,
      ObjectFates fates,
      ObjectFailPoints failPoints,
      ScheduledExecutorService scheduler) {
    super(objects);
    this.fates = fates;
    this.failPoints = failPoints;
    this.scheduler = scheduler;
  }

  /** Whether a fail point has thrown, or {@link #crash} was called. */
  public boolean hasCrashed() {
    return crashed;
  }

  /** From now on no call gets through. */
  public void crash() {
    crashed = true;
  }

  /** From now on no call gets through; what has been called before still arrives. */
  public void leave() {
    left = true;
  }

  @Override
  <T> CompletableFuture<T> intercept(ObjectCall call, Supplier<CompletableFuture<T>> action) {
    if (crashed || left) {
      return CompletableFuture.failedFuture(crash(call));
    }
    ObjectFate fate = fates.decide(call);
    return later(fate.before(), () -> meet(fate, call, action));
  }

  private <T> CompletableFuture<T> meet(
      ObjectFate fate, ObjectCall call, Supplier<CompletableFuture<T>> action) {
    return switch (fate.fault()) {
      case NONE -> perform(call, fate.after(), action);
      case NOT_DONE ->
          CompletableFuture.failedFuture(notDone(Reason.UNAVAILABLE, "Failed as planned", call));
      case THROTTLED ->
          CompletableFuture.failedFuture(notDone(Reason.THROTTLED, "Throttled as planned", call));
      case UNKNOWN_AND_NOT_DONE -> CompletableFuture.failedFuture(unknown(call));
      case UNKNOWN_BUT_DONE ->
          call.kind().isWrite()
              ? perform(call, fate.after(), action)
                  .thenCompose(done -> CompletableFuture.failedFuture(unknown(call)))
              : CompletableFuture.failedFuture(unknown(call));
      case UNKNOWN_AND_DONE_LATER -> {
        if (call.kind().isWrite()) {
          CompletableFuture<T> unused = later(fate.after(), action);
        }
        yield CompletableFuture.failedFuture(unknown(call));
      }
      case NEVER_ANSWERED -> new CompletableFuture<>();
    };
  }

  private <T> CompletableFuture<T> perform(
      ObjectCall call, Duration after, Supplier<CompletableFuture<T>> action) {
    try {
      reach(Moment.BEFORE, call);
    } catch (RuntimeException e) {
      return CompletableFuture.failedFuture(e);
    }
    return action
        .get()
        .thenApply(
            result -> {
              reach(Moment.AFTER, call);
              return result;
            })
        .thenCompose(result -> later(after, () -> CompletableFuture.completedFuture(result)));
  }

  private void reach(Moment moment, ObjectCall call) {
    if (crashed) {
      throw crash(call);
    }
    try {
      failPoints.reached(moment, call);
    } catch (RuntimeException e) {
      crashed = true;
      throw e;
    }
  }

  private <T> CompletableFuture<T> later(Duration delay, Supplier<CompletableFuture<T>> action) {
    if (delay.isZero()) {
      return action.get();
    }
    CompletableFuture<Boolean> due = new CompletableFuture<>();
    try {
      ScheduledFuture<?> unused =
          scheduler.schedule(
              () -> {
                due.complete(true);
              },
              delay.toNanos(),
              TimeUnit.NANOSECONDS);
    } catch (RejectedExecutionException e) {
      return CompletableFuture.failedFuture(
          new StorageException(Reason.UNAVAILABLE, "The scheduler of the delays is down.", e));
    }
    return due.thenCompose(now -> action.get());
  }

  private static StorageException crash(ObjectCall call) {
    String message = "Crashed as planned. call=" + call;
    return call.kind().isWrite()
        ? new UnknownOutcomeException(Reason.UNAVAILABLE, message, null)
        : new StorageException(Reason.UNAVAILABLE, message);
  }

  private static StorageException notDone(Reason reason, String what, ObjectCall call) {
    return new StorageException(reason, what + ", not done. call=" + call);
  }

  private static StorageException unknown(ObjectCall call) {
    return call.kind().isWrite()
        ? new UnknownOutcomeException(
            Reason.UNAVAILABLE, "Failed as planned, outcome unknown. call=" + call, null)
        : notDone(Reason.UNAVAILABLE, "Failed as planned", call);
  }
}
