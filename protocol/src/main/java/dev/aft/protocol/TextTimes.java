package dev.aft.protocol;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;

/** Dates and times as PostgreSQL writes them with DateStyle ISO, to the microsecond. */
final class TextTimes {
  private static final String BEFORE_CHRIST = " BC";

  private TextTimes() {}

  static String format(LocalDate date) {
    StringBuilder out = new StringBuilder(13);
    appendDate(out, date);
    return appendEra(out, date).toString();
  }

  static String format(LocalTime time) {
    StringBuilder out = new StringBuilder(15);
    appendTime(out, time);
    return out.toString();
  }

  static String format(LocalDateTime dateTime) {
    StringBuilder out = new StringBuilder(29);
    appendDate(out, dateTime.toLocalDate());
    appendTime(out.append(' '), dateTime.toLocalTime());
    return appendEra(out, dateTime.toLocalDate()).toString();
  }

  static String format(OffsetDateTime dateTime) {
    StringBuilder out = new StringBuilder(35);
    appendDate(out, dateTime.toLocalDate());
    appendTime(out.append(' '), dateTime.toLocalTime());
    appendOffset(out, dateTime.getOffset().getTotalSeconds());
    return appendEra(out, dateTime.toLocalDate()).toString();
  }

  static LocalDate parseDate(String text) {
    Cursor in = new Cursor(text);
    LocalDate date = in.date();
    in.end();
    return date;
  }

  static LocalTime parseTime(String text) {
    Cursor in = new Cursor(text);
    LocalTime time = in.time();
    in.end();
    return time;
  }

  static LocalDateTime parseTimestamp(String text) {
    Cursor in = new Cursor(text);
    LocalDateTime dateTime = in.dateTime();
    in.end();
    return dateTime;
  }

  static Instant parseInstant(String text, ZoneId zone) {
    Cursor in = new Cursor(text);
    LocalDateTime dateTime = in.dateTime();
    Instant instant =
        in.atEnd() ? dateTime.atZone(zone).toInstant() : dateTime.toInstant(in.offset());
    in.end();
    return instant;
  }

  private static void appendDate(StringBuilder out, LocalDate date) {
    int year = date.getYear() > 0 ? date.getYear() : 1 - date.getYear();
    for (int limit = 1000; limit > year && limit > 1; limit /= 10) {
      out.append('0');
    }
    out.append(year);
    appendTwo(out.append('-'), date.getMonthValue());
    appendTwo(out.append('-'), date.getDayOfMonth());
  }

  private static StringBuilder appendEra(StringBuilder out, LocalDate date) {
    return date.getYear() > 0 ? out : out.append(BEFORE_CHRIST);
  }

  private static void appendTime(StringBuilder out, LocalTime time) {
    appendTwo(out, time.getHour());
    appendTwo(out.append(':'), time.getMinute());
    appendTwo(out.append(':'), time.getSecond());
    int micros = time.getNano() / 1000;
    if (micros != 0) {
      out.append('.');
      for (int unit = 100_000; micros > 0; unit /= 10) {
        out.append((char) ('0' + micros / unit));
        micros %= unit;
      }
    }
  }

  private static void appendOffset(StringBuilder out, int seconds) {
    int size = Math.abs(seconds);
    appendTwo(out.append(seconds < 0 ? '-' : '+'), size / 3600);
    if (size % 3600 != 0) {
      appendTwo(out.append(':'), size / 60 % 60);
    }
    if (size % 60 != 0) {
      appendTwo(out.append(':'), size % 60);
    }
  }

  private static void appendTwo(StringBuilder out, int number) {
    out.append((char) ('0' + number / 10)).append((char) ('0' + number % 10));
  }

  /** Walks over the text. */
  private static final class Cursor {
    private final String whole;
    private final boolean beforeChrist;
    private final int limit;
    private int at;

    Cursor(String text) {
      this.whole = text;
      this.beforeChrist = text.endsWith(BEFORE_CHRIST);
      this.limit = beforeChrist ? text.length() - BEFORE_CHRIST.length() : text.length();
    }

    LocalDate date() {
      int year = number(4, 7);
      require('-');
      int month = number(1, 2);
      require('-');
      int day = number(1, 2);
      try {
        return LocalDate.of(beforeChrist ? 1 - year : year, month, day);
      } catch (DateTimeException e) {
        throw outOfRange();
      }
    }

    LocalTime time() {
      int hour = number(1, 2);
      require(':');
      int minute = number(2, 2);
      int second = skip(':') ? number(2, 2) : 0;
      int nano = skip('.') ? fraction() : 0;
      try {
        return LocalTime.of(hour, minute, second, nano);
      } catch (DateTimeException e) {
        throw outOfRange();
      }
    }

    LocalDateTime dateTime() {
      LocalDate date = date();
      if (at == limit) {
        return date.atStartOfDay();
      }
      if (!skip('T')) {
        require(' ');
      }
      return date.atTime(time());
    }

    ZoneOffset offset() {
      if (skip('Z')) {
        return ZoneOffset.UTC;
      }
      boolean negative = skip('-');
      if (!negative) {
        require('+');
      }
      int seconds = number(2, 2) * 3600;
      if (skip(':') || at < limit) {
        seconds += number(2, 2) * 60;
      }
      seconds += skip(':') ? number(2, 2) : 0;
      try {
        return ZoneOffset.ofTotalSeconds(negative ? -seconds : seconds);
      } catch (DateTimeException e) {
        throw outOfRange();
      }
    }

    boolean atEnd() {
      return at == limit;
    }

    void end() {
      if (at != limit) {
        throw malformed();
      }
    }

    private int number(int minDigits, int maxDigits) {
      int start = at;
      int number = 0;
      while (at < limit && at - start < maxDigits && isDigit(whole.charAt(at))) {
        number = number * 10 + (whole.charAt(at++) - '0');
      }
      if (at - start < minDigits) {
        throw malformed();
      }
      return number;
    }

    /** Digits after the point, to the microsecond; more are cut off. */
    private int fraction() {
      int micros = 0;
      int digits = 0;
      while (at < limit && isDigit(whole.charAt(at))) {
        if (digits < 6) {
          micros = micros * 10 + (whole.charAt(at) - '0');
          digits++;
        }
        at++;
      }
      for (; digits < 6; digits++) {
        micros *= 10;
      }
      return micros * 1000;
    }

    private boolean skip(char expected) {
      if (at < limit && whole.charAt(at) == expected) {
        at++;
        return true;
      }
      return false;
    }

    private void require(char expected) {
      if (!skip(expected)) {
        throw malformed();
      }
    }

    private static boolean isDigit(char c) {
      return c >= '0' && c <= '9';
    }

    private InvalidValueException malformed() {
      return new InvalidValueException(
          SqlState.INVALID_DATETIME, "invalid date or time: \"" + TextValues.shorten(whole) + "\"");
    }

    private InvalidValueException outOfRange() {
      return new InvalidValueException(
          SqlState.DATETIME_OUT_OF_RANGE,
          "date or time out of range: \"" + TextValues.shorten(whole) + "\"");
    }
  }
}
