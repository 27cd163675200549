package dev.aft.engine.future;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayDeque;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class AsyncLoopTest {
  @Test
  void answersThatAreThereDoNotGrowTheStack() {
    AtomicInteger steps = new AtomicInteger();
    CompletableFuture<Void> loop =
        AsyncLoop.run(
            () -> CompletableFuture.completedFuture(steps.incrementAndGet()),
            step -> step < 1_000_000,
            Runnable::run);
    assertTrue(loop.isDone());
    assertEquals(1_000_000, steps.get());
  }

  @Test
  void longLoopLeavesTheCallersThreadToTheExecutor() {
    ArrayDeque<Runnable> tasks = new ArrayDeque<>();
    AtomicInteger steps = new AtomicInteger();
    CompletableFuture<Void> loop =
        AsyncLoop.run(
            () -> CompletableFuture.completedFuture(steps.incrementAndGet()),
            step -> step < 10,
            tasks::add);
    assertFalse(loop.isDone());
    while (!tasks.isEmpty()) {
      tasks.remove().run();
    }
    assertTrue(loop.isDone());
    assertEquals(10, steps.get());
  }

  @Test
  void answerThatComesLaterGoesOnOnTheExecutor() {
    CompletableFuture<Integer> later = new CompletableFuture<>();
    CompletableFuture<Void> loop = AsyncLoop.run(() -> later, step -> false, Runnable::run);
    assertFalse(loop.isDone());
    later.complete(1);
    assertTrue(loop.isDone());
  }

  @Test
  void failureEndsTheLoopUnwrapped() {
    CompletableFuture<Void> loop =
        AsyncLoop.run(
            () -> CompletableFuture.<Integer>failedFuture(new IllegalStateException("no")),
            step -> true,
            Runnable::run);
    CompletionException failure = assertThrows(CompletionException.class, loop::join);
    assertEquals("no", Futures.unwrap(failure).getMessage());
  }
}
