package dev.aft.storage.s3.log;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.aft.storage.s3.object.InMemoryObjects;
import dev.aft.storage.s3.object.S3Environment;
import dev.aft.storage.s3.object.VirtualTime;
import dev.aft.storage.s3.object.WriterId;
import dev.aft.storage.s3.run.LogOwner;
import dev.aft.storage.spi.Bytes;
import dev.aft.storage.spi.Entry;
import dev.aft.storage.spi.StorageException;
import dev.aft.storage.spi.StorageException.Reason;
import dev.aft.storage.spi.WriteBatch;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** What a log leaves behind when it is closed, and when it is quiet. */
final class LogEndTest {
  private static final Duration GRACE = Duration.ofSeconds(5);

  private final VirtualTime time = new VirtualTime();
  private final InMemoryObjects objects = new InMemoryObjects();
  private final FakeRuns runs = new FakeRuns(objects);
  private final LogWriter log = open();

  private LogWriter open() {
    S3Environment environment = time.environment(1);
    LogOwner nobody = new LogOwner(new WriterId(Bytes.wrap(new byte[16])), 0);
    Claim claim =
        new Claim(
            new LogOwner(WriterId.next(environment.random()), 1),
            0,
            nobody,
            () -> CompletableFuture.completedFuture(null));
    return LogOpening.open(
            objects, environment, LogSettings.DEFAULT, claim, new MemoryTables(), runs)
        .join();
  }

  private void write(int number) {
    Bytes key = Bytes.utf8("key" + number);
    CompletableFuture<?> written =
        log.commit(List.of(), WriteBatch.ofWrites(List.of(new Entry(key, key))));
    time.runUntilDone(written);
    written.join();
  }

  private void write(int from, int to) {
    for (int i = from; i < to; i++) {
      write(i);
    }
  }

  /** The open record is one of them. */
  private int logObjects() {
    return objects.contents().size();
  }

  @Test
  void aLongTailIsTakenOverWhenTheLogIsClosed() {
    write(0, 100);
    assertTrue(log.close(GRACE).isDone());
    assertEquals(1, runs.checkpoints);
    assertEquals(101, runs.position());
    assertEquals(1, logObjects(), "only the open record");
  }

  @Test
  void aShortTailIsLeftAsItIs() {
    write(0, 10);
    assertTrue(log.close(GRACE).isDone());
    assertEquals(0, runs.checkpoints);
    assertEquals(11, logObjects());
  }

  @Test
  void closingWaitsForACheckpointUnderWayAndForNothingLongerThanTheGrace() {
    CompletableFuture<Void> gate = new CompletableFuture<>();
    runs.checkpointGate = gate;
    write(0, LogSettings.DEFAULT.checkpointObjects());
    CompletableFuture<Void> closed = log.close(GRACE);
    time.advance(Duration.ofSeconds(1));
    assertFalse(closed.isDone());
    gate.complete(null);
    assertTrue(closed.isDone());
    assertEquals(1, logObjects());
  }

  @Test
  void closingEndsWithTheGraceWhenTheCheckpointDoesNot() {
    runs.checkpointGate = new CompletableFuture<>();
    write(0, 100);
    CompletableFuture<Void> closed = log.close(GRACE);
    time.advance(GRACE.minusMillis(1));
    assertFalse(closed.isDone());
    time.advance(Duration.ofMillis(1));
    assertTrue(closed.isDone());
    assertEquals(101, logObjects());
  }

  @Test
  void aCheckpointThatFailsAtTheEndLeavesTheLog() {
    runs.checkpointGate =
        CompletableFuture.failedFuture(new StorageException(Reason.UNAVAILABLE, "as planned"));
    write(0, 100);
    assertTrue(log.close(GRACE).isDone());
    assertEquals(101, logObjects());
  }

  @Test
  void whatIsSpentIsDeletedWhenTheLogHasBeenQuietForAWhile() {
    int checkpoint = LogSettings.DEFAULT.checkpointObjects();
    write(0, checkpoint);
    time.advance(Duration.ofSeconds(9));
    write(checkpoint);
    time.advance(Duration.ofSeconds(9));
    assertEquals(checkpoint + 2, logObjects());
    time.advance(Duration.ofSeconds(1));
    assertEquals(2, logObjects(), "the open record and the last write");
  }

  @Test
  void veryManyAreDeletedWithoutWaitingForQuiet() {
    write(0, 20_000);
    time.advance(Duration.ofMillis(1));
    assertTrue(logObjects() < LogOpening.LEFTOVERS, () -> "there are " + logObjects());
  }
}
