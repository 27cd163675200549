package dev.aft.engine.type;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.aft.engine.EngineException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a client sends in binary form has the same range as what is written in SQL. */
class StorableTimesTest {
  private static final LocalDateTime LAST = LocalDateTime.of(294_246, 12, 31, 23, 59, 59);
  private static final LocalDateTime FIRST = LocalDateTime.of(-4712, 1, 1, 0, 0);

  @Test
  void firstAndLastAreStorable() {
    for (Object value :
        List.of(
            LAST,
            FIRST,
            LAST.toInstant(ZoneOffset.UTC),
            FIRST.toInstant(ZoneOffset.UTC),
            LocalDate.of(5_874_897, 12, 31),
            LocalDate.of(-4712, 1, 1))) {
      assertSame(value, Conversions.requireStorable(value));
    }
  }

  @Test
  void beyondThemIsRefused() {
    for (Object value :
        List.of(
            LAST.plusSeconds(1),
            FIRST.minusNanos(1000),
            LAST.plusSeconds(1).toInstant(ZoneOffset.UTC),
            Instant.MIN,
            Instant.MAX,
            LocalDate.of(5_874_898, 1, 1),
            LocalDate.MIN)) {
      EngineException e =
          assertThrows(EngineException.class, () -> Conversions.requireStorable(value));
      assertEquals("22008", e.code().sqlState());
    }
  }

  @Test
  void textBeyondThemIsRefused() {
    EngineException e =
        assertThrows(
            EngineException.class,
            () -> Conversions.parse("294247-01-01", SqlType.TIMESTAMP, ZoneId.of("UTC")));
    assertEquals("22008", e.code().sqlState());
  }
}
