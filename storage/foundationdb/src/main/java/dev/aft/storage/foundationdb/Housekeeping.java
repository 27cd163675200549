package dev.aft.storage.foundationdb;

import dev.aft.storage.spi.Bytes;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What goes on in the background: a look every few seconds whether the store is still this one's,
 * for a node that only reads, and the sweep, a page at a time with pauses between.
 */
final class Housekeeping {
  private static final Logger LOG = LoggerFactory.getLogger(Housekeeping.class);

  private static final long OWNER_MILLIS = 2000;
  private static final long SWEEP_SOON_MILLIS = 5000;
  private static final long SWEEP_PAGE_MILLIS = 100;
  private static final long SWEEP_MILLIS = TimeUnit.HOURS.toMillis(1);

  private final ScheduledExecutorService scheduler;
  private final Calls calls;
  private final Counters counters;
  private final Supplier<CompletableFuture<Boolean>> lookForOwner;
  private final Sweep sweep;
  private final ChunkIds chunkIds;
  private final AtomicBoolean sweepSoon = new AtomicBoolean();
  private final AtomicBoolean sweeping = new AtomicBoolean();

  Housekeeping(
      ScheduledExecutorService scheduler,
      Calls calls,
      Counters counters,
      Supplier<CompletableFuture<Boolean>> lookForOwner,
      Sweep sweep,
      ChunkIds chunkIds) {
    this.scheduler = scheduler;
    this.calls = calls;
    this.counters = counters;
    this.lookForOwner = lookForOwner;
    this.sweep = sweep;
    this.chunkIds = chunkIds;
  }

  void start() {
    later(OWNER_MILLIS, this::look);
    later(SWEEP_SOON_MILLIS, this::sweepForEver);
  }

  private void look() {
    Futures.whenDone(
        inside(lookForOwner),
        (mine, failure) -> {
          if (failure == null && mine) {
            later(OWNER_MILLIS, this::look);
          } else if (failure != null) {
            failed("The look for the owner of the store failed; it is made again.", failure);
            later(OWNER_MILLIS, this::look);
          }
        });
  }

  private void sweepForEver() {
    sweepOnce();
    later(SWEEP_MILLIS, this::sweepForEver);
  }

  /** Something was left to be cleared away. */
  void requestSweep() {
    if (chunkIds.mayExist() && sweepSoon.compareAndSet(false, true)) {
      later(
          SWEEP_SOON_MILLIS,
          () -> {
            sweepSoon.set(false);
            sweepOnce();
          });
    }
  }

  private void sweepOnce() {
    if (chunkIds.mayExist() && sweeping.compareAndSet(false, true)) {
      sweepFrom(Optional.empty());
    }
  }

  private void sweepFrom(Optional<Bytes> from) {
    Futures.whenDone(
        inside(() -> sweep.step(from)),
        (next, failure) -> {
          if (failure == null && next.isPresent()) {
            later(SWEEP_PAGE_MILLIS, () -> sweepFrom(next));
            return;
          }
          sweeping.set(false);
          if (failure != null) {
            failed("The sweep of chunks without a value failed; it is made again.", failure);
          }
        });
  }

  /** As a call of its own, so that close waits for it and nothing begins after close. */
  private <T> CompletableFuture<T> inside(Supplier<CompletableFuture<T>> action) {
    try {
      calls.enter();
    } catch (RuntimeException e) {
      return CompletableFuture.failedFuture(e);
    }
    return Futures.call(action).whenComplete((result, failure) -> calls.leave());
  }

  private void failed(String what, Throwable failure) {
    counters.backgroundFailures.increment();
    LOG.debug(what, Failures.unwrap(failure));
  }

  private void later(long millis, Runnable task) {
    try {
      var unused = scheduler.schedule(task, millis, TimeUnit.MILLISECONDS);
    } catch (RejectedExecutionException e) {
      LOG.trace("Nothing is scheduled any more, the store is closing.", e);
    }
  }

  void stop() {
    scheduler.shutdownNow();
  }
}
