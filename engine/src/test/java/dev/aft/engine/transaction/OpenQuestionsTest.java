package dev.aft.engine.transaction;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class OpenQuestionsTest {
  private static final int MANY = 100;

  /** Runs what is scheduled when told, and notes the delays. */
  private static final class FakeScheduler extends ScheduledThreadPoolExecutor {
    private final Deque<Runnable> tasks = new ArrayDeque<>();
    private final List<Long> delays = new ArrayList<>();

    FakeScheduler() {
      super(1);
    }

    @Override
    @SuppressWarnings("NullAway") // Nobody looks at what is returned.
    public @Nullable ScheduledFuture<?> schedule(Runnable command, long delay, TimeUnit unit) {
      tasks.add(command);
      delays.add(unit.toMillis(delay));
      return null;
    }

    void runOne() {
      Objects.requireNonNull(tasks.poll()).run();
    }
  }

  private final FakeScheduler scheduler = new FakeScheduler();
  private final OpenQuestions questions = new OpenQuestions(scheduler);
  private final List<Integer> asked = new ArrayList<>();
  private boolean ill = true;

  @AfterEach
  void close() {
    scheduler.shutdownNow();
  }

  private static TransactionId id(int i) {
    return new TransactionId(new UUID(0x7000, i));
  }

  private void ask(int i) {
    asked.add(i);
    if (ill) {
      questions.postpone(id(i), () -> ask(i));
    } else {
      questions.answered();
    }
  }

  private void postponeMany() {
    for (int i = 0; i < MANY; i++) {
      int number = i;
      questions.postpone(id(i), () -> ask(number));
    }
  }

  @Test
  void anIllStoreIsAskedAFewQuestionsAtATimeAndEverMoreRarely() {
    postponeMany();
    for (int round = 1; round <= 5; round++) {
      scheduler.runOne();
      assertEquals(round * OpenQuestions.AT_ONCE, asked.size());
    }
    assertEquals(List.of(1000L, 2000L, 4000L, 8000L, 8000L, 8000L), scheduler.delays);
    assertEquals(List.of(0, 1, 2, 3, 4, 5, 6, 7, 8), asked.subList(0, 9));
  }

  @Test
  void aStoreThatAnswersAgainIsAskedEverythingAtOnce() {
    postponeMany();
    scheduler.runOne();
    asked.clear();
    ill = false;
    while (!scheduler.tasks.isEmpty()) {
      scheduler.runOne();
    }
    assertEquals(MANY, asked.stream().distinct().count());
    assertEquals(MANY, asked.size());
    // The round that was waiting when the store became well; none after it.
    assertEquals(List.of(2000L), scheduler.delays.stream().filter(delay -> delay > 1000).toList());
  }

  @Test
  void aQuestionIsAskedBeforeItsTimeOnDemandAndOnlyOnce() {
    ill = false;
    questions.postpone(id(1), () -> ask(1));
    questions.ask(id(2));
    assertTrue(asked.isEmpty());
    questions.ask(id(1));
    questions.ask(id(1));
    scheduler.runOne();
    assertEquals(List.of(1), asked);
  }
}
