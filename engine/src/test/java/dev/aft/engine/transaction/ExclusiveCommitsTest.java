package dev.aft.engine.transaction;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.aft.storage.spi.Bytes;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class ExclusiveCommitsTest {
  private final ExclusiveCommits commits = new ExclusiveCommits();
  private final List<String> started = new ArrayList<>();

  private void run(String name, CompletableFuture<Void> work, String... keys) {
    Set<Bytes> held = Set.copyOf(List.of(keys).stream().map(Bytes::utf8).toList());
    var unused =
        commits.run(
            held,
            () -> {
              started.add(name);
              return work;
            });
  }

  @Test
  void workThatSharesAKeyWaitsItsTurnAndOtherWorkDoesNot() {
    CompletableFuture<Void> first = new CompletableFuture<>();
    CompletableFuture<Void> second = new CompletableFuture<>();
    run("first", first, "a");
    run("second", second, "a", "b");
    run("third", CompletableFuture.completedFuture(null), "b");
    run("other", CompletableFuture.completedFuture(null), "c");
    assertEquals(List.of("first", "other"), started);
    first.completeExceptionally(new IllegalStateException("failed"));
    assertEquals(List.of("first", "other", "second"), started);
    second.complete(null);
    assertEquals(List.of("first", "other", "second", "third"), started);
  }

  @Test
  void workThatThrowsFailsAndHoldsNothing() {
    CompletableFuture<Void> failed =
        commits.run(
            Set.of(Bytes.utf8("a")),
            () -> {
              throw new IllegalStateException("injected");
            });
    assertTrue(failed.isCompletedExceptionally());
    run("next", CompletableFuture.completedFuture(null), "a");
    assertEquals(List.of("next"), started);
  }

  @Test
  void manyWaitersDoNotGrowTheStack() {
    CompletableFuture<Void> first = new CompletableFuture<>();
    run("0", first, "a");
    for (int i = 1; i < 1500; i++) {
      run("" + i, CompletableFuture.completedFuture(null), "a");
    }
    first.complete(null);
    assertEquals(1500, started.size());
  }
}
