package dev.aft.engine.transaction;

import dev.aft.storage.spi.Bytes;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Iterator;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/**
 * Runs commits that must not overlap on a key one after the other, in the order they came, without
 * blocking a thread. Thread-safe; bounded by the number of running transactions.
 */
final class ExclusiveCommits {
  private record Task(Set<Bytes> keys, Supplier<CompletableFuture<?>> work) {}

  /** Guarded by this. */
  private final Set<Bytes> held = new HashSet<>();

  /** Guarded by this. */
  private final Deque<Task> waiting = new ArrayDeque<>();

  /** Tasks that may start; drained by one thread at a time, so that no stack grows. */
  private final Queue<Task> ready = new ConcurrentLinkedQueue<>();

  private final AtomicInteger draining = new AtomicInteger();

  /** Runs {@code work} when no earlier work holds one of {@code keys}, and until it completes. */
  <T> CompletableFuture<T> run(Set<Bytes> keys, Supplier<CompletableFuture<T>> work) {
    CompletableFuture<T> result = new CompletableFuture<>();
    Task task = new Task(keys, () -> forward(work, result));
    synchronized (this) {
      waiting.add(task);
      admit();
    }
    drain();
    return result;
  }

  private static <T> CompletableFuture<?> forward(
      Supplier<CompletableFuture<T>> work, CompletableFuture<T> result) {
    return started(work)
        .whenComplete(
            (value, error) -> {
              if (error != null) {
                result.completeExceptionally(error);
              } else {
                result.complete(value);
              }
            });
  }

  private static <T> CompletableFuture<T> started(Supplier<CompletableFuture<T>> work) {
    try {
      return work.get();
    } catch (RuntimeException | Error e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  /** Moves every waiting task that conflicts with none before it to the ready ones. */
  private synchronized void admit() {
    Set<Bytes> wanted = new HashSet<>();
    Iterator<Task> tasks = waiting.iterator();
    while (tasks.hasNext()) {
      Task task = tasks.next();
      if (task.keys().stream().noneMatch(key -> held.contains(key) || wanted.contains(key))) {
        tasks.remove();
        held.addAll(task.keys());
        ready.add(task);
      } else {
        wanted.addAll(task.keys());
      }
    }
  }

  private void drain() {
    if (draining.getAndIncrement() != 0) {
      return;
    }
    int missed = 1;
    while (missed != 0) {
      for (Task task = ready.poll(); task != null; task = ready.poll()) {
        start(task);
      }
      missed = draining.addAndGet(-missed);
    }
  }

  private void start(Task task) {
    var unused = task.work().get().whenComplete((value, error) -> finish(task));
  }

  private void finish(Task task) {
    synchronized (this) {
      held.removeAll(task.keys());
      admit();
    }
    drain();
  }
}
