package dev.aft.storage.s3;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.aft.storage.s3.log.LogSettings;
import dev.aft.storage.s3.object.ObjectFates;
import dev.aft.storage.s3.object.RequestKind;
import dev.aft.storage.spi.Bytes;
import dev.aft.storage.spi.CreateResult;
import dev.aft.storage.spi.Entry;
import dev.aft.storage.spi.KeyRange;
import dev.aft.storage.spi.ScanDirection;
import dev.aft.storage.spi.WriteBatch;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** What each operation costs, in requests and in waiting. */
final class S3StoreRequestsTest {
  private static final Duration LATENCY = Duration.ofMillis(40);

  private final World world = new World(1);
  private final World.Opening process = world.open(World.latency(LATENCY));
  private final S3Store store = process.store();
  private final long putsBefore = process.puts();

  private long puts() {
    return process.puts() - putsBefore;
  }

  private static Bytes key(int number) {
    return Bytes.utf8("key" + number);
  }

  @Test
  void commitOfAnyNumberOfKeysIsOnePut() {
    world.await(store.commit(World.writes(1, "a", 100)));
    assertEquals(1, puts());
    world.await(store.commit(World.writes(10, "b", 1000)));
    assertEquals(2, puts());
    world.await(store.commitIfAbsent(new Entry(key(1), key(1)), World.writes(500, "c", 100)));
    assertEquals(3, puts());
  }

  @Test
  void loneClientWaitsForThePutAndNothingElse() {
    for (int i = 0; i < 20; i++) {
      long before = world.time.nanoTime();
      world.await(store.createIfAbsent(key(i), key(i)));
      assertEquals(LATENCY.toNanos(), world.time.nanoTime() - before);
    }
  }

  @Test
  void concurrentCommitsShareWithoutWaitingLongerThanAShareOfTheLatency() {
    world.await(store.createIfAbsent(key(1000), Bytes.EMPTY));
    for (int round = 0; round < 5; round++) {
      long putsBeforeRound = puts();
      long before = world.time.nanoTime();
      List<CompletableFuture<CreateResult>> commits = new ArrayList<>();
      for (int i = 0; i < 32; i++) {
        commits.add(store.createIfAbsent(key(round * 32 + i), key(i)));
      }
      commits.forEach(world::await);
      // The very first goes at once; later those who were answered are expected back.
      assertEquals(round == 0 ? 2 : 1, puts() - putsBeforeRound);
      long took = world.time.nanoTime() - before;
      assertTrue(took <= LATENCY.toNanos() * 5 / 4 + 1000, () -> "took " + took);
    }
  }

  @Test
  void neverMorePutsAtOnceThanAllowed() {
    world.await(store.createIfAbsent(key(1), Bytes.EMPTY));
    List<CompletableFuture<CreateResult>> commits = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      commits.add(store.createIfAbsent(Bytes.utf8("many" + i), Bytes.EMPTY));
      world.passes(Duration.ofMillis(1));
    }
    commits.forEach(world::await);
    // 200 ms with 4 groups in each 40 ms, and the first and last.
    assertTrue(puts() <= 23, () -> "puts " + puts());
    assertTrue(puts() >= 18, () -> "puts " + puts());
  }

  @Test
  void groupEndsWithItsBytes() {
    world.await(store.createIfAbsent(key(1), Bytes.EMPTY));
    List<CompletableFuture<Void>> commits = new ArrayList<>();
    for (int i = 0; i < 41; i++) {
      commits.add(store.commit(World.writes(1, "k" + i + "/", 200_000)));
    }
    commits.forEach(world::await);
    // One alone, then 20 of 200 kB to each 4 MiB.
    assertEquals(1 + 3, store.statistics().get("log_groups_total"));
  }

  @Test
  void largeValuesAreOnePutEachAndOneMore() {
    long before = world.time.nanoTime();
    world.await(store.commit(World.writes(5, "large", 300_000)));
    assertEquals(6, puts());
    assertEquals(2 * LATENCY.toNanos(), world.time.nanoTime() - before);
    assertEquals(300_000, world.read(store, "large3").orElseThrow().length());
  }

  @Test
  void manySmallValuesTravelTogetherHoweverMany() {
    world.await(store.commit(World.writes(5000, "small", 200)));
    assertEquals(1, puts());
  }

  @Test
  void readOfWhatTheLogBroughtMakesNoRequest() {
    world.await(store.commit(World.writes(10, "a", 100)));
    long before = process.requests.count();
    assertTrue(store.read(Bytes.utf8("a3")).isDone());
    assertTrue(store.scan(KeyRange.ALL, ScanDirection.FORWARD, 100).isDone());
    assertEquals(before, process.requests.count());
  }

  @Test
  void conditionThatIsKnownToFailMakesNoRequest() {
    world.await(store.createIfAbsent(key(1), Bytes.EMPTY));
    assertEquals(CreateResult.EXISTED, store.createIfAbsent(key(1), Bytes.EMPTY).join());
    assertEquals(1, puts());
  }

  @Test
  void scanReadsNoValueBeyondItsPage() {
    world.await(store.commit(World.writes(10, "large", 300_000)));
    long before = process.requests.count(RequestKind.GET);
    assertEquals(
        2,
        world
            .await(store.scanPage(KeyRange.ALL, ScanDirection.FORWARD, 100, 500_000))
            .entries()
            .size());
    assertEquals(2, process.requests.count(RequestKind.GET) - before);
  }

  @Test
  void valueOverwrittenOrRefusedLeavesNoObject() {
    world.await(store.commit(World.writes(1, "large", 300_000)));
    world.await(store.commit(World.writes(1, "large", 300_000)));
    CompletableFuture<CreateResult> first = store.createIfAbsent(key(1), Bytes.EMPTY);
    CompletableFuture<CreateResult> second =
        store.commitIfAbsent(new Entry(key(1), Bytes.EMPTY), World.writes(1, "other", 300_000));
    assertEquals(CreateResult.CREATED, world.await(first));
    assertEquals(CreateResult.EXISTED, world.await(second));
    world.passes(Duration.ofSeconds(1));
    assertEquals(1, world.names("value/").size());
  }

  @Test
  void openingReadsTheLogInParallel() {
    for (int i = 0; i < 30; i++) {
      world.await(store.commit(WriteBatch.ofWrites(List.of(new Entry(key(i), key(i))))));
    }
    long before = world.time.nanoTime();
    World.Opening next = world.open(World.latency(LATENCY));
    S3Store reopened = next.store();
    // Manifests: list, read, claim. Log: list, first reads, as many more as they made room for,
    // open record. Manifests again.
    assertEquals(8 * LATENCY.toNanos(), world.time.nanoTime() - before);
    assertEquals(30, world.await(reopened.scan(KeyRange.ALL, ScanDirection.FORWARD, 100)).size());
  }

  @Test
  void checkpointsKeepTheLogShortWhenItIsQuietAndDeleteNothingElse() {
    LogSettings small =
        new LogSettings(256 << 10, 4, 4 << 20, 1000, Duration.ofSeconds(5), 1 << 20, 1 << 20, 10);
    S3Store busy = world.open(small, ObjectFates.NONE).store();
    for (int i = 0; i < 95; i++) {
      world.await(busy.createIfAbsent(Bytes.utf8("n" + i), Bytes.EMPTY));
      world.passes(Duration.ofMillis(1));
    }
    assertEquals(2 + 95, world.names("log/").size());
    world.passes(Duration.ofSeconds(11));
    // Two open records stay, of which the earlier one counts towards the first checkpoint.
    assertEquals(2 + 6, world.names("log/").size());
    assertEquals(9, busy.statistics().get("checkpoints_total"));
    busy.close();
    assertEquals(
        95, world.await(world.open().scan(KeyRange.ALL, ScanDirection.FORWARD, 1000)).size());
  }
}
