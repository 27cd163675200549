package dev.aft.storage.s3.object;

import dev.aft.storage.s3.object.Attempt.Tracker;
import dev.aft.storage.spi.StorageException;
import dev.aft.storage.spi.StorageException.Reason;
import dev.aft.storage.spi.UnknownOutcomeException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * One call under {@link Retries}. Its attempts come one after the other, never two at once, so its
 * fields need no lock: each attempt is handed on by the one before it through its future or the
 * scheduler.
 */
final class RetriedCall<T> {
  private final Retries retries;
  private final Retries.Request request;
  private final Attempt<T> attempt;
  private final CompletableFuture<T> result = new CompletableFuture<>();
  private final AtomicLong deadline;
  private volatile boolean mayHaveHappened;
  private final AtomicInteger attempts = new AtomicInteger();
  private volatile @Nullable Try running;

  RetriedCall(Retries retries, Retries.Request request, Attempt<T> attempt) {
    this.retries = retries;
    this.request = request;
    this.attempt = attempt;
    this.deadline = new AtomicLong(retries.now() + retries.times().total(request.bytes()));
  }

  CompletableFuture<T> result() {
    return result;
  }

  void start() {
    if (result.isDone()) {
      return;
    }
    int number = attempts.incrementAndGet();
    long left = deadline.get() - retries.now();
    long wait = Math.min(left, retries.times().attempt(number, request.bytes()));
    Try current = new Try();
    running = current;
    try {
      current.start(wait);
    } catch (RejectedExecutionException e) {
      giveUp(Verdict.never(Reason.CLOSED, "The store has been closed."), e);
    }
  }

  /** One attempt: ends once, by its answer or by its timer. */
  private final class Try {
    private final Tracker tracker = new Tracker();
    private final AtomicBoolean settled = new AtomicBoolean();
    private volatile @Nullable ScheduledFuture<?> timer;

    void start(long wait) {
      timer = retries.after(wait, () -> ring(wait, request.bytes()));
      CompletableFuture<T> unused =
          begin(tracker)
              .whenComplete(
                  (value, failure) -> {
                    if (settled.compareAndSet(false, true)) {
                      stopTimer();
                      settle(value, failure);
                    }
                  });
    }

    /** The time is over, unless an answer has begun that is longer than was known before. */
    private void ring(long waited, long granted) {
      long expected = tracker.expectedBytes();
      long more = retries.times().total(expected) - retries.times().total(granted);
      if (more > 0 && !settled.get()) {
        deadline.addAndGet(more);
        timer = retries.after(more, () -> ring(waited + more, expected));
      } else if (settled.compareAndSet(false, true)) {
        tracker.cancel();
        failed(timedOut(waited));
      }
    }

    private void stopTimer() {
      ScheduledFuture<?> current = timer;
      if (current != null) {
        current.cancel(false);
      }
    }
  }

  private CompletableFuture<T> begin(Tracker tracker) {
    try {
      return attempt.start(tracker);
    } catch (RuntimeException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  private void settle(T value, @Nullable Throwable failure) {
    if (failure == null) {
      result.complete(value);
    } else {
      failed(failure);
    }
  }

  private void failed(Throwable failure) {
    Throwable cause = unwrap(failure);
    Verdict verdict = retries.judge(cause);
    mayHaveHappened |= verdict.mayHaveHappened();
    long room = deadline.get() - retries.now() - retries.times().leastAttempt();
    if (!verdict.retry() || room <= 0 || retries.isClosed()) {
      giveUp(verdict, cause);
      return;
    }
    long pause =
        Math.min(room, retries.pause(attempts.get(), verdict.reason() == Reason.THROTTLED));
    retries.countRetry();
    try {
      ScheduledFuture<?> unused = retries.after(pause, this::start);
    } catch (RejectedExecutionException e) {
      giveUp(verdict, cause);
    }
  }

  /** Ends the call because the store is being closed, if it has not ended. */
  void close() {
    Try current = running;
    mayHaveHappened |= current != null;
    giveUp(Verdict.never(Reason.CLOSED, "The store was closed before the answer came."), null);
    if (current != null) {
      current.tracker.cancel();
    }
  }

  private void giveUp(Verdict verdict, @Nullable Throwable cause) {
    boolean closed = retries.isClosed();
    Reason reason = closed ? Reason.CLOSED : verdict.reason();
    String message =
        String.join(
            " ",
            verdict.message(),
            "call=" + request.what(),
            "attempts=" + attempts.get(),
            retries.where());
    result.completeExceptionally(
        request.write() && mayHaveHappened
            ? new UnknownOutcomeException(
                reason, "A write to S3 may have happened or not. " + message, cause)
            : cause instanceof StorageException own && !closed
                ? own
                : new StorageException(reason, message, cause));
  }

  private static AttemptException timedOut(long wait) {
    return new AttemptException(
        AttemptException.Kind.TIMED_OUT,
        "No answer within " + TimeUnit.NANOSECONDS.toMillis(wait) + " ms.");
  }

  private static Throwable unwrap(Throwable failure) {
    return failure instanceof CompletionException && failure.getCause() != null
        ? failure.getCause()
        : failure;
  }
}
