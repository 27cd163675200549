package dev.aft.engine.type;

import dev.aft.engine.EngineException;
import dev.aft.engine.ErrorCode;
import dev.aft.engine.type.SqlType.Kind;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Conversions between types and to and from text, as PostgreSQL 15 makes them. Thread-safe. */
public final class Conversions {
  private Conversions() {}

  /** Whether an expression takes {@code from} where {@code to} is wanted, without any word. */
  public static boolean isImplicit(SqlType from, SqlType to) {
    if (from.kind() == to.kind() || from.isUnknown() || (from.isText() && to.isText())) {
      return true;
    }
    if (from.isNumeric() && to.isNumeric()) {
      return numericRank(from) < numericRank(to);
    }
    return from.isDateOrTimestamp()
        && to.isDateOrTimestamp()
        && from.kind().compareTo(to.kind()) < 0;
  }

  /** Whether a column of type {@code to} takes a value of type {@code from}. */
  public static boolean isAssignable(SqlType from, SqlType to) {
    if (isImplicit(from, to) || to.isText() || (from.isNumeric() && to.isNumeric())) {
      return true;
    }
    boolean fromTimestamp = from.isDateOrTimestamp() && from.kind() != Kind.DATE;
    return fromTimestamp && (to.isDateOrTimestamp() || to.kind() == Kind.TIME);
  }

  /** Whether CAST converts {@code from} to {@code to}. */
  public static boolean isCastable(SqlType from, SqlType to) {
    if (isAssignable(from, to) || from.isText()) {
      return true;
    }
    return (from.kind() == Kind.BOOLEAN && to.kind() == Kind.INTEGER)
        || (from.kind() == Kind.INTEGER && to.kind() == Kind.BOOLEAN);
  }

  private static int numericRank(SqlType type) {
    return switch (type.kind()) {
      case SMALLINT -> 1;
      case INTEGER -> 2;
      case BIGINT -> 3;
      case DECIMAL -> 4;
      case REAL -> 5;
      default -> 6;
    };
  }

  /** Whether a conversion of a value depends on the time zone of the session. */
  public static boolean dependsOnZone(SqlType from, SqlType to) {
    boolean fromZoned = from.kind() == Kind.TIMESTAMP_WITH_TIME_ZONE;
    boolean toZoned = to.kind() == Kind.TIMESTAMP_WITH_TIME_ZONE;
    return fromZoned != toZoned;
  }

  /**
   * CAST: a text that is too long is cut, a number out of range is refused.
   *
   * @param zone of the session: between timestamps with and without time zone
   * @throws EngineException {@code CANNOT_CAST} or an error of the value
   */
  public static Object cast(Object value, SqlType from, SqlType to, ZoneId zone) {
    Object converted = convert(value, from, to, zone);
    if (to.length() == 0) {
      return converted;
    }
    return switch (to.kind()) {
      case VARCHAR -> truncated((String) converted, to.length());
      case CHAR -> padded(truncated((String) converted, to.length()), to.length());
      default -> converted;
    };
  }

  /**
   * Stores a value in a column: a text that is too long is refused unless only blanks are lost.
   *
   * @param column named in errors
   * @throws EngineException {@code DATATYPE_MISMATCH} or an error of the value
   */
  public static Object assign(
      Object value, SqlType from, SqlType to, @Nullable String column, ZoneId zone) {
    try {
      if (!isAssignable(from, to)) {
        throw new EngineException(
            ErrorCode.DATATYPE_MISMATCH, "a value of type " + from + " does not fit type " + to);
      }
      return fit(convert(value, from, to, zone), to);
    } catch (EngineException e) {
      throw column == null ? e : withColumn(e, column);
    }
  }

  private static EngineException withColumn(EngineException error, String column) {
    String message = String.valueOf(error.getMessage());
    EngineException.Builder builder =
        EngineException.builder(error.code(), message + " (column \"" + column + "\")")
            .at(error.offset())
            .hint(error.hint())
            .column(column)
            .cause(error);
    String detail = error.detail();
    return detail == null ? builder.build() : builder.detail(detail).build();
  }

  /** Applies the length of the type as an assignment does. */
  private static Object fit(Object value, SqlType to) {
    if (to.length() == 0 || !to.isText()) {
      return value;
    }
    String text = (String) value;
    String fitting = truncated(text, to.length());
    if (!ValueComparator.withoutTrailingBlanks(text.substring(fitting.length())).isEmpty()) {
      throw new EngineException(ErrorCode.STRING_TOO_LONG, "value too long for type " + to);
    }
    return to.kind() == Kind.CHAR ? padded(fitting, to.length()) : fitting;
  }

  private static String truncated(String text, int length) {
    if (text.length() <= length || text.codePointCount(0, text.length()) <= length) {
      return text;
    }
    return text.substring(0, text.offsetByCodePoints(0, length));
  }

  private static String padded(String text, int length) {
    int missing = length - text.codePointCount(0, text.length());
    return missing > 0 ? text + " ".repeat(missing) : text;
  }

  private static Object convert(Object value, SqlType from, SqlType to, ZoneId zone) {
    if (to.isNumeric() && value instanceof Number number) {
      boolean same = from.kind() == to.kind() && to.kind() != Kind.DECIMAL;
      return same ? value : NumberCasts.cast(number, to);
    }
    if (to.isText()) {
      return toText(value, from, to, zone);
    }
    if (from.kind() == to.kind()) {
      return value;
    }
    if (value instanceof String text) {
      return parse(text, to, zone);
    }
    if (to.kind() == Kind.INTEGER && value instanceof Boolean bool) {
      return bool ? 1 : 0;
    }
    if (to.kind() == Kind.BOOLEAN && value instanceof Integer number) {
      return number != 0;
    }
    return convertDateTime(value, from, to, zone);
  }

  private static String toText(Object value, SqlType from, SqlType to, ZoneId zone) {
    if (value instanceof Boolean bool) {
      return bool ? "true" : "false";
    }
    String text = ValueText.format(value, zone);
    boolean blanksGo = from.kind() == Kind.CHAR && to.kind() != Kind.CHAR;
    return blanksGo ? ValueComparator.withoutTrailingBlanks(text) : text;
  }

  private static Object convertDateTime(Object value, SqlType from, SqlType to, ZoneId zone) {
    if (value instanceof LocalDate date && to.isDateOrTimestamp()) {
      return fromLocal(date.atStartOfDay(), to, zone);
    }
    if (value instanceof LocalDateTime local) {
      return fromLocal(local, to, zone);
    }
    if (value instanceof Instant instant) {
      return fromLocal(LocalDateTime.ofInstant(instant, zone), to, zone);
    }
    throw new EngineException(ErrorCode.CANNOT_CAST, "cannot cast type " + from + " to " + to);
  }

  private static Object fromLocal(LocalDateTime local, SqlType to, ZoneId zone) {
    return switch (to.kind()) {
      case DATE -> local.toLocalDate();
      case TIME -> local.toLocalTime();
      case TIMESTAMP -> DateTimeText.checked(local, local.toString());
      case TIMESTAMP_WITH_TIME_ZONE ->
          DateTimeText.instant(DateTimeText.checked(local, local.toString()), zone);
      default ->
          throw new EngineException(ErrorCode.CANNOT_CAST, "cannot cast type timestamp to " + to);
    };
  }

  /**
   * The same value, if it is none of a time that a column cannot hold.
   *
   * @throws EngineException 22008
   */
  public static Object requireStorable(Object value) {
    if (value instanceof LocalDate date) {
      DateTimeText.checked(date, date.toString());
    } else if (value instanceof LocalDateTime local) {
      DateTimeText.checked(local, local.toString());
    } else if (value instanceof Instant instant) {
      DateTimeText.checked(instant);
    }
    return value;
  }

  /**
   * Reads a value from its text form; length, precision and scale are applied as an assignment
   * does.
   *
   * @throws EngineException {@code INVALID_TEXT}, {@code INVALID_DATETIME}, {@code
   *     DATETIME_OUT_OF_RANGE}, {@code NUMERIC_OUT_OF_RANGE} or {@code STRING_TOO_LONG}
   */
  public static Object parse(String text, SqlType type, ZoneId zone) {
    Object value = ValueText.parse(text, type, zone);
    return value instanceof BigDecimal decimal ? NumberCasts.fit(decimal, type) : fit(value, type);
  }

  /** The text form of a value, as the text format of the wire sends it (booleans: t and f). */
  public static String format(Object value, SqlType type, ZoneId zone) {
    return ValueText.format(value, zone);
  }

  /**
   * The type that CASE, COALESCE, IN and the like give to values of these types; UNKNOWN when all
   * are unknown; empty when they do not go together.
   */
  public static Optional<SqlType> commonType(List<SqlType> types) {
    SqlType common = SqlType.UNKNOWN;
    for (SqlType type : types) {
      if (type.isUnknown() || type.equals(common)) {
        continue;
      }
      if (common.isUnknown()) {
        common = type;
      } else if (common.kind() == type.kind()) {
        common = common.unbounded();
      } else if (common.isText() && type.isText()) {
        common = SqlType.TEXT;
      } else if (isImplicit(common, type)) {
        common = type.unbounded();
      } else if (isImplicit(type, common)) {
        common = common.unbounded();
      } else {
        return Optional.empty();
      }
    }
    return Optional.of(common);
  }

  /**
   * What {@code column operator value} says about the values of the column.
   *
   * @param value not null
   */
  public static KeyBound toKeyBound(
      ComparisonOperator operator, Object value, SqlType valueType, SqlType columnType) {
    return KeyBounds.of(operator, value, valueType, columnType);
  }
}
