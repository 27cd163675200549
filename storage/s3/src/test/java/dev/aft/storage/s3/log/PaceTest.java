package dev.aft.storage.s3.log;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

final class PaceTest {
  private static final long MILLI = 1_000_000;

  private Pace pace = new Pace(LogSettings.DEFAULT);

  private void measured(int times, long millis) {
    for (int i = 0; i < times; i++) {
      pace.measured(millis * MILLI);
    }
  }

  @Test
  void beforeAnythingIsKnownNobodyWaits() {
    assertEquals(4, pace.groupsAtOnce());
    assertEquals(0, pace.nanosUntilNext(0));
    assertEquals(0, pace.nanosToGather(0, 0));
  }

  @Test
  void usualVariationLetsAllGroupsGoSpreadOverTheLatency() {
    for (int i = 0; i < 100; i++) {
      measured(1, i % 2 == 0 ? 20 : 35);
    }
    pace.departed(0);

    assertEquals(4, pace.groupsAtOnce());
    assertEquals(pace.latencyNanos() / 4, pace.nanosUntilNext(0));
    assertEquals(0, pace.nanosUntilNext(10 * MILLI));
  }

  @Test
  void latencyThatGrowsUnderLoadLeavesOneGroupAtATime() {
    measured(1, 10);
    measured(8, 100);

    assertEquals(1, pace.groupsAtOnce());

    measured(40, 10);
    assertEquals(4, pace.groupsAtOnce(), "the load has gone");
  }

  @Test
  void gatheringEndsWhenNobodyHasComeForAnEighthOfTheLatency() {
    measured(1, 4);
    pace.answering(0);

    assertEquals(MILLI / 2, pace.nanosToGather(0, 0));
    pace.arrived(MILLI / 4);
    assertEquals(MILLI / 2, pace.nanosToGather(MILLI / 4, 0));
    assertEquals(0, pace.nanosToGather(MILLI * 3 / 4, 0));
    assertTrue(pace.nanosToGather(MILLI * 3 / 4 - 1, 0) > 0);
  }

  @Test
  void thoseWhoHaveNotComeForLongAreGone() {
    measured(1, 80);
    pace.answering(0);

    assertFalse(pace.areGone(80 * MILLI));
    assertTrue(pace.areGone(80 * MILLI + 1));
  }

  @Test
  void gatheringLastsAnEighthOfALongLatencyWhoeverComes() {
    assertEquals(10_000, longestGatheringMicros(80_000));
  }

  @Test
  void gatheringLastsTheMillisecondThatManyNeedWhereThatIsLessThanHalfTheLatency() {
    assertEquals(1_000, longestGatheringMicros(4_000));
    assertEquals(800, longestGatheringMicros(1_600));
  }

  /** Where somebody comes all the time. */
  private long longestGatheringMicros(long latencyMicros) {
    pace = new Pace(LogSettings.DEFAULT);
    pace.measured(latencyMicros * 1_000);
    pace.answering(0);
    long micros = 0;
    while (pace.nanosToGather(micros * 1_000, 0) > 0) {
      micros++;
      pace.arrived(micros * 1_000);
    }
    return micros;
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
