package dev.aft.storage.s3.object;

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
}
