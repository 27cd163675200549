package dev.aft.engine.transaction;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;

class HybridLogicalClockPropertyTest {
  @Property
  void neverGoesBackWhateverThePhysicalClockDoes(
      @ForAll @Size(max = 30) List<@LongRange(min = -1000, max = 1000) Long> jumps) {
    AtomicLong millis = new AtomicLong(1_000_000);
    HybridLogicalClock clock = new HybridLogicalClock(() -> Instant.ofEpochMilli(millis.get()));
    long last = clock.tick();
    for (long jump : jumps) {
      millis.addAndGet(jump);
      if (jump % 3 == 0) {
        last += Math.abs(jump);
        clock.observe(last);
      }
      long next = clock.tick();
      assertTrue(next > last);
      assertTrue(next >= HybridLogicalClock.ofMillis(millis.get()));
      last = next;
    }
  }
}
