package dev.aft.engine.transaction;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.aft.engine.DurableStep;
import dev.aft.engine.FailPoints;
import dev.aft.storage.spi.Bytes;
import dev.aft.storage.spi.CreateResult;
import dev.aft.storage.spi.Entry;
import dev.aft.storage.spi.KeyRange;
import dev.aft.storage.spi.WriteBatch;
import dev.aft.storage.spi.memory.InMemoryStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;

class DurableStepsTest {
  private static final Bytes KEY = Bytes.utf8("k");
  private static final Entry ENTRY = new Entry(KEY, Bytes.utf8("v"));

  private final InMemoryStore store = new InMemoryStore();
  private final List<String> passed = new ArrayList<>();

  /** Notes each point together with what the store holds there, and fails at one of them. */
  private FailPoints failingAt(String point) {
    return new FailPoints() {
      @Override
      public void before(DurableStep step) {
        pass("before " + step.label());
      }

      @Override
      public void after(DurableStep step) {
        pass("after " + step.label());
      }

      private void pass(String name) {
        passed.add(name + (store.read(KEY).join().isPresent() ? " there" : " absent"));
        if (name.equals(point)) {
          throw new IllegalStateException(name);
        }
      }
    };
  }

  @Test
  void everyKindOfWritePassesAPointBeforeAndOneAfterItIsDone() {
    DurableSteps steps = new DurableSteps(store, failingAt(""));
    steps.write(DurableStep.COMMIT_JOURNAL, List.of(ENTRY)).join();
    steps.delete(DurableStep.COLLECT_VERSIONS, List.of(KEY)).join();
    assertEquals(
        CreateResult.CREATED, steps.createIfAbsent(DurableStep.COMMIT_RECORD, ENTRY).join());
    steps.deleteRange(DurableStep.COLLECT_RANGE, KeyRange.prefix(KEY)).join();
    steps
        .commitIfAbsent(DurableStep.COMMIT_BATCH, List.of(ENTRY), WriteBatch.ofWrites(List.of()))
        .join();

    assertEquals(
        List.of(
            "before commit-journal absent",
            "after commit-journal there",
            "before collect-versions there",
            "after collect-versions absent",
            "before commit-record absent",
            "after commit-record there",
            "before collect-range there",
            "after collect-range absent",
            "before commit-batch absent",
            "after commit-batch there"),
        passed);
  }

  @Test
  void aPointThatThrowsBeforeTheStepLeavesItUndone() {
    DurableSteps steps = new DurableSteps(store, failingAt("before commit-journal"));

    assertThrows(
        CompletionException.class,
        () -> steps.write(DurableStep.COMMIT_JOURNAL, List.of(ENTRY)).join());
    assertEquals(Optional.empty(), store.read(KEY).join());
  }

  @Test
  void aPointThatThrowsAfterTheStepHidesItsResultOnly() {
    DurableSteps steps = new DurableSteps(store, failingAt("after commit-record"));

    assertThrows(
        CompletionException.class,
        () -> steps.createIfAbsent(DurableStep.COMMIT_RECORD, ENTRY).join());
    assertTrue(store.read(KEY).join().isPresent());
  }

  @Test
  void anEnvironmentHasNoFailPointsUnlessItIsGivenSome() {
    assertSame(FailPoints.NONE, new ManualEnvironment().environment().failPoints());
  }

  @Test
  void labelsAreUnique() {
    List<DurableStep> steps = List.of(DurableStep.values());
    assertEquals(steps.size(), steps.stream().map(DurableStep::label).distinct().count());
  }

  @Test
  void everyStepIsDocumented() throws IOException {
    String page = Files.readString(Path.of("../docs/testing.md"));
    for (DurableStep step : DurableStep.values()) {
      assertTrue(page.contains("| `" + step.label() + "` |"), step.label());
    }
  }
}
