package dev.aft.engine.type;

import dev.aft.engine.EngineException;
import dev.aft.engine.ErrorCode;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Locale;

/** Dates and times in the ISO style of PostgreSQL. */
final class DateTimeText {
  private static final int MIN_YEAR = -4712;
  private static final int MAX_DATE_YEAR = 5_874_897;

  /** The last whole year of which microseconds since 1970 fit into 64 bits. */
  private static final int MAX_TIMESTAMP_YEAR = 294_246;

  private DateTimeText() {}

  static Object parse(String text, SqlType type, ZoneId zone) {
    DateTimeScanner scanner = new DateTimeScanner(text, type);
    try {
      return switch (type.kind()) {
        case DATE -> checked(scanner.scanDateTime().date(), text);
        case TIME ->
            hasDate(text) ? scanner.scanDateTime().local().toLocalTime() : scanner.scanTime();
        case TIMESTAMP -> checked(scanner.scanDateTime().local(), text);
        default -> instant(scanner.scanDateTime(), text, zone);
      };
    } catch (DateTimeException | ArithmeticException e) {
      throw outOfRange(text);
    }
  }

  /** A time may be that of a timestamp, as in PostgreSQL. */
  private static boolean hasDate(String text) {
    int dash = text.indexOf('-');
    return dash > 0 && dash < text.indexOf(':');
  }

  private static Instant instant(DateTimeScanner.Scanned scanned, String text, ZoneId zone) {
    ZoneId written = scanned.zone();
    LocalDateTime local = scanned.local();
    Instant instant = instant(local, written == null ? zone : written);
    checked(instant.atOffset(ZoneOffset.UTC).toLocalDateTime(), text);
    return instant;
  }

  static LocalDate checked(LocalDate date, String text) {
    if (date.getYear() < MIN_YEAR || date.getYear() > MAX_DATE_YEAR) {
      throw outOfRange(text);
    }
    return date;
  }

  /** The same value, if a timestamp can hold it, whatever the time zone. */
  static Instant checked(Instant value) {
    boolean early =
        value.isBefore(LocalDateTime.of(MIN_YEAR, 1, 1, 0, 0).toInstant(ZoneOffset.UTC));
    LocalDateTime end = LocalDateTime.of(MAX_TIMESTAMP_YEAR + 1, 1, 1, 0, 0);
    if (early || !value.isBefore(end.toInstant(ZoneOffset.UTC))) {
      throw outOfRange(value.toString());
    }
    return value;
  }

  /** The same value, if a timestamp can hold it. */
  static LocalDateTime checked(LocalDateTime value, String text) {
    if (value.getYear() < MIN_YEAR || value.getYear() > MAX_TIMESTAMP_YEAR) {
      throw outOfRange(text);
    }
    return value;
  }

  static EngineException invalid(String text, SqlType type) {
    if (text.strip().matches("(?i)[+-]?inf(inity)?")) {
      return new EngineException(
          ErrorCode.DATETIME_OUT_OF_RANGE, "infinite dates and timestamps are not supported");
    }
    return new EngineException(
        ErrorCode.INVALID_DATETIME,
        "invalid input syntax for type "
            + type.kind().sqlName()
            + ": \""
            + NumberText.clip(text)
            + "\"");
  }

  static EngineException outOfRange(String text) {
    return new EngineException(
        ErrorCode.DATETIME_OUT_OF_RANGE,
        "date/time field value out of range: \"" + NumberText.clip(text) + "\"");
  }

  static String format(LocalDate date) {
    StringBuilder text = new StringBuilder(13);
    appendDate(text, date);
    return text.append(era(date)).toString();
  }

  static String format(LocalTime time) {
    StringBuilder text = new StringBuilder(15);
    appendTime(text, time);
    return text.toString();
  }

  static String format(LocalDateTime timestamp) {
    StringBuilder text = new StringBuilder(26);
    appendDateTime(text, timestamp);
    return text.append(era(timestamp.toLocalDate())).toString();
  }

  static String format(Instant instant, ZoneId zone) {
    ZoneOffset offset = zone.getRules().getOffset(instant);
    LocalDateTime local = LocalDateTime.ofInstant(instant, offset);
    StringBuilder text = new StringBuilder(32);
    appendDateTime(text, local);
    appendOffset(text, offset.getTotalSeconds());
    return text.append(era(local.toLocalDate())).toString();
  }

  private static void appendDateTime(StringBuilder text, LocalDateTime value) {
    appendDate(text, value.toLocalDate());
    text.append(' ');
    appendTime(text, value.toLocalTime());
  }

  private static void appendDate(StringBuilder text, LocalDate date) {
    int year = date.getYear() > 0 ? date.getYear() : 1 - date.getYear();
    if (year < 1000) {
      text.append(String.format(Locale.ROOT, "%04d", year));
    } else {
      text.append(year);
    }
    appendTwo(text.append('-'), date.getMonthValue());
    appendTwo(text.append('-'), date.getDayOfMonth());
  }

  private static String era(LocalDate date) {
    return date.getYear() > 0 ? "" : " BC";
  }

  private static void appendTime(StringBuilder text, LocalTime time) {
    appendTwo(text, time.getHour());
    appendTwo(text.append(':'), time.getMinute());
    appendTwo(text.append(':'), time.getSecond());
    int micros = time.getNano() / 1000;
    if (micros != 0) {
      String digits = String.valueOf(1_000_000 + micros).substring(1);
      int end = digits.length();
      while (digits.charAt(end - 1) == '0') {
        end--;
      }
      text.append('.').append(digits, 0, end);
    }
  }

  private static void appendOffset(StringBuilder text, int totalSeconds) {
    int seconds = Math.abs(totalSeconds);
    appendTwo(text.append(totalSeconds < 0 ? '-' : '+'), seconds / 3600);
    if (seconds % 3600 != 0) {
      appendTwo(text.append(':'), seconds / 60 % 60);
    }
    if (seconds % 60 != 0) {
      appendTwo(text.append(':'), seconds % 60);
    }
  }

  private static void appendTwo(StringBuilder text, int number) {
    text.append((char) ('0' + number / 10)).append((char) ('0' + number % 10));
  }

  /** A local time that happens twice, when clocks go back, means the second one: standard time. */
  static Instant instant(LocalDateTime local, ZoneId zone) {
    return local.atZone(zone).withLaterOffsetAtOverlap().toInstant();
  }
}
