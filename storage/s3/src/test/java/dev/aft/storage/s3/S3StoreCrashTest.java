package dev.aft.storage.s3;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.aft.storage.s3.log.LogSettings;
import dev.aft.storage.s3.object.ObjectFailPoints;
import dev.aft.storage.s3.object.ObjectFates;
import dev.aft.storage.spi.Bytes;
import dev.aft.storage.spi.CreateResult;
import dev.aft.storage.spi.KeyRange;
import dev.aft.storage.spi.ScanDirection;
import dev.aft.storage.spi.StorageException.Reason;
import dev.aft.storage.spi.UnknownOutcomeException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** The process dies before and after every object it touches, one after the other. */
final class S3StoreCrashTest {
  private static final LogSettings SETTINGS =
      new LogSettings(64 << 10, 4, 1 << 20, 100, Duration.ofSeconds(2), 10 << 20, 1 << 20, 4);
  private static final int WRITES = 14;

  /** What one life of the process has been told is done. */
  private record Life(List<Integer> acknowledged, boolean died) {}

  @Test
  void deathBeforeOrAfterAnyObjectLosesNothing() {
    int steps = 0;
    boolean died = true;
    while (died) {
      World world = new World(steps);
      Life life = live(world, ++steps);
      died = life.died();
      check(world, life);
    }
    assertTrue(steps > 80, "the scenario has many steps: " + steps);
  }

  /** Opens, writes small and large values with checkpoints in between, and dies at a step. */
  private static Life live(World world, int lastStep) {
    int[] reached = {0};
    boolean[] died = {false};
    ObjectFailPoints failPoints =
        (moment, call) -> {
          if (++reached[0] == lastStep) {
            died[0] = true;
            throw new UnknownOutcomeException(Reason.UNAVAILABLE, "Died as planned.", null);
          }
        };
    World.Opening process = world.new Opening(SETTINGS, ObjectFates.NONE, failPoints);
    world.passes(Duration.ofMillis(1));
    List<Integer> acknowledged = new ArrayList<>();
    if (!process.opening.isDone() || process.opening.isCompletedExceptionally()) {
      return new Life(acknowledged, died[0]);
    }
    S3Store store = process.opening.join();
    for (int i = 0; i < WRITES; i++) {
      int size = i % 4 == 3 ? 80_000 : 50;
      CompletableFuture<Void> write = store.commit(World.writes(2, "k" + i + "/", size));
      world.passes(Duration.ofMillis(1));
      if (write.isDone() && !write.isCompletedExceptionally()) {
        acknowledged.add(i);
      }
    }
    world.passes(Duration.ofSeconds(5));
    return new Life(acknowledged, died[0]);
  }

  private static void check(World world, Life life) {
    S3Store store = world.open(SETTINGS, ObjectFates.NONE).store();
    List<String> keys =
        world.await(store.scan(KeyRange.ALL, ScanDirection.FORWARD, 1000)).stream()
            .map(entry -> entry.key().toUtf8())
            .toList();
    for (int i = 0; i < WRITES; i++) {
      boolean first = keys.contains("k" + i + "/0");
      assertEquals(first, keys.contains("k" + i + "/1"), "write " + i + " is there in part");
      assertTrue(first || !life.acknowledged().contains(i), "write " + i + " is lost");
    }
    assertEquals(CreateResult.CREATED, world.await(store.createIfAbsent(Bytes.EMPTY, Bytes.EMPTY)));
    world.passes(Duration.ofMinutes(2));
    assertEquals(
        world.await(store.scan(KeyRange.ALL, ScanDirection.FORWARD, 1000)).stream()
            .filter(entry -> entry.value().length() == 80_000)
            .count(),
        world.names("value/").size(),
        "values that nothing names are gone");
  }
}
