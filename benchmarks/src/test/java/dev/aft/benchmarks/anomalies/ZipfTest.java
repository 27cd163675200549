package dev.aft.benchmarks.anomalies;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import org.junit.jupiter.api.Test;

class ZipfTest {
  private static final int DRAWS = 200_000;

  private static int[] drawn(int count, double exponent) {
    Zipf zipf = new Zipf(count, exponent);
    Random random = new Random(1);
    int[] drawn = new int[count];
    for (int i = 0; i < DRAWS; i++) {
      drawn[zipf.next(random)]++;
    }
    return drawn;
  }

  @Test
  void theFirstKeyIsDrawnTwiceAsOftenAsTheSecondWithExponentOne() {
    int[] drawn = drawn(1_000, 1.0);
    assertEquals(2.0, (double) drawn[0] / drawn[1], 0.1);
    assertEquals(10.0, (double) drawn[0] / drawn[9], 1.0);
    assertTrue(drawn[999] > 0);
  }

  @Test
  void allKeysAreAlikeWithExponentZero() {
    for (int each : drawn(10, 0)) {
      assertEquals(DRAWS / 10.0, each, DRAWS / 100.0);
    }
  }

  @Test
  void aPayloadKeepsItsNumberAndItsSize() {
    byte[] payload = Payload.of(42, 4_096);
    assertEquals(4_096, payload.length);
    assertEquals(42, Payload.number(payload));
  }
}
