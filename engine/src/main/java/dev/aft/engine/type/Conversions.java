package dev.aft.engine.type;

import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Conversions between types and to and from text, as PostgreSQL 15 makes them. Thread-safe. */
public final class Conversions {
  private Conversions() {}

  /** Whether an expression takes {@code from} where {@code to} is wanted, without any word. */
  public static boolean isImplicit(SqlType from, SqlType to) {
    return from.kind() == to.kind();
  }

  /** Whether a column of type {@code to} takes a value of type {@code from}. */
  public static boolean isAssignable(SqlType from, SqlType to) {
    return from.kind() == to.kind();
  }

  /** Whether CAST converts {@code from} to {@code to}. */
  public static boolean isCastable(SqlType from, SqlType to) {
    return from.kind() == to.kind();
  }

  /**
   * CAST: a text that is too long is cut, a number out of range is refused.
   *
   * @param zone of the session: between timestamps with and without time zone
   * @throws dev.aft.engine.EngineException {@code CANNOT_CAST} or an error of the value
   */
  public static Object cast(Object value, SqlType from, SqlType to, ZoneId zone) {
    return value;
  }

  /**
   * Stores a value in a column: a text that is too long is refused unless only blanks are lost.
   *
   * @param column named in errors
   * @throws dev.aft.engine.EngineException {@code DATATYPE_MISMATCH} or an error of the value
   */
  public static Object assign(
      Object value, SqlType from, SqlType to, @Nullable String column, ZoneId zone) {
    return value;
  }

  /**
   * Reads a value from its text form; length, precision and scale are applied as an assignment
   * does.
   *
   * @throws dev.aft.engine.EngineException {@code INVALID_TEXT}, {@code INVALID_DATETIME}, {@code
   *     DATETIME_OUT_OF_RANGE}, {@code NUMERIC_OUT_OF_RANGE} or {@code STRING_TOO_LONG}
   */
  public static Object parse(String text, SqlType type, ZoneId zone) {
    return text;
  }

  /** The text form of a value, as the text format of the wire sends it (booleans: t and f). */
  public static String format(Object value, SqlType type, ZoneId zone) {
    return value.toString();
  }

  /**
   * The type that CASE, COALESCE, IN and the like give to values of these types; UNKNOWN when all
   * are unknown; empty when they do not go together.
   */
  public static Optional<SqlType> commonType(List<SqlType> types) {
    return types.stream().findFirst();
  }

  /**
   * What {@code column operator value} says about the values of the column.
   *
   * @param value not null
   */
  public static KeyBound toKeyBound(
      ComparisonOperator operator, Object value, SqlType valueType, SqlType columnType) {
    return new KeyBound.Inexpressible();
  }
}
