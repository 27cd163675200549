package dev.aft.engine.type;

import dev.aft.engine.EngineException;
import dev.aft.grammar.LetterCase;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import org.jspecify.annotations.Nullable;

/** Reads one date, time or timestamp. Used once; not thread-safe. */
final class DateTimeScanner {
  /** What was read; no time means midnight. {@code carryDay}: the time rounded up to 24:00. */
  record Scanned(LocalDate date, LocalTime time, boolean carryDay, @Nullable ZoneId zone) {
    LocalDateTime local() {
      LocalDateTime local = date.atTime(time);
      return carryDay ? local.plusDays(1) : local;
    }
  }

  private final String whole;
  private final SqlType type;
  private String text;
  private int at;
  private boolean carryDay;

  DateTimeScanner(String text, SqlType type) {
    this.whole = text;
    this.type = type;
    this.text = text.strip();
  }

  Scanned scanDateTime() {
    if (text.equalsIgnoreCase("epoch")) {
      return new Scanned(LocalDate.EPOCH, LocalTime.MIDNIGHT, false, ZoneOffset.UTC);
    }
    boolean beforeChrist = takeEra();
    LocalDate date = scanDate(beforeChrist);
    LocalTime time = LocalTime.MIDNIGHT;
    ZoneId zone = null;
    if (at < text.length()) {
      skipSeparator();
      if (at < text.length() && isDigit()) {
        time = scanClock();
      }
      zone = scanZone();
    }
    return new Scanned(date, time, carryDay, zone);
  }

  LocalTime scanTime() {
    LocalTime time = scanClock();
    scanZone();
    if (carryDay) {
      throw DateTimeText.outOfRange(whole);
    }
    return time;
  }

  private boolean takeEra() {
    String upper = LetterCase.upper(text);
    if (upper.endsWith(" BC") || upper.endsWith(" AD")) {
      text = text.substring(0, text.length() - 3).stripTrailing();
    }
    return upper.endsWith(" BC");
  }

  private LocalDate scanDate(boolean beforeChrist) {
    int start = at;
    int year = number(7);
    if (at - start >= 8 || (at - start == 7 && at < text.length() && isDigit())) {
      throw invalid();
    }
    if (at < text.length() && text.charAt(at) == '-') {
      if (at - start < 3) {
        throw invalid();
      }
      at++;
      int month = number(2);
      expect('-');
      int day = number(2);
      if (year == 0) {
        throw DateTimeText.outOfRange(whole); // The year before 1 is 1 BC.
      }
      return date(beforeChrist ? 1 - year : year, month, day);
    }
    throw invalid();
  }

  private LocalDate date(int year, int month, int day) {
    if (at < text.length() && isDigit()) {
      throw invalid();
    }
    try {
      return LocalDate.of(year, month, day);
    } catch (DateTimeException e) {
      throw DateTimeText.outOfRange(whole);
    }
  }

  private void skipSeparator() {
    char c = text.charAt(at);
    if (c == 'T' || c == 't') {
      at++;
    }
    skipBlanks();
  }

  private void skipBlanks() {
    while (at < text.length() && text.charAt(at) == ' ') {
      at++;
    }
  }

  private LocalTime scanClock() {
    int hour = number(2);
    expect(':');
    int minute = number(2);
    int second = 0;
    long micros = 0;
    if (at < text.length() && text.charAt(at) == ':') {
      at++;
      second = number(2);
      micros = fraction();
    }
    if (hour > 24 || minute > 59 || second > 60) {
      throw DateTimeText.outOfRange(whole);
    }
    long total = ((hour * 60L + minute) * 60 + second) * 1_000_000 + micros;
    long day = 86_400_000_000L;
    if (total > day) {
      throw DateTimeText.outOfRange(whole);
    }
    carryDay = total == day;
    return LocalTime.ofNanoOfDay(total % day * 1000);
  }

  /** The fraction of a second, rounded to microseconds. */
  private long fraction() {
    if (at >= text.length() || text.charAt(at) != '.') {
      return 0;
    }
    at++;
    long micros = 0;
    int digits = 0;
    boolean roundUp = false;
    while (at < text.length() && isDigit()) {
      int digit = text.charAt(at++) - '0';
      if (digits < 6) {
        micros = micros * 10 + digit;
      } else if (digits == 6) {
        roundUp = digit >= 5;
      }
      digits++;
    }
    for (int i = digits; i < 6; i++) {
      micros *= 10;
    }
    return roundUp ? micros + 1 : micros;
  }

  private @Nullable ZoneId scanZone() {
    skipBlanks();
    if (at == text.length()) {
      return null;
    }
    String name = text.substring(at);
    char sign = name.charAt(0);
    if (sign == '+' || sign == '-') {
      at++;
      return offset(sign == '-');
    }
    if (name.equalsIgnoreCase("z") || name.equalsIgnoreCase("utc")) {
      return ZoneOffset.UTC;
    }
    try {
      return ZoneId.of(name);
    } catch (DateTimeException e) {
      throw invalid();
    }
  }

  private ZoneId offset(boolean negative) {
    int hours = number(2);
    int minutes = 0;
    int seconds = 0;
    if (at < text.length()) {
      skipColon();
      minutes = number(2);
    }
    if (at < text.length()) {
      skipColon();
      seconds = number(2);
    }
    if (at != text.length()) {
      throw invalid();
    }
    int total = hours * 3600 + minutes * 60 + seconds;
    if (minutes > 59 || seconds > 59 || hours > 15) {
      throw DateTimeText.outOfRange(whole);
    }
    return ZoneOffset.ofTotalSeconds(negative ? -total : total);
  }

  private void skipColon() {
    if (text.charAt(at) == ':') {
      at++;
    }
  }

  private int number(int maxDigits) {
    int start = at;
    int value = 0;
    while (at < text.length() && isDigit() && at - start < maxDigits) {
      value = value * 10 + (text.charAt(at++) - '0');
    }
    if (at == start) {
      throw invalid();
    }
    return value;
  }

  private boolean isDigit() {
    char c = text.charAt(at);
    return c >= '0' && c <= '9';
  }

  private void expect(char wanted) {
    if (at >= text.length() || text.charAt(at) != wanted) {
      throw invalid();
    }
    at++;
  }

  private EngineException invalid() {
    return DateTimeText.invalid(whole, type);
  }
}
