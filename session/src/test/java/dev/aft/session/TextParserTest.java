package dev.aft.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.aft.engine.EngineException;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.CompletionException;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.Test;

class TextParserTest {
  private static final String LONG = "SELECT '" + "x".repeat(TextParser.LONG_TEXT_CHARACTERS) + "'";

  private final Queue<Runnable> worker = new ArrayDeque<>();
  private final TextParser parser = new TextParser(new FakeEngine(), worker::add);

  @Test
  void shortTextIsParsedAtOnce() {
    assertEquals(1, parser.parse("SELECT 1").join().size());
    assertTrue(worker.isEmpty());
  }

  @Test
  void longTextsAreParsedOneAfterTheOther() {
    var first = parser.parse(LONG);
    var second = parser.parse(LONG);

    assertEquals(1, worker.size());
    worker.remove().run();
    assertTrue(first.isDone());
    assertFalse(second.isDone());
    worker.remove().run();
    assertEquals(1, second.join().size());
  }

  @Test
  void wrongLongTextFailsItsOwnParserOnly() {
    var wrong = parser.parse("SELEC" + LONG);
    var right = parser.parse(LONG);
    worker.remove().run();
    worker.remove().run();

    var failure = assertThrows(CompletionException.class, wrong::join);
    assertTrue(failure.getCause() instanceof EngineException);
    assertEquals(1, right.join().size());
  }

  @Test
  void fullWorkerRefusesTheTextAndNotTheNext() {
    Queue<Runnable> tasks = new ArrayDeque<>();
    boolean[] full = {true};
    TextParser refused =
        new TextParser(
            new FakeEngine(),
            task -> {
              if (full[0]) {
                throw new RejectedExecutionException();
              }
              tasks.add(task);
            });

    assertTrue(refused.parse(LONG).isCompletedExceptionally());
    full[0] = false;
    var next = refused.parse(LONG);
    tasks.remove().run();
    assertEquals(1, next.join().size());
  }
}
