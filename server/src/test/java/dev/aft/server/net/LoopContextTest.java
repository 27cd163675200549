package dev.aft.server.net;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.Test;

class LoopContextTest {
  private final Queue<Runnable> loop = new ArrayDeque<>();
  private final LoopContext context = new LoopContext(loop::add);
  private final List<String> done = new ArrayList<>();

  @Test
  void manyTasksWakeTheLoopOnceAndRunInOrder() {
    context.execute(() -> done.add("a"));
    context.execute(() -> done.add("b"));
    context.execute(() -> done.add("c"));
    assertEquals(1, loop.size());
    assertEquals(List.of(), done);
    loop.remove().run();
    assertEquals(List.of("a", "b", "c"), done);
  }

  @Test
  void taskAddedByATaskRunsInTheSameTurnButAfterIt() {
    context.execute(
        () -> {
          context.execute(() -> done.add("inner"));
          done.add("outer");
        });
    loop.remove().run();
    assertEquals(List.of("outer", "inner"), done);
    assertEquals(0, loop.size());
  }

  @Test
  void taskAfterATurnWakesTheLoopAgain() {
    context.execute(() -> done.add("a"));
    loop.remove().run();
    context.execute(() -> done.add("b"));
    assertEquals(1, loop.size());
  }

  @Test
  void failingTaskDoesNotStopTheOthers() {
    context.execute(
        () -> {
          throw new IllegalStateException("expected by the test");
        });
    context.execute(() -> done.add("after"));
    loop.remove().run();
    assertEquals(List.of("after"), done);
  }

  @Test
  void endlessTasksLeaveTheLoopTimeForOthers() {
    context.execute(new Endless());
    loop.remove().run();
    assertEquals(1, loop.size(), "the rest waits for another turn");
  }

  @Test
  void endedLoopDropsTheTaskQuietly() {
    new LoopContext(
            task -> {
              throw new RejectedExecutionException();
            })
        .execute(() -> done.add("never"));
    assertEquals(List.of(), done);
  }

  private final class Endless implements Runnable {
    @Override
    public void run() {
      context.execute(this);
    }
  }
}
