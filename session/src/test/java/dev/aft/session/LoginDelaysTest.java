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
    assertEquals(100, delays.failed("u", "a"));
    assertEquals(200, delays.failed("u", "b"));
    assertEquals(400, delays.failed("u", "c"));
    assertEquals(800, delays.failed("u", "d"));
    assertEquals(1_000, delays.failed("u", "e"));
    assertEquals(100, delays.failed("v", "f"));
  }

  @Test
  void failuresFromOneAddressWaitLongerWhoeverItIs() {
    assertEquals(100, delays.failed("u", "a"));
    assertEquals(200, delays.failed("v", "a"));
    assertEquals(400, delays.failed("w", "a"));
  }

  @Test
  void failuresAreForgottenAfterSomeQuiet() {
    delays.failed("u", "a");
    nanos += Duration.ofMinutes(11).toNanos();
    assertEquals(100, delays.failed("u", "a"));
  }

  @Test
  void thousandsOfFailuresWaitTheLongestAndNoLonger() {
    long last = 0;
    for (int i = 0; i < 10_000; i++) {
      last = delays.failed("u", "a");
    }
    assertEquals(1_000, last);
  }

  @Test
  void inventedNamesPushOutEachOtherAndNotTheirAddress() {
    for (int i = 0; i < 3 * LoginDelays.MAX_REMEMBERED; i++) {
      delays.failed("u" + i, "a");
    }
    assertTrue(delays.remembered() <= LoginDelays.MAX_REMEMBERED);
    assertEquals(1_000, delays.failed("new", "a"));
  }

  @Test
  void namesAreCutSoThatTheyTakeBoundedMemory() {
    assertEquals(100, delays.failed("n".repeat(128) + "x", "a"));
    assertEquals(200, delays.failed("n".repeat(128) + "y", "b"));
  }
}
