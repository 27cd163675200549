package dev.aft.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class LoginDelaysTest {
  private long nanos;
  private final LoginDelays delays = new LoginDelays(() -> nanos, 1_000);

  @Test
  void failuresOfOneUserWaitLongerFromWhereverTheyCome() {
    assertEquals(100, delays.failed("u", "a").delayMillis());
    assertEquals(200, delays.failed("u", "b").delayMillis());
    assertEquals(400, delays.failed("u", "c").delayMillis());
    assertEquals(800, delays.failed("u", "d").delayMillis());
    assertEquals(1_000, delays.failed("u", "e").delayMillis());
    assertEquals(100, delays.failed("v", "f").delayMillis());
  }

  @Test
  void failuresFromOneAddressWaitLongerWhoeverItIs() {
    assertEquals(100, delays.failed("u", "a").delayMillis());
    assertEquals(200, delays.failed("v", "a").delayMillis());
    assertEquals(400, delays.failed("w", "a").delayMillis());
  }

  @Test
  void whoHasFailedAFewTimesWaitsBeforeTheNextTryAndNobodyElseDoes() {
    for (int i = 0; i < 3; i++) {
      assertEquals(0, delays.beforeChallenge("u", "a"));
      delays.failed("u", "a");
    }
    assertEquals(0, delays.beforeChallenge("u", "a"));
    delays.failed("u", "a");
    assertEquals(100, delays.beforeChallenge("u", "a"));
    delays.failed("u", "a");
    assertEquals(200, delays.beforeChallenge("u", "a"));
    assertEquals(0, delays.beforeChallenge("u", "b"));
    assertEquals(0, delays.beforeChallenge("v", "a"));
    delays.succeeded("u", "a");
    assertEquals(0, delays.beforeChallenge("u", "a"));
  }

  @Test
  void failuresAreForgottenAfterSomeQuiet() {
    delays.failed("u", "a");
    nanos += Duration.ofMinutes(11).toNanos();
    assertEquals(100, delays.failed("u", "a").delayMillis());
  }

  @Test
  void thousandsOfFailuresWaitTheLongestAndNoLonger() {
    long last = 0;
    for (int i = 0; i < 10_000; i++) {
      last = delays.failed("u", "a").delayMillis();
    }
    assertEquals(1_000, last);
  }

  @Test
  void inventedNamesPushOutEachOtherAndNotTheirAddress() {
    for (int i = 0; i < 3 * LoginDelays.MAX_REMEMBERED; i++) {
      delays.failed("u" + i, "a");
    }
    assertTrue(delays.remembered() <= LoginDelays.MAX_REMEMBERED);
    assertEquals(1_000, delays.failed("new", "a").delayMillis());
  }

  @Test
  void namesAreCutSoThatTheyTakeBoundedMemory() {
    assertEquals(100, delays.failed("n".repeat(128) + "x", "a").delayMillis());
    assertEquals(200, delays.failed("n".repeat(128) + "y", "b").delayMillis());
  }

  @Test
  void aCrowdOfFailuresHidesNoneFromElsewhere() {
    for (int i = 0; i < 100; i++) {
      delays.failed("u", "a");
    }
    assertTrue(delays.failed("u", "b").isWorthALine());
  }

  @Test
  void aFloodOfFailuresIsAFewLinesInTheLog() {
    int lines = 0;
    for (int i = 0; i < 10_000; i++) {
      lines += delays.failed("u", "a").isWorthALine() ? 1 : 0;
    }
    assertTrue(lines < 20, "" + lines);
  }
}
