package dev.aft.storage.s3;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.aft.storage.s3.log.LogSettings;
import dev.aft.storage.s3.object.ObjectCall;
import dev.aft.storage.s3.object.ObjectFate;
import dev.aft.storage.s3.object.ObjectFate.Fault;
import dev.aft.storage.s3.object.ObjectFates;
import dev.aft.storage.s3.object.ObjectStep;
import dev.aft.storage.s3.object.RequestKind;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** A long log on a server that has few hands. */
final class S3StoreSlowOpeningTest {
  private static final int COMMITS = 400;

  /** As long as an attempt waits before it is given up and made again. */
  private static final Duration ATTEMPT = Duration.ofMillis(1250);

  private final World world = new World(1);

  /**
   * Reads the log one object after the other, in the order asked for, and does not hear that the
   * one who asked has gone.
   */
  private final class OneByOne implements ObjectFates {
    private final long nanosEach;
    private long freeAt;

    OneByOne(Duration each) {
      this.nanosEach = each.toNanos();
    }

    @Override
    public ObjectFate decide(ObjectCall call) {
      if (call.step() != ObjectStep.LOG_GET) {
        return ObjectFate.NONE;
      }
      long now = world.time.nanoTime();
      freeAt = Math.max(now, freeAt) + nanosEach;
      Duration answer = Duration.ofNanos(freeAt - now);
      return answer.compareTo(ATTEMPT) > 0
          ? new ObjectFate(Fault.NOT_DONE, ATTEMPT, Duration.ZERO)
          : ObjectFate.delayed(answer, Duration.ZERO);
    }
  }

  private LogSettings withoutCheckpoints() {
    LogSettings usual = TestStores.SETTINGS;
    return new LogSettings(
        usual.inlineBytes(),
        usual.putsAtOnce(),
        usual.groupBytes(),
        usual.groupBatches(),
        usual.timeout(),
        usual.maxWaitingBytes(),
        usual.checkpointBytes(),
        10 * COMMITS);
  }

  @Test
  void aServerThatTakesTheLogObjectByObjectIsNotAskedForMoreThanItGivesInTime() {
    World.Opening first = world.open(withoutCheckpoints(), ObjectFates.NONE);
    for (int i = 0; i < COMMITS; i++) {
      world.await(first.store().commit(World.writes(1, "key" + i + "-", 10)));
    }
    World.Opening second = world.open(withoutCheckpoints(), new OneByOne(Duration.ofMillis(40)));
    assertTrue(world.read(second.store(), "key" + (COMMITS - 1) + "-0").isPresent());
    assertTrue(world.read(second.store(), "key0-0").isPresent());
    assertTrue(second.requests.count(RequestKind.GET) < 2 * COMMITS, "most answers came in time");
  }
}
