package dev.aft.engine.codec;

import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneOffset;

/** Points in time as microseconds since 1970-01-01 00:00:00. */
final class Timestamps {
  private static final long SECOND = 1_000_000;
  private static final long DAY = 86_400 * SECOND;

  /** Of 2000-01-01, from which clients count. */
  private static final long EPOCH_DAYS_2000 = 10_957;

  /** No less can be told to a client; far from what SQL can write. */
  private static final long MIN_MICROS = Long.MIN_VALUE + EPOCH_DAYS_2000 * DAY;

  private static final long MIN_DAYS = Integer.MIN_VALUE + EPOCH_DAYS_2000;

  private Timestamps() {}

  static LocalDate date(long days) {
    if (days < MIN_DAYS || days > Integer.MAX_VALUE) {
      throw ByteReader.corrupted("a date out of range");
    }
    return LocalDate.ofEpochDay(days);
  }

  private static long checked(long micros) {
    if (micros < MIN_MICROS) {
      throw ByteReader.corrupted("a timestamp out of range");
    }
    return micros;
  }

  static long toMicros(LocalDateTime value) {
    long days = Math.multiplyExact(value.toLocalDate().toEpochDay(), DAY);
    return Math.addExact(days, value.toLocalTime().toNanoOfDay() / 1000);
  }

  static long toMicros(Instant value) {
    return micros(value.getEpochSecond(), value.getNano());
  }

  private static long micros(long seconds, int nanos) {
    return Math.addExact(Math.multiplyExact(seconds, SECOND), nanos / 1000);
  }

  static LocalDateTime local(long stored) {
    long micros = checked(stored);
    return LocalDateTime.ofEpochSecond(
        Math.floorDiv(micros, SECOND), (int) Math.floorMod(micros, SECOND) * 1000, ZoneOffset.UTC);
  }

  static Instant instant(long stored) {
    long micros = checked(stored);
    return Instant.ofEpochSecond(
        Math.floorDiv(micros, SECOND), Math.floorMod(micros, SECOND) * 1000);
  }

  static LocalTime time(long micros) {
    if (micros < 0 || micros >= DAY) {
      throw ByteReader.corrupted("a time beyond the day");
    }
    return LocalTime.ofNanoOfDay(micros * 1000);
  }
}
