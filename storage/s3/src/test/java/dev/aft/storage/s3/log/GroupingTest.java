package dev.aft.storage.s3.log;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.aft.storage.s3.object.InMemoryObjects;
import dev.aft.storage.s3.object.ObjectStore;
import dev.aft.storage.s3.object.ObjectSummary;
import dev.aft.storage.s3.object.S3Environment;
import dev.aft.storage.s3.object.VirtualTime;
import dev.aft.storage.s3.object.WriterId;
import dev.aft.storage.s3.run.LogOwner;
import dev.aft.storage.spi.Bytes;
import dev.aft.storage.spi.CreateResult;
import dev.aft.storage.spi.Entry;
import dev.aft.storage.spi.WriteBatch;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** How many PUTs closed loops of clients cost, and how long they wait, under virtual time. */
final class GroupingTest {
  private static final Duration LATENCY = Duration.ofMillis(20);

  private final VirtualTime time = new VirtualTime();
  private final SlowObjects objects = new SlowObjects();
  private final SplittableRandom random = new SplittableRandom(7);

  /** At most so long after an answer its client comes back. */
  private Duration pause = Duration.ZERO;

  private int answered;
  private long waitedNanos;
  private int keys;

  /** Each creation takes a latency, and so much more for each other that is under way. */
  private final class SlowObjects implements ObjectStore {
    private final InMemoryObjects inMemory = new InMemoryObjects();
    private Duration slowdown = Duration.ZERO;
    private int underWay;
    private int creations;

    @Override
    public CompletableFuture<CreateResult> createIfAbsent(String name, Bytes content) {
      CompletableFuture<CreateResult> answer = new CompletableFuture<>();
      long nanos = LATENCY.plus(slowdown.multipliedBy(underWay)).toNanos();
      underWay++;
      creations++;
      var unused =
          time.scheduler()
              .schedule(
                  () -> {
                    underWay--;
                    answer.complete(inMemory.createIfAbsent(name, content).join());
                  },
                  nanos,
                  TimeUnit.NANOSECONDS);
      return answer;
    }

    @Override
    public CompletableFuture<Void> put(String name, Bytes content) {
      return inMemory.put(name, content);
    }

    @Override
    public CompletableFuture<Optional<Bytes>> get(String name) {
      return inMemory.get(name);
    }

    @Override
    public CompletableFuture<Optional<Bytes>> getRange(String name, long offset, int length) {
      return inMemory.getRange(name, offset, length);
    }

    @Override
    public CompletableFuture<List<ObjectSummary>> list(String prefix, String after) {
      return inMemory.list(prefix, after);
    }

    @Override
    public CompletableFuture<Optional<ObjectSummary>> first(String prefix) {
      return inMemory.first(prefix);
    }

    @Override
    public CompletableFuture<Void> delete(List<String> names) {
      return inMemory.delete(names);
    }

    @Override
    public void close() {}
  }

  private LogWriter open() {
    S3Environment environment = time.environment(1);
    Claim claim =
        new Claim(
            new LogOwner(WriterId.next(environment.random()), 1),
            0,
            new LogOwner(new WriterId(Bytes.wrap(new byte[16])), 0),
            () -> CompletableFuture.completedFuture(null));
    CompletableFuture<LogWriter> opened =
        LogOpening.open(
            objects,
            environment,
            LogSettings.DEFAULT,
            claim,
            new MemoryTables(),
            new FakeRuns(objects.inMemory));
    time.runUntilDone(opened);
    return opened.join();
  }

  /** Commits, and again as soon as it is answered. */
  private void client(LogWriter log) {
    Bytes key = Bytes.utf8("k" + keys++);
    long start = time.nanoTime();
    long nanos = pause.isZero() ? 0 : random.nextLong(pause.toNanos());
    var unused =
        log.commit(List.of(), WriteBatch.ofWrites(List.of(new Entry(key, key))))
            .thenAccept(
                done -> {
                  answered++;
                  waitedNanos += time.nanoTime() - start;
                  var unusedToo =
                      time.scheduler().schedule(() -> client(log), nanos, TimeUnit.NANOSECONDS);
                });
  }

  private void run(int clients, Duration duration) {
    LogWriter log = open();
    for (int i = 0; i < clients; i++) {
      client(log);
    }
    time.advance(duration);
    answered = 0;
    waitedNanos = 0;
    objects.creations = 0;
    time.advance(duration);
  }

  @Test
  void loneClientNeverWaitsAndHasAPutOfItsOwn() {
    run(1, LATENCY.multipliedBy(50));

    assertEquals(50, answered);
    assertEquals(50, objects.creations);
  }

  @Test
  void loneClientDoesNotWaitForThoseWhoHaveGone() {
    objects.slowdown = LATENCY.multipliedBy(4);
    LogWriter log = open();
    for (int i = 0; i < 200; i++) {
      Bytes key = Bytes.utf8("burst" + i);
      var unused = log.commit(List.of(), WriteBatch.ofWrites(List.of(new Entry(key, key))));
      time.advance(Duration.ofMillis(1));
    }
    time.advance(LATENCY.multipliedBy(50));
    long start = time.nanoTime();
    Bytes key = Bytes.utf8("later");
    CompletableFuture<CreateResult> lone =
        log.commit(List.of(), WriteBatch.ofWrites(List.of(new Entry(key, key))));
    time.runUntilDone(lone);

    assertEquals(LATENCY.toNanos(), time.nanoTime() - start);
  }

  @Test
  void whereOnlyLatencyCountsManyClientsWaitForAQuarterOfItAtMostAndShare() {
    run(32, LATENCY.multipliedBy(100));

    assertTrue(answered >= 32 * 100 * 4 / 5, "answered=" + answered);
    assertTrue(objects.creations <= 32 * 100 / 6, "creations=" + objects.creations);
  }

  @Test
  void clientsWhoComeBackOneAfterTheOtherShareAPut() {
    pause = LATENCY.dividedBy(10);
    run(32, LATENCY.multipliedBy(100));

    assertTrue(answered >= 32 * 100 * 4 / 5, "answered=" + answered);
    assertTrue(
        answered >= 24L * objects.creations,
        "answered=" + answered + " creations=" + objects.creations);
  }

  @Test
  void clientsWhoComeBackAfterALongTimeAreNotWaitedFor() {
    pause = LATENCY.multipliedBy(4);
    run(8, LATENCY.multipliedBy(100));

    long mean = waitedNanos / answered;
    assertTrue(mean <= LATENCY.toNanos() * 5 / 4, "mean=" + mean);
  }

  @Test
  void wherePutsSlowEachOtherManyClientsGatherInAFewLargeOnes() {
    objects.slowdown = LATENCY.multipliedBy(4);
    run(32, LATENCY.multipliedBy(200));

    assertTrue(
        answered >= 16L * objects.creations,
        "answered=" + answered + " creations=" + objects.creations);
    assertTrue(answered >= 32 * 200 / 2, "answered=" + answered);
  }
}
