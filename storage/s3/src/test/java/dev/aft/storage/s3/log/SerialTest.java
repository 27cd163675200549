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
}
