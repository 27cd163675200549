package dev.aft.protocol;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;

/**
 * PostgreSQL's binary numeric: count of digits, weight of the first, sign and scale as 16-bit
 * words, then digits in base 10000 (source: {@code numeric_send} and {@code numeric_recv}).
 */
final class BinaryNumeric {
  private static final int POSITIVE = 0x0000;
  private static final int NEGATIVE = 0x4000;
  private static final int MAX_SCALE = 0x3fff;
  private static final int GROUP = 4;

  /** Digits before the decimal point that the weight can tell. */
  private static final int MAX_INTEGER_DIGITS = GROUP * (Short.MAX_VALUE + 1);

  private BinaryNumeric() {}

  /**
   * Appends a number.
   *
   * @throws InvalidValueException 22003 for one that has more digits than the form can tell
   */
  static void write(BigDecimal value, WireWriter out) {
    requireTold(value);
    BigDecimal plain = value.scale() < 0 ? withoutExponent(value) : value;
    int scale = plain.scale();
    String digits = plain.unscaledValue().abs().toString();
    // Groups start at the decimal point, so both sides are padded to whole groups.
    int padRight = Math.floorMod(-scale, GROUP);
    int padLeft = Math.floorMod(-(digits.length() + padRight), GROUP);
    String padded = "0".repeat(padLeft) + digits + "0".repeat(padRight);
    int groups = padded.length() / GROUP;
    int weight = groups - (scale + padRight) / GROUP - 1;
    int first = 0;
    while (first < groups && group(padded, first) == 0) {
      first++;
      weight--;
    }
    int last = groups;
    while (last > first && group(padded, last - 1) == 0) {
      last--;
    }
    out.writeShort(last - first).writeShort(last == first ? 0 : weight);
    out.writeShort(plain.signum() < 0 ? NEGATIVE : POSITIVE).writeShort(scale);
    for (int i = first; i < last; i++) {
      out.writeShort(group(padded, i));
    }
  }

  /** Before anything is computed: a small exponent can stand for digits without end. */
  private static void requireTold(BigDecimal value) {
    boolean large =
        value.signum() != 0 && (long) value.precision() - value.scale() > MAX_INTEGER_DIGITS;
    if (large || value.scale() > MAX_SCALE) {
      throw new InvalidValueException(
          SqlState.NUMERIC_OUT_OF_RANGE,
          "a decimal has at most "
              + MAX_INTEGER_DIGITS
              + " digits before its point and "
              + MAX_SCALE
              + " after it");
    }
  }

  private static BigDecimal withoutExponent(BigDecimal value) {
    return value.signum() == 0 ? BigDecimal.ZERO : value.setScale(0);
  }

  private static int group(String digits, int index) {
    return Integer.parseInt(digits, index * GROUP, (index + 1) * GROUP, 10);
  }

  static BigDecimal read(byte[] array, int offset, int length) {
    if (length < 8 || length % 2 != 0) {
      throw invalid("binary numeric has an impossible length");
    }
    WireReader in = new WireReader(array, offset, length);
    int count = in.readUnsignedShort();
    int weight = in.readShort();
    int sign = in.readUnsignedShort();
    int scale = in.readUnsignedShort();
    if (sign != POSITIVE && sign != NEGATIVE) {
      throw invalid("binary numeric is not a finite number");
    }
    if (scale > MAX_SCALE || count * 2 != in.remaining()) {
      throw invalid("binary numeric has an impossible scale or count of digits");
    }
    BigInteger unscaled = digits(in, count);
    BigDecimal value = new BigDecimal(unscaled, GROUP * (count - 1 - weight));
    BigDecimal scaled = value.setScale(scale, RoundingMode.DOWN);
    return sign == NEGATIVE ? scaled.negate() : scaled;
  }

  private static BigInteger digits(WireReader in, int count) {
    StringBuilder digits = new StringBuilder(count * GROUP + 1).append('0');
    for (int i = 0; i < count; i++) {
      int digit = in.readUnsignedShort();
      if (digit > 9999) {
        throw invalid("binary numeric has an impossible digit");
      }
      digits.append((char) ('0' + digit / 1000));
      digits.append((char) ('0' + digit / 100 % 10));
      digits.append((char) ('0' + digit / 10 % 10));
      digits.append((char) ('0' + digit % 10));
    }
    return new BigInteger(digits.toString());
  }

  private static InvalidValueException invalid(String message) {
    return new InvalidValueException(SqlState.INVALID_BINARY, message);
  }
}
