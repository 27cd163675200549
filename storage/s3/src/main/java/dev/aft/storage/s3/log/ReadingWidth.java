package dev.aft.storage.s3.log;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * How many objects are read at one time while a log is opened. Latency is nearly all that an answer
 * of S3 takes, so each quick answer makes room for one more. A server with few hands answers later
 * the more it is asked: a slow answer halves the width, so that answers come well before their time
 * is over. Else they would be given up and asked for again, and such a server would have to do them
 * all the same, and once more. Thread-safe.
 */
final class ReadingWidth {
  static final int FIRST = 16;
  static final int MOST = 64;
  static final int LEAST = 2;

  /** An answer that takes such a part of the time that a call has is a slow one. */
  private static final int SLOW_PART = 20;

  private final LongSupplier nanoTime;
  private final long slowNanos;
  private int width = FIRST;

  /** Answers to what was asked for before the width was changed say nothing about it. */
  private int answersOfBefore;

  ReadingWidth(LongSupplier nanoTime, Duration timeout) {
    this.nanoTime = nanoTime;
    this.slowNanos = timeout.dividedBy(SLOW_PART).toNanos();
  }

  synchronized int width() {
    return width;
  }

  /** Takes the time of a call, whether it succeeds or not. */
  <T> CompletableFuture<T> timed(Supplier<CompletableFuture<T>> call) {
    long began = nanoTime.getAsLong();
    return call.get()
        .whenComplete((answer, failure) -> answeredAfter(nanoTime.getAsLong() - began));
  }

  private synchronized void answeredAfter(long nanos) {
    if (answersOfBefore > 0) {
      answersOfBefore--;
    } else if (nanos <= slowNanos) {
      width = Math.min(MOST, width + 1);
    } else if (width > LEAST) {
      answersOfBefore = width - 1;
      width = Math.max(LEAST, width / 2);
    }
  }
}
