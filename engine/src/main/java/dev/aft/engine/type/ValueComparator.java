package dev.aft.engine.type;

import dev.aft.engine.type.SqlType.Kind;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.Comparator;
import java.util.UUID;

/** The order of the values of one type, or of two types that compare with each other. */
public final class ValueComparator {
  private static final Comparator<Object> TEXT = (a, b) -> compareText((String) a, (String) b);
  private static final Comparator<Object> BLANK_PADDED =
      (a, b) -> compareText(withoutTrailingBlanks((String) a), withoutTrailingBlanks((String) b));
  private static final Comparator<Object> NATURAL = ValueComparator::compareNaturally;
  private static final Comparator<Object> INTEGERS =
      (a, b) -> Long.compare(((Number) a).longValue(), ((Number) b).longValue());
  private static final Comparator<Object> APPROXIMATE =
      (a, b) -> compareDoubles(((Number) a).doubleValue(), ((Number) b).doubleValue());
  private static final Comparator<Object> EXACT = (a, b) -> exact(a).compareTo(exact(b));
  private static final Comparator<Object> UUIDS = (a, b) -> compareUuids((UUID) a, (UUID) b);
  private static final Comparator<Object> DATES = (a, b) -> startOfDay(a).compareTo(startOfDay(b));

  private ValueComparator() {}

  /**
   * The order of the values of one type: a total order, the one of the key encoding. Text by code
   * points, CHAR without trailing blanks, NaN greater than all numbers, -0 equal to 0.
   */
  public static Comparator<Object> of(SqlType type) {
    return of(type, type);
  }

  /**
   * Compares a value of {@code left} with one of {@code right}: exact numbers exactly, an exact
   * with an approximate number as DOUBLE PRECISION. If one of the types is CHAR, trailing blanks do
   * not count.
   *
   * @throws IllegalArgumentException unless {@link #comparable}
   */
  public static Comparator<Object> of(SqlType left, SqlType right) {
    if (!comparable(left, right)) {
      throw new IllegalArgumentException(left + " and " + right + " do not compare");
    }
    if (left.isNumeric()) {
      return numeric(left, right);
    }
    if (left.isText()) {
      return left.kind() == Kind.CHAR || right.kind() == Kind.CHAR ? BLANK_PADDED : TEXT;
    }
    if (left.kind() == Kind.UUID) {
      return UUIDS;
    }
    return left.kind() == right.kind() ? NATURAL : DATES;
  }

  private static Comparator<Object> numeric(SqlType left, SqlType right) {
    if (left.isApproximate() || right.isApproximate()) {
      return APPROXIMATE;
    }
    return left.isInteger() && right.isInteger() ? INTEGERS : EXACT;
  }

  /**
   * Whether values of the two types compare as they are. Timestamps with and without time zone do
   * not: one must be converted first, in the time zone of the session.
   */
  public static boolean comparable(SqlType left, SqlType right) {
    return left.kind() == right.kind()
        || (left.isNumeric() && right.isNumeric())
        || (left.isText() && right.isText())
        || (isLocalDate(left) && isLocalDate(right));
  }

  private static boolean isLocalDate(SqlType type) {
    return type.kind() == Kind.DATE || type.kind() == Kind.TIMESTAMP;
  }

  // The two values have the same class, which is comparable with itself.
  @SuppressWarnings("unchecked")
  private static int compareNaturally(Object left, Object right) {
    return ((Comparable<Object>) left).compareTo(right);
  }

  private static LocalDateTime startOfDay(Object value) {
    return value instanceof LocalDate date ? date.atStartOfDay() : (LocalDateTime) value;
  }

  private static BigDecimal exact(Object value) {
    return value instanceof BigDecimal decimal
        ? decimal
        : BigDecimal.valueOf(((Number) value).longValue());
  }

  /** NaN equals NaN and is greater than everything else; the zeros are equal. */
  public static int compareDoubles(double left, double right) {
    return left == right ? 0 : Double.compare(left, right);
  }

  private static int compareUuids(UUID left, UUID right) {
    int high = Long.compareUnsigned(left.getMostSignificantBits(), right.getMostSignificantBits());
    return high != 0
        ? high
        : Long.compareUnsigned(left.getLeastSignificantBits(), right.getLeastSignificantBits());
  }

  /** The order of code points, which is that of the bytes of UTF-8. */
  public static int compareText(String left, String right) {
    int length = Math.min(left.length(), right.length());
    for (int i = 0; i < length; i++) {
      char first = left.charAt(i);
      char second = right.charAt(i);
      if (first != second) {
        return codePointRank(first) - codePointRank(second);
      }
    }
    return left.length() - right.length();
  }

  /** Surrogates stand for code points beyond all other chars. */
  private static int codePointRank(char unit) {
    return Character.isSurrogate(unit) ? unit + 0x10000 : unit;
  }

  /** The text without blanks at its end. */
  public static String withoutTrailingBlanks(String text) {
    int end = text.length();
    while (end > 0 && text.charAt(end - 1) == ' ') {
      end--;
    }
    return text.substring(0, end);
  }
}
