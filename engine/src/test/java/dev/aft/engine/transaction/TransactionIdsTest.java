package dev.aft.engine.transaction;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.aft.engine.EngineException;
import dev.aft.engine.ErrorCode;
import java.time.Duration;
import java.util.Locale;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TransactionIdsTest {
  private final ManualEnvironment time = new ManualEnvironment();
  private final HybridLogicalClock clock = new HybridLogicalClock(time.environment().clock());
  private final TransactionIds ids = new TransactionIds(time.environment(), clock);

  @AfterEach
  void close() {
    time.close();
  }

  @Test
  void idsAreUuidsOfVersion7WithTheTimeAndTheTagOfTheNode() {
    TransactionId id = ids.next();
    assertEquals(7, id.uuid().version());
    assertEquals(2, id.uuid().variant());
    assertEquals(time.millis(), id.millis());
    assertEquals(ids.tag(), id.tag());
    assertEquals(ids.tag(), ids.next().tag());
    assertNotEquals(ids.tag(), new TransactionIds(time.environment(), clock).tag());
  }

  @Test
  void idsGrowWithinAMillisecondWhateverTheWallClockDoes() {
    TransactionId last = ids.next();
    for (int i = 0; i < 20_000; i++) {
      if (i == 10_000) {
        time.turnClock(Duration.ofHours(-1));
      }
      TransactionId next = ids.next();
      assertTrue(next.compareTo(last) > 0, last + " then " + next);
      last = next;
    }
    assertTrue(last.millis() - time.millis() <= Duration.ofHours(1).toMillis() + 5);
  }

  @Test
  void copiesOfANodeThatStoodStillDoNotRepeatEachOther() {
    try (ManualEnvironment copied = new ManualEnvironment()) {
      HybridLogicalClock itsClock = new HybridLogicalClock(copied.environment().clock());
      TransactionIds copy = new TransactionIds(copied.environment(), itsClock);
      assertEquals(ids.next(), copy.next());
      assertNotEquals(0, copied.environment().random().nextLong()); // the system seeds it anew
      time.advance(Duration.ofHours(1));
      copied.advance(Duration.ofHours(1));
      assertNotEquals(ids.next(), copy.next());
    }
  }

  @Test
  void noCommitHasATimestampBeforeTheTimeInItsId() {
    for (int i = 0; i < 10_000; i++) {
      TransactionId id = ids.next();
      if (i % 1000 == 0) {
        time.turnClock(Duration.ofSeconds(-7));
      }
      assertTrue(clock.tick() > HybridLogicalClock.ofMillis(id.millis()));
    }
  }

  @Test
  void idsFollowTheHybridClockWhenItIsAheadOfTheWallClock() {
    long ahead = time.millis() + 5000;
    clock.observe(HybridLogicalClock.ofMillis(ahead));
    assertEquals(ahead, ids.next().millis());
  }

  @Test
  void idsOfManyThreadsDiffer() {
    Set<TransactionId> made = ConcurrentHashMap.newKeySet();
    IntStream.range(0, 40_000).parallel().forEach(i -> made.add(ids.next()));
    assertEquals(40_000, made.size());
  }

  @Test
  void theTextFormGivesTheIdBack() {
    TransactionId id = ids.next();
    assertEquals(id, TransactionId.parse(id.toString()));
    assertEquals(id, TransactionId.parse(id.toString().toUpperCase(Locale.ROOT)));
  }

  @Test
  void whatIsNoIdIsRefused() {
    String good = ids.next().toString();
    for (String text :
        new String[] {
          "",
          "x",
          "1-1-1-1-1",
          good + "0",
          " " + good,
          good.replace('-', '_'),
          new UUID(0, 0).toString(),
          "f47ac10b-58cc-4372-a567-0e02b2c3d479",
          "9".repeat(100_000)
        }) {
      EngineException e = assertThrows(EngineException.class, () -> TransactionId.parse(text));
      assertEquals(ErrorCode.INVALID_PARAMETER_VALUE, e.code());
      assertTrue(String.valueOf(e.getMessage()).length() < 200);
    }
  }
}
