package dev.aft.storage.s3.log;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

final class ReadingWidthTest {
  private static final Duration TIMEOUT = Duration.ofSeconds(10);
  private static final Duration QUICK = Duration.ofMillis(30);
  private static final Duration SLOW = Duration.ofMillis(501);

  private final AtomicLong now = new AtomicLong();
  private final ReadingWidth width = new ReadingWidth(now::get, TIMEOUT);

  /** As many calls as there is room for, answered after as long. */
  private void round(Duration answers) {
    List<CompletableFuture<String>> calls = new ArrayList<>();
    for (int i = width.width(); i > 0; i--) {
      CompletableFuture<String> call = new CompletableFuture<>();
      calls.add(call);
      CompletableFuture<String> unused = width.timed(() -> call);
    }
    now.addAndGet(answers.toNanos());
    calls.forEach(call -> call.complete("answer"));
  }

  @Test
  void quickAnswersMakeRoomForTwiceAsManyUpToABound() {
    assertEquals(16, width.width());
    round(QUICK);
    assertEquals(32, width.width());
    round(QUICK);
    round(QUICK);
    assertEquals(64, width.width());
  }

  @Test
  void aRoundOfSlowAnswersHalvesTheWidthOnce() {
    round(SLOW);
    assertEquals(8, width.width());
    round(SLOW);
    assertEquals(4, width.width());
    round(SLOW);
    round(SLOW);
    assertEquals(2, width.width());
  }

  @Test
  void whatFailsCountsByItsTimeToo() {
    CompletableFuture<String> call = new CompletableFuture<>();
    CompletableFuture<String> timed = width.timed(() -> call);
    now.addAndGet(SLOW.toNanos());
    call.completeExceptionally(new IllegalStateException("as planned"));
    assertTrue(timed.isCompletedExceptionally());
    assertEquals(8, width.width());
  }
}
