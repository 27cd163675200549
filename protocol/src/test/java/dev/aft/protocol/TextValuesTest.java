package dev.aft.protocol;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The expected texts are what PostgreSQL 15 answers to SELECT value::type. */
class TextValuesTest {
  private static final ZoneId UTC = ZoneOffset.UTC;

  @Test
  void doublesAreWrittenAsPostgresqlWritesThem() {
    assertEquals("1", text(TypeId.FLOAT8, 1.0));
    assertEquals("-0", text(TypeId.FLOAT8, -0.0));
    assertEquals("0.1", text(TypeId.FLOAT8, 0.1));
    assertEquals("0.0001", text(TypeId.FLOAT8, 0.0001));
    assertEquals("1e-05", text(TypeId.FLOAT8, 0.00001));
    assertEquals("100000000000000", text(TypeId.FLOAT8, 1e14));
    assertEquals("1e+15", text(TypeId.FLOAT8, 1e15));
    assertEquals("1.7976931348623157e+308", text(TypeId.FLOAT8, Double.MAX_VALUE));
    assertEquals("5e-324", text(TypeId.FLOAT8, Double.MIN_VALUE));
    assertEquals("2e-44", text(TypeId.FLOAT8, 2.0e-44));
    assertEquals("NaN", text(TypeId.FLOAT8, Double.NaN));
    assertEquals("-Infinity", text(TypeId.FLOAT8, Double.NEGATIVE_INFINITY));
  }

  @Test
  void floatsAreWrittenAsPostgresqlWritesThem() {
    assertEquals("123456", text(TypeId.FLOAT4, 123456f));
    assertEquals("1.234567e+06", text(TypeId.FLOAT4, 1234567f));
    assertEquals("0.1", text(TypeId.FLOAT4, 0.1f));
  }

  @Test
  void datesAndTimesAreWrittenInIsoStyle() {
    assertEquals("2026-01-31", text(TypeId.DATE, LocalDate.of(2026, 1, 31)));
    assertEquals("0044-03-15 BC", text(TypeId.DATE, LocalDate.of(-43, 3, 15)));
    assertEquals("12345-01-01", text(TypeId.DATE, LocalDate.of(12345, 1, 1)));
    assertEquals("12:00:00", text(TypeId.TIME, LocalTime.NOON));
    assertEquals("12:00:00.05", text(TypeId.TIME, LocalTime.of(12, 0, 0, 50_000_000)));
    assertEquals(
        "2026-01-31 01:02:03.000004",
        text(TypeId.TIMESTAMP, LocalDateTime.of(2026, 1, 31, 1, 2, 3, 4_000)));
    Instant instant = Instant.parse("2026-01-31T12:00:00Z");
    assertEquals("2026-01-31 12:00:00+00", text(TypeId.TIMESTAMPTZ, instant));
    assertEquals(
        "2026-01-31 17:30:00+05:30",
        TextValues.format(TypeId.TIMESTAMPTZ, instant, ZoneId.of("Asia/Kolkata")));
    assertEquals(
        "2026-01-31 08:30:00-03:30",
        TextValues.format(TypeId.TIMESTAMPTZ, instant, ZoneId.of("America/St_Johns")));
  }

  @Test
  void otherTypesAreWrittenAsPostgresqlWritesThem() {
    assertEquals("t", text(TypeId.BOOL, true));
    assertEquals("\\x00ff", text(TypeId.BYTEA, new byte[] {0, -1}));
    assertEquals("1000", text(TypeId.NUMERIC, new BigDecimal("1E3")));
    assertEquals("1.50", text(TypeId.NUMERIC, new BigDecimal("1.50")));
  }

  @Test
  void numericHasTheBytesThatPostgresqlSends() {
    // SELECT encode(numeric_send(12345.678), 'hex')
    ValuesBuilder builder = new ValuesBuilder();
    BinaryValues.append(builder, TypeId.NUMERIC, new BigDecimal("12345.678"));
    assertArrayEquals(
        new byte[] {0, 3, 0, 1, 0, 0, 0, 3, 0, 1, 0x09, 0x29, 0x1a, 0x7c}, builder.build().copy(0));
  }

  @Test
  void malformedTextsAreRefusedWithTheirSqlState() {
    assertEquals("22P02", stateOf(TypeId.INT4, "12x"));
    assertEquals("22P02", stateOf(TypeId.FLOAT8, "1d"));
    assertEquals("22P02", stateOf(TypeId.BOOL, "maybe"));
    assertEquals("22P02", stateOf(TypeId.UUID, "1234"));
    assertEquals("22P02", stateOf(TypeId.BYTEA, "\\x0"));
    assertEquals("22007", stateOf(TypeId.DATE, "yesterday"));
    assertEquals("22008", stateOf(TypeId.DATE, "2026-02-30"));
    assertEquals("22008", stateOf(TypeId.TIME, "25:00:00"));
  }

  @Test
  void commandTagsGiveTheirCount() {
    assertEquals(3, CommandTag.rows("INSERT 0 3"));
    assertEquals(0, CommandTag.rows("UPDATE 0"));
    assertEquals(CommandTag.NO_COUNT, CommandTag.rows("CREATE TABLE"));
    assertEquals(CommandTag.NO_COUNT, CommandTag.rows(""));
    assertEquals("INSERT", CommandTag.command("INSERT 0 3"));
    assertEquals("CREATE TABLE", CommandTag.command("CREATE TABLE"));
    assertEquals("INSERT 0 3", CommandTag.of("INSERT", 3));
  }

  @Test
  void typeModifiersKeepLengthPrecisionAndScale() {
    assertEquals(14, TypeModifiers.ofLength(10));
    assertEquals(10, TypeModifiers.length(14));
    int modifier = TypeModifiers.ofNumeric(12, 3);
    assertEquals(
        List.of(12, 3), List.of(TypeModifiers.precision(modifier), TypeModifiers.scale(modifier)));
    assertEquals(0, TypeModifiers.length(TypeModifiers.NONE));
  }

  @Test
  void lengthsOutsideTheLimitAreRefused() {
    assertEquals(6, Framing.bodyLength(10, 6));
    assertThrows(ProtocolException.class, () -> Framing.bodyLength(11, 6));
    assertThrows(ProtocolException.class, () -> Framing.bodyLength(3, 6));
    assertThrows(ProtocolException.class, () -> Framing.bodyLength(-1, 6));
  }

  @Test
  void textThatIsNotUtf8IsRefused() {
    byte[] body = {(byte) 0xc3, 0x28, 0};
    ProtocolException e =
        assertThrows(ProtocolException.class, () -> FrontendDecoder.decode((byte) 'Q', body, 0, 3));
    assertEquals("22021", e.sqlState());
    assertEquals("\uFFFD", Utf8.decode(new byte[] {(byte) 0xef, (byte) 0xbf, (byte) 0xbd}, 0, 3));
  }

  private static String text(int typeId, Object value) {
    return TextValues.format(typeId, value, UTC);
  }

  private static String stateOf(int typeId, String text) {
    return assertThrows(InvalidValueException.class, () -> TextValues.parse(typeId, text, UTC))
        .sqlState();
  }
}
