package dev.aft.engine.expression;

import dev.aft.engine.EngineException;
import dev.aft.engine.ErrorCode;
import dev.aft.engine.type.SqlType;
import dev.aft.grammar.LetterCase;
import java.math.BigDecimal;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoField;
import java.time.temporal.ChronoUnit;
import java.time.temporal.IsoFields;
import java.time.temporal.TemporalAdjusters;
import java.util.List;

/** Functions of dates and times. */
final class DateTimeFunctions {
  private static final SqlType TEXT = SqlType.TEXT;
  private static final SqlType ZONED = SqlType.TIMESTAMP_WITH_TIME_ZONE;

  private DateTimeFunctions() {}

  static void register(FunctionRegistry.Table table) {
    registerNow(table);
    registerFields(table);
    List<SqlType> local = List.of(TEXT, SqlType.TIMESTAMP);
    table.pure(
        "date_trunc",
        local,
        SqlType.TIMESTAMP,
        (a, c) -> truncate((String) a[0], (LocalDateTime) a[1]));
    table.stable("date_trunc", List.of(TEXT, ZONED), ZONED, DateTimeFunctions::truncateZoned);
    table.stable("date_trunc", List.of(TEXT, SqlType.DATE), ZONED, DateTimeFunctions::truncateDate);
  }

  private static void registerNow(FunctionRegistry.Table table) {
    List<SqlType> none = List.of();
    for (String name :
        List.of("now", "current_timestamp", "transaction_timestamp", "statement_timestamp")) {
      table.stable(name, none, ZONED, (a, c) -> now(c));
    }
    table.stable(
        "localtimestamp", none, SqlType.TIMESTAMP, (a, c) -> zonedNow(c).toLocalDateTime());
    table.stable("current_date", none, SqlType.DATE, (a, c) -> zonedNow(c).toLocalDate());
    for (String name : List.of("current_time", "localtime")) {
      table.stable(name, none, SqlType.TIME, (a, c) -> zonedNow(c).toLocalTime());
    }
    table.changing(
        "clock_timestamp",
        ZONED,
        (a, c) -> c.environment().clock().instant().truncatedTo(ChronoUnit.MICROS));
  }

  private static Instant now(EvaluationContext context) {
    return context.session().transactionTime().truncatedTo(ChronoUnit.MICROS);
  }

  private static ZonedDateTime zonedNow(EvaluationContext context) {
    return now(context).atZone(context.session().timeZone());
  }

  private static void registerFields(FunctionRegistry.Table table) {
    field(table, SqlType.DATE);
    field(table, SqlType.TIMESTAMP);
    field(table, ZONED);
    field(table, SqlType.TIME);
  }

  private static void field(FunctionRegistry.Table table, SqlType type) {
    List<SqlType> parameters = List.of(TEXT, type);
    table.stable("extract", parameters, SqlType.DECIMAL, (a, c) -> extract((String) a[0], a[1], c));
    table.stable(
        "date_part",
        parameters,
        SqlType.DOUBLE_PRECISION,
        (a, c) -> extract((String) a[0], a[1], c).doubleValue());
  }

  private static BigDecimal extract(String field, Object value, EvaluationContext context) {
    String name = LetterCase.lower(field);
    if (value instanceof LocalTime time) {
      return ofTime(name, time);
    }
    if (value instanceof LocalDate date) {
      return ofDate(name, date.atStartOfDay());
    }
    if (value instanceof LocalDateTime local) {
      return isTimeField(name) ? ofTime(name, local.toLocalTime()) : ofDate(name, local);
    }
    ZonedDateTime zoned = ((Instant) value).atZone(context.session().timeZone());
    return ofZoned(name, zoned);
  }

  private static BigDecimal ofZoned(String name, ZonedDateTime zoned) {
    int offset = zoned.getOffset().getTotalSeconds();
    return switch (name) {
      case "epoch" -> ofDate(name, LocalDateTime.ofInstant(zoned.toInstant(), ZoneOffset.UTC));
      case "timezone" -> BigDecimal.valueOf(offset);
      case "timezone_hour" -> BigDecimal.valueOf(offset / 3600);
      case "timezone_minute" -> BigDecimal.valueOf(offset / 60 % 60);
      default ->
          isTimeField(name)
              ? ofTime(name, zoned.toLocalTime())
              : ofDate(name, zoned.toLocalDateTime());
    };
  }

  private static boolean isTimeField(String name) {
    return switch (name) {
      case "hour", "minute", "second", "milliseconds", "microseconds" -> true;
      default -> false;
    };
  }

  private static BigDecimal ofTime(String name, LocalTime time) {
    long micros = time.getSecond() * 1_000_000L + time.get(ChronoField.MICRO_OF_SECOND);
    return switch (name) {
      case "hour" -> BigDecimal.valueOf(time.getHour());
      case "minute" -> BigDecimal.valueOf(time.getMinute());
      case "second" -> BigDecimal.valueOf(micros, 6);
      case "milliseconds" -> BigDecimal.valueOf(micros, 3);
      case "microseconds" -> BigDecimal.valueOf(micros);
      case "epoch" -> BigDecimal.valueOf(time.toNanoOfDay() / 1000, 6);
      default -> throw unknown(name);
    };
  }

  private static BigDecimal ofDate(String name, LocalDateTime local) {
    if (name.equals("epoch")) {
      long micros = local.get(ChronoField.MICRO_OF_SECOND);
      return BigDecimal.valueOf(local.toEpochSecond(ZoneOffset.UTC) * 1_000_000L + micros, 6);
    }
    int year = local.getYear() > 0 ? local.getYear() : local.getYear() - 1;
    long value =
        switch (name) {
          case "year" -> year;
          case "month" -> local.getMonthValue();
          case "day" -> local.getDayOfMonth();
          case "dow" -> local.getDayOfWeek().getValue() % 7;
          case "isodow" -> local.getDayOfWeek().getValue();
          case "doy" -> local.getDayOfYear();
          case "week" -> local.get(IsoFields.WEEK_OF_WEEK_BASED_YEAR);
          case "isoyear" -> local.get(IsoFields.WEEK_BASED_YEAR);
          case "quarter" -> local.get(IsoFields.QUARTER_OF_YEAR);
          case "decade" -> Math.floorDiv(local.getYear(), 10);
          case "century" -> year > 0 ? (year + 99) / 100 : -((99 - year) / 100);
          case "millennium" -> year > 0 ? (year + 999) / 1000 : -((999 - year) / 1000);
          case "julian" -> local.getLong(ChronoField.EPOCH_DAY) + 2_440_588;
          default -> throw unknown(name);
        };
    return BigDecimal.valueOf(value);
  }

  private static LocalDateTime truncate(String field, LocalDateTime value) {
    LocalDateTime day = value.toLocalDate().atStartOfDay();
    return switch (LetterCase.lower(field)) {
      case "microseconds" -> value;
      case "milliseconds" -> value.truncatedTo(ChronoUnit.MILLIS);
      case "second" -> value.truncatedTo(ChronoUnit.SECONDS);
      case "minute" -> value.truncatedTo(ChronoUnit.MINUTES);
      case "hour" -> value.truncatedTo(ChronoUnit.HOURS);
      case "day" -> day;
      case "week" -> day.with(TemporalAdjusters.previousOrSame(DayOfWeek.MONDAY));
      case "month" -> day.withDayOfMonth(1);
      case "quarter" -> day.withDayOfMonth(1).withMonth((day.getMonthValue() - 1) / 3 * 3 + 1);
      case "year" -> day.withDayOfYear(1);
      case "decade" -> day.withDayOfYear(1).withYear(Math.floorDiv(day.getYear(), 10) * 10);
      case "century" ->
          day.withDayOfYear(1).withYear(Math.floorDiv(day.getYear() - 1, 100) * 100 + 1);
      case "millennium" ->
          day.withDayOfYear(1).withYear(Math.floorDiv(day.getYear() - 1, 1000) * 1000 + 1);
      default -> throw unknown(field);
    };
  }

  private static Object truncateZoned(Object[] arguments, EvaluationContext context) {
    ZonedDateTime zoned = ((Instant) arguments[1]).atZone(context.session().timeZone());
    LocalDateTime truncated = truncate((String) arguments[0], zoned.toLocalDateTime());
    return ZonedDateTime.ofLocal(truncated, zoned.getZone(), zoned.getOffset()).toInstant();
  }

  private static Object truncateDate(Object[] arguments, EvaluationContext context) {
    LocalDateTime day = ((LocalDate) arguments[1]).atStartOfDay();
    return truncate((String) arguments[0], day).atZone(context.session().timeZone()).toInstant();
  }

  private static EngineException unknown(String field) {
    return new EngineException(
        ErrorCode.INVALID_PARAMETER_VALUE, "date/time unit \"" + field + "\" not recognized");
  }
}
