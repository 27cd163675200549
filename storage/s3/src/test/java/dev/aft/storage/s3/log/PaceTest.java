package dev.aft.storage.s3.log;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

final class PaceTest {
  private static final long MILLI = 1_000_000;

  private final Pace pace = new Pace(LogSettings.DEFAULT);

  private void measured(int times, long millis) {
    for (int i = 0; i < times; i++) {
      pace.measured(millis * MILLI);
    }
  }

  @Test
  void beforeAnythingIsKnownNobodyWaits() {
    assertEquals(4, pace.groupsAtOnce());
    assertEquals(0, pace.nanosUntilNext(0));
    assertEquals(0, pace.nanosToGather(0));
  }

  @Test
  void usualVariationLetsAllGroupsGoSpreadOverTheLatency() {
    for (int i = 0; i < 100; i++) {
      measured(1, i % 2 == 0 ? 20 : 35);
    }
    pace.departed(0);
    pace.settled(0);

    assertEquals(4, pace.groupsAtOnce());
    assertEquals(pace.latencyNanos() / 4, pace.nanosUntilNext(0));
    assertEquals(0, pace.nanosUntilNext(10 * MILLI));
    assertEquals(0, pace.nanosToGather(0), "gathering is for groups that go one by one");
  }

  @Test
  void latencyThatGrowsUnderLoadLeavesOneGroupAtATimeThatGathersForAShortWhile() {
    measured(1, 10);
    measured(8, 100);
    pace.settled(0);

    assertEquals(1, pace.groupsAtOnce());
    long gathering = pace.nanosToGather(0);
    assertTrue(gathering > 0 && gathering <= pace.latencyNanos() / 8, "nanos=" + gathering);
    assertEquals(0, pace.nanosToGather(gathering));

    measured(40, 10);
    assertEquals(4, pace.groupsAtOnce(), "the load has gone");
  }

  @Test
  void oneSlowAnswerOfManyChangesLittle() {
    for (int i = 0; i < 50; i++) {
      measured(1, 100);
      measured(9, 10);
      assertTrue(pace.groupsAtOnce() >= 3);
    }
  }

  @Test
  void wayThatHasBecomeLongerIsUsualAfterAWhile() {
    measured(1, 10);
    measured(400, 100);

    assertEquals(4, pace.groupsAtOnce());
  }
}
