package dev.aft.storage.s3.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.aft.storage.s3.run.MergePolicy.Size;
import dev.aft.storage.s3.run.MergePolicy.Window;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class MergePolicyTest {
  private final MergePolicy policy = new MergePolicy(4, 100);

  @Test
  void fewRunsOfEachSizeStay() {
    assertEquals(Optional.empty(), policy.choose(sizes(), 0));
    assertEquals(Optional.empty(), policy.choose(sizes(10, 20, 30), 0));
    assertEquals(Optional.empty(), policy.choose(sizes(1, 2, 3, 100, 200, 300, 500, 600, 700), 0));
  }

  @Test
  void asManyAsTheWidthOfOneSizeBecomeOne() {
    assertEquals(Optional.of(new Window(0, 4)), policy.choose(sizes(10, 20, 30, 40, 500), 0));
    assertEquals(
        Optional.of(new Window(0, 6)), policy.choose(sizes(1, 2, 100, 200, 300, 399, 5000), 0));
  }

  @Test
  void onlyNeighboursAreMerged() {
    assertEquals(
        Optional.of(new Window(3, 7)), policy.choose(sizes(1, 2, 5000, 1, 2, 3, 4, 500), 0));
  }

  @Test
  void theOldestAreMergedWhenHalfOfThemIsDeleted() {
    List<Size> runs = List.of(new Size(200, 5, 0), new Size(500, 10, 5), new Size(9000, 10, 0));

    assertEquals(Optional.of(new Window(1, 3)), policy.choose(runs, 0));
  }

  @Test
  void everythingIsMergedWhenMuchIsOverwrittenAndTheOldestMayBeHidden() {
    List<Size> runs = sizes(150, 170, 300);

    assertEquals(Optional.empty(), policy.choose(runs, 0.1));
    assertEquals(Optional.of(new Window(0, 3)), policy.choose(runs, 0.5));
    assertEquals(Optional.empty(), policy.choose(sizes(150, 170, 400), 0.5));
    assertEquals(Optional.empty(), policy.choose(sizes(400), 0.5));
  }

  @Test
  void runsStayFewAndBytesAreWrittenOnceForEachSizeClass() {
    List<Size> runs = new ArrayList<>();
    long written = 0;
    int most = 0;
    for (int i = 0; i < 20_000; i++) {
      runs.add(0, new Size(100, 10, 0));
      for (var window = policy.choose(runs, 0); window.isPresent(); ) {
        List<Size> inputs = runs.subList(window.get().from(), window.get().to());
        long bytes = inputs.stream().mapToLong(Size::bytes).sum();
        inputs.clear();
        runs.add(window.get().from(), new Size(bytes, bytes / 10, 0));
        written += bytes;
        window = policy.choose(runs, 0);
      }
      most = Math.max(most, runs.size());
    }
    double classes = Math.log(20_000) / Math.log(4);
    assertTrue(most <= 4 * classes, "most runs: " + most);
    assertTrue(written <= 100L * 20_000 * (classes + 1), "written: " + written);
  }

  private static List<Size> sizes(long... bytes) {
    return LongStream.of(bytes).mapToObj(size -> new Size(size, size, 0)).toList();
  }
}
