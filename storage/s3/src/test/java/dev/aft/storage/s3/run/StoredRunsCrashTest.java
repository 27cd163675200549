package dev.aft.storage.s3.run;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.aft.storage.s3.object.FaultyObjects;
import dev.aft.storage.s3.object.ObjectFailPoints.Moment;
import dev.aft.storage.s3.object.ObjectFates;
import dev.aft.storage.spi.Bytes;
import java.time.Duration;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/**
 * The process dies before or after one request; who opens next finds a whole checkpoint or none.
 */
class StoredRunsCrashTest {
  private static final RunSettings SETTINGS = RunsHarness.tiny(RunsHarness.PLENTY);

  @Test
  void whereverItDiesTheNextOwnerFindsTheSame() {
    for (Moment moment : Moment.values()) {
      int call = 0;
      while (diesAt(moment, call)) {
        call++;
      }
      assertTrue(call > 40, "too few requests to be a test: " + call);
    }
  }

  /** Whether there were as many calls. */
  private static boolean diesAt(Moment moment, int call) {
    RunsHarness harness = new RunsHarness(new SplittableRandom(7));
    int[] calls = {0};
    FaultyObjects dying =
        new FaultyObjects(
            harness.objects.anotherHandle(),
            ObjectFates.NONE,
            (reached, request) -> {
              if (reached == moment && calls[0]++ == call) {
                throw new IllegalStateException("dies at " + moment + " " + request);
              }
            },
            harness.time.scheduler());
    work(harness, dying);
    if (dying.hasCrashed()) {
      StoredRuns next = harness.open(SETTINGS);
      harness.verify(next);
      harness.result(next.sweep(Set.of()));
      harness.result(harness.checkpoint(next, harness.changes(30)));
      harness.time.advance(Duration.ofMinutes(1));
      harness.verify(next);
      next.close();
    }
    return dying.hasCrashed();
  }

  /** Opens, sweeps, writes and merges until it dies; the model is what must be there then. */
  private static void work(RunsHarness harness, FaultyObjects dying) {
    CompletableFuture<StoredRuns> opening = harness.opening(dying, SETTINGS, harness::newDisk);
    harness.time.runUntilDone(opening);
    if (opening.isCompletedExceptionally()) {
      return;
    }
    StoredRuns runs = opening.join();
    CompletableFuture<Void> swept = runs.sweep(Set.of());
    harness.time.runUntilDone(swept);
    for (int i = 0; i < 8 && !dying.hasCrashed(); i++) {
      TreeMap<Bytes, Bytes> before = new TreeMap<>(harness.model);
      CompletableFuture<Void> checkpoint = harness.checkpoint(runs, harness.changes(30));
      harness.time.runUntilDone(checkpoint);
      if (checkpoint.isCompletedExceptionally() && !countsNow(harness)) {
        harness.model.clear();
        harness.model.putAll(before);
      }
      harness.time.advance(Duration.ofMillis(600));
    }
    runs.close();
  }

  /** Whether the last checkpoint is in the newest manifest, whatever its caller was told. */
  private static boolean countsNow(RunsHarness harness) {
    String newest =
        harness.names(ObjectNames.MANIFESTS).stream().min(String::compareTo).orElseThrow();
    Manifest manifest = ManifestCodec.decode(harness.content(newest), newest);
    return manifest.position() == harness.lastPosition();
  }
}
