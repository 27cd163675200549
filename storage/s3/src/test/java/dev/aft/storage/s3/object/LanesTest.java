package dev.aft.storage.s3.object;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/** Tasks that fail before they have begun. */
final class LanesTest {
  @Test
  void aTaskThatThrowsFailsAll() {
    List<Supplier<CompletableFuture<Void>>> tasks =
        List.of(
            () -> CompletableFuture.completedFuture(null),
            () -> {
              throw new StackOverflowError("as planned");
            });
    CompletableFuture<Void> all = Lanes.run(1, tasks.iterator());
    assertTrue(all.isCompletedExceptionally());
  }

  @Test
  void aLaneThatThrowsFailsAll() {
    CompletableFuture<List<Integer>> all =
        Lanes.callAll(
            List.of(1, 2, 3),
            () -> 2,
            number -> {
              if (number == 2) {
                throw new StackOverflowError("as planned");
              }
              return CompletableFuture.completedFuture(number);
            });
    assertTrue(all.isCompletedExceptionally());
  }

  @Test
  void answersComeInTheOrderOfTheInputsWhicheverIsFirst() {
    List<CompletableFuture<String>> answers =
        List.of(new CompletableFuture<>(), new CompletableFuture<>(), new CompletableFuture<>());
    CompletableFuture<List<String>> all = Lanes.callAll(List.of(0, 1, 2), () -> 3, answers::get);
    answers.get(2).complete("c");
    answers.get(0).complete("a");
    assertFalse(all.isDone());
    answers.get(1).complete("b");
    assertEquals(List.of("a", "b", "c"), all.join());
    assertEquals(List.of(), Lanes.callAll(List.<Integer>of(), () -> 3, answers::get).join());
  }
}
