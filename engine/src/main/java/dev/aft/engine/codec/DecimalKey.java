package dev.aft.engine.codec;

import dev.aft.engine.type.SqlType;
import java.math.BigDecimal;
import java.math.BigInteger;

/**
 * The order-preserving form of a decimal: its sign, the power of ten, two digits a byte. Equal
 * numbers have equal bytes, whatever their scale.
 */
final class DecimalKey {
  /** Digits that a decimal of the dialect has at most before the point, and after it. */
  static final int MAX_INTEGER_DIGITS = 131_072;

  static final int MAX_SCALE = 16_383;

  private static final int NEGATIVE = 1;
  private static final int ZERO = 2;
  private static final int POSITIVE = 3;

  private DecimalKey() {}

  static void write(ByteWriter out, BigDecimal value) {
    if (value.signum() == 0) {
      out.writeByte(ZERO);
      return;
    }
    boolean negative = value.signum() < 0;
    int flip = negative ? 0xff : 0;
    String digits = value.unscaledValue().abs().toString();
    int exponent = digits.length() - value.scale();
    int length = significant(digits);
    out.writeByte(negative ? NEGATIVE : POSITIVE);
    out.writeInt((exponent ^ Integer.MIN_VALUE) ^ (negative ? -1 : 0));
    for (int i = 0; i < length; i += 2) {
      int pair = (digits.charAt(i) - '0') * 10;
      if (i + 1 < length) {
        pair += digits.charAt(i + 1) - '0';
      }
      out.writeByte((pair + 1) ^ flip);
    }
    out.writeByte(flip);
  }

  /**
   * Digits without the zeros at the end. Counted here, for {@link BigDecimal#stripTrailingZeros}
   * takes time quadratic in their number.
   */
  private static int significant(CharSequence digits) {
    int length = digits.length();
    while (length > 0 && digits.charAt(length - 1) == '0') {
      length--;
    }
    return length;
  }

  static BigDecimal read(ByteReader in, SqlType type) {
    BigDecimal value = readStripped(in);
    if (type.length() > 0 && value.scale() <= type.scale()) {
      if (value.precision() - value.scale() > type.length() - type.scale()) {
        throw ByteReader.corrupted("a number beyond its type");
      }
      return value.setScale(type.scale());
    }
    return value.scale() < 0 ? value.setScale(0) : value;
  }

  private static BigDecimal readStripped(ByteReader in) {
    int sign = in.readByte();
    if (sign == ZERO) {
      return BigDecimal.ZERO;
    } else if (sign != NEGATIVE && sign != POSITIVE) {
      throw ByteReader.corrupted("a decimal without a sign");
    }
    int flip = sign == NEGATIVE ? 0xff : 0;
    int exponent = (in.readInt() ^ (sign == NEGATIVE ? -1 : 0)) ^ Integer.MIN_VALUE;
    StringBuilder digits = new StringBuilder(20);
    for (int next = in.readByte() ^ flip; next != 0; next = in.readByte() ^ flip) {
      if (next > 100) {
        throw ByteReader.corrupted("a digit pair above 99");
      }
      digits.append((char) ('0' + (next - 1) / 10)).append((char) ('0' + (next - 1) % 10));
    }
    digits.setLength(significant(digits));
    requireLegal(digits, exponent);
    BigDecimal value =
        new BigDecimal(new BigInteger(digits.toString()), digits.length() - exponent);
    return sign == NEGATIVE ? value.negate() : value;
  }

  /** A damaged exponent would otherwise be a value of millions of digits. */
  private static void requireLegal(CharSequence digits, int exponent) {
    if (digits.length() == 0 || digits.charAt(0) == '0') {
      throw ByteReader.corrupted("a decimal without a first digit");
    }
    if (exponent > MAX_INTEGER_DIGITS || (long) digits.length() - exponent > MAX_SCALE) {
      throw ByteReader.corrupted("a decimal out of range");
    }
  }
}
