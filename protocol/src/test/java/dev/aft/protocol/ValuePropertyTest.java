package dev.aft.protocol;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.UUID;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;

class ValuePropertyTest {
  static final int[] TYPE_IDS = {
    TypeId.BOOL,
    TypeId.BYTEA,
    TypeId.INT8,
    TypeId.INT2,
    TypeId.INT4,
    TypeId.TEXT,
    TypeId.FLOAT4,
    TypeId.FLOAT8,
    TypeId.UNKNOWN,
    TypeId.BPCHAR,
    TypeId.VARCHAR,
    TypeId.DATE,
    TypeId.TIME,
    TypeId.TIMESTAMP,
    TypeId.TIMESTAMPTZ,
    TypeId.NUMERIC,
    TypeId.UUID
  };

  private static final ZoneId ZONE = ZoneId.of("Europe/Berlin");

  @Property
  void wholeNumbersComeBack(@ForAll long number) {
    roundTrip(TypeId.INT8, number);
    roundTrip(TypeId.INT4, (int) number);
    roundTrip(TypeId.INT2, (short) number);
    roundTrip(TypeId.BOOL, number > 0);
  }

  @Property
  void approximateNumbersComeBack(@ForAll long bits) {
    roundTrip(TypeId.FLOAT8, Double.longBitsToDouble(bits));
    roundTrip(TypeId.FLOAT4, Float.intBitsToFloat((int) bits));
  }

  @Property
  void decimalsComeBack(@ForAll BigInteger unscaled, @ForAll @IntRange(max = 40) int scale) {
    roundTrip(TypeId.NUMERIC, new BigDecimal(unscaled, scale));
  }

  @Property
  void decimalsWithNegativeScaleComeBackInFull(
      @ForAll int unscaled, @ForAll @IntRange(max = 40) int scale) {
    BigDecimal value = new BigDecimal(BigInteger.valueOf(unscaled), -scale);
    assertEquals(value.setScale(0), binary(TypeId.NUMERIC, value));
  }

  @Example
  void decimalThatTheFormCannotTellIsRefused() {
    for (String text : List.of("1E+131072", "-1E+200000", "1E+2147483647", "1E-16384")) {
      InvalidValueException e =
          assertThrows(
              InvalidValueException.class, () -> binary(TypeId.NUMERIC, new BigDecimal(text)));
      assertEquals("22003", e.sqlState());
    }
  }

  @Example
  void largestAndSmallestDecimalsComeBack() {
    for (String text : List.of("1E+131071", "-1E+131071", "0E+2147483647")) {
      BigDecimal value = new BigDecimal(text);
      assertEquals(0, value.compareTo((BigDecimal) binary(TypeId.NUMERIC, value)));
    }
    roundTrip(TypeId.NUMERIC, new BigDecimal("1E-16383"));
  }

  @Property
  void datesAndTimesComeBack(
      @ForAll @LongRange(min = -200_000_000_000_000_000L, max = 200_000_000_000_000_000L)
          long micros) {
    Instant instant =
        Instant.EPOCH
            .plusSeconds(Math.floorDiv(micros, 1_000_000L))
            .plusNanos(Math.floorMod(micros, 1_000_000L) * 1000);
    roundTrip(TypeId.TIMESTAMPTZ, instant);
    LocalDateTime dateTime = LocalDateTime.ofInstant(instant, ZoneOffset.UTC);
    roundTrip(TypeId.TIMESTAMP, dateTime);
    roundTrip(TypeId.DATE, dateTime.toLocalDate());
    roundTrip(TypeId.TIME, dateTime.toLocalTime());
  }

  @Property
  void uuidsAndBytesComeBack(
      @ForAll long high, @ForAll long low, @ForAll @Size(max = 50) byte[] bytes) {
    roundTrip(TypeId.UUID, new UUID(high, low));
    assertArrayEquals(bytes, (byte[]) binary(TypeId.BYTEA, bytes));
    String text = TextValues.format(TypeId.BYTEA, bytes, ZONE);
    assertArrayEquals(bytes, (byte[]) TextValues.parse(TypeId.BYTEA, text, ZONE));
  }

  @Property
  void theRowKeepsEveryValueInItsPlace(
      @ForAll int first, @ForAll long second, @ForAll double third) {
    Values values =
        new ValuesBuilder()
            .appendInt4(first)
            .appendNull()
            .appendInt8(second)
            .appendFloat8(third)
            .appendText("grün")
            .build();
    assertEquals(Values.ofEncoded(values.encoded()), values);
    assertEquals(first, values.int4(0));
    assertEquals(-1, values.lengthAt(1));
    assertEquals(second, values.int8(2));
    assertEquals(third, values.float8(3));
    assertEquals("grün", values.text(4));
  }

  private static void roundTrip(int typeId, Object value) {
    assertEquals(value, binary(typeId, value));
    String text = TextValues.format(typeId, value, ZONE);
    assertEquals(value, TextValues.parse(typeId, text, ZONE), text);
  }

  private static Object binary(int typeId, Object value) {
    ValuesBuilder builder = new ValuesBuilder();
    BinaryValues.append(builder, typeId, value);
    return BinaryValues.decode(typeId, builder.build(), 0);
  }
}
