package dev.aft.storage.s3.log;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

final class ReturnsTest {
  private final Returns returns = new Returns();

  @Test
  void oneAloneIsNeverWaitedFor() {
    for (int i = 0; i < 100; i++) {
      returns.answered(1, 0);
      assertTrue(returns.expected() <= 1);
      returns.departing(1);
    }
  }

  @Test
  void allWhoCameBackAreExpectedAgainBesideThoseWhoWaited() {
    returns.answered(20, 3);
    assertEquals(23, returns.expected());
    returns.departing(23);
    assertEquals(0, returns.expected());
    returns.answered(5, 0);
    returns.answered(10, 2);
    assertEquals(15, returns.expected());
    returns.forget();
    assertEquals(0, returns.expected());
  }

  @Test
  void whoDoesNotComeBackIsExpectedLessAndAfterManyReturnsAgain() {
    for (int i = 0; i < 30; i++) {
      returns.answered(32, 0);
      returns.departing(1);
      returns.forget();
    }
    returns.answered(32, 0);
    assertTrue(returns.expected() <= 8, "expected=" + returns.expected());
    for (int i = 0; i < 100; i++) {
      returns.departing(32);
      returns.answered(32, 0);
    }
    assertEquals(32, returns.expected());
  }
}
