package dev.aft.storage.s3.log;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Tasks that fail, with whatever they fail. */
final class SerialTest {
  private final List<Throwable> failures = new ArrayList<>();
  private final List<String> ran = new ArrayList<>();

  @Test
  void anErrorIsReportedAndTheNextTaskRuns() {
    Serial serial = new Serial(failures::add);
    Error error = new StackOverflowError("as planned");
    serial.execute(
        () -> {
          throw error;
        });
    serial.execute(() -> ran.add("next"));
    assertEquals(List.of(error), failures);
    assertEquals(List.of("next"), ran);
  }

  @Test
  void tasksRunEvenWhenTheReportFails() {
    Serial serial =
        new Serial(
            failure -> {
              throw new AssertionError("the report fails, too", failure);
            });
    Thread thread = Thread.currentThread();
    Thread.UncaughtExceptionHandler before = thread.getUncaughtExceptionHandler();
    thread.setUncaughtExceptionHandler((where, failure) -> failures.add(failure));
    try {
      serial.execute(
          () -> {
            throw new IllegalStateException("as planned");
          });
      serial.execute(() -> ran.add("next"));
    } finally {
      thread.setUncaughtExceptionHandler(before);
    }
    assertEquals(List.of("next"), ran);
    assertInstanceOf(IllegalStateException.class, failures.get(0));
  }

  @Test
  void anAnswerRunsWhenTheTaskHasGivenWay() {
    Serial serial = new Serial(failures::add);
    serial.execute(
        () -> {
          serial.afterwards(() -> runOnAnotherThread(serial));
          ran.add("task");
        });
    assertEquals(List.of("task", "of another thread"), ran);
    assertEquals(List.of(), failures);
  }

  /** Whoever has been answered does not need the thread that answers. */
  private void runOnAnotherThread(Serial serial) {
    Thread other = new Thread(() -> serial.execute(() -> ran.add("of another thread")));
    other.start();
    try {
      other.join();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void answersOfTasksHandedInByAnswersComeOneAfterTheOther() {
    Serial serial = new Serial(failures::add);
    int[] depth = {0};
    int[] left = {100_000};
    Runnable[] answer = new Runnable[1];
    answer[0] =
        () -> {
          depth[0]++;
          assertEquals(1, depth[0]);
          if (left[0]-- > 0) {
            serial.execute(() -> serial.afterwards(answer[0]));
          }
          depth[0]--;
        };
    serial.execute(() -> serial.afterwards(answer[0]));
    assertEquals(-1, left[0]);
    assertEquals(List.of(), failures);
  }

  @Test
  void anAnswerGivenWithinATaskComesBeforeItsRestAndTasksItHandsInComeAfter() {
    Serial serial = new Serial(failures::add);
    serial.execute(
        () -> {
          serial.afterwards(
              () -> {
                ran.add("answer");
                serial.execute(() -> ran.add("task of the answer"));
              });
          serial.answerNow();
          ran.add("rest");
        });
    assertEquals(List.of("answer", "rest", "task of the answer"), ran);
    assertEquals(List.of(), failures);
  }

  @Test
  void anAnswerThatFailsIsReported() {
    Serial serial = new Serial(failures::add);
    IllegalStateException failure = new IllegalStateException("as planned");
    serial.execute(
        () ->
            serial.afterwards(
                () -> {
                  throw failure;
                }));
    assertEquals(List.of(failure), failures);
  }
}
