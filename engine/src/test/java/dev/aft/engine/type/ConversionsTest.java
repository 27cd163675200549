package dev.aft.engine.type;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.aft.engine.EngineException;
import dev.aft.grammar.TypeName;
import java.math.BigDecimal;
import java.time.ZoneId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConversionsTest {
  private static final ZoneId ZONE = ZoneId.of("Europe/Berlin");

  private static SqlType type(String kind) {
    return SqlType.of(SqlType.Kind.valueOf(kind));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      textBlock =
          """
          BOOLEAN | yes | t
          BOOLEAN | OF | f
          SMALLINT | " -7 " | -7
          BIGINT | 9223372036854775807 | 9223372036854775807
          DOUBLE_PRECISION | 1e20 | 1e+20
          DOUBLE_PRECISION | 0.00001 | 1e-05
          DOUBLE_PRECISION | 0.1 | 0.1
          DOUBLE_PRECISION | 100000000000000 | 100000000000000
          DOUBLE_PRECISION | 1000000000000000 | 1e+15
          DOUBLE_PRECISION | 5e-324 | 5e-324
          DOUBLE_PRECISION | 2e23 | 2e+23
          DOUBLE_PRECISION | -inf | -Infinity
          DOUBLE_PRECISION | nan | NaN
          DOUBLE_PRECISION | -0 | -0
          REAL | 3.4028235e38 | 3.4028235e+38
          REAL | 0.1 | 0.1
          REAL | 1000000 | 1e+06
          DECIMAL | 1.50 | 1.50
          DECIMAL | 1e3 | 1000
          DECIMAL | -12345678901234567890.123 | -12345678901234567890.123
          VARBINARY | \\xDEad | \\xdead
          VARBINARY | a\\001\\\\ | \\x61015c
          DATE | 2026-01-31 | 2026-01-31
          DATE | 12026-01-31 | 12026-01-31
          DATE | 0044-03-15 BC | 0044-03-15 BC
          TIME | 12:34:56.7890005 | 12:34:56.789001
          TIME | 2026-01-31 12:34:56.5+09 | 12:34:56.5
          TIMESTAMP | 2026-01-31 23:59:59.9999996 | 2026-02-01 00:00:00
          TIMESTAMP | 2026-01-31T10:00 | 2026-01-31 10:00:00
          TIMESTAMP_WITH_TIME_ZONE | 2026-01-31 10:00:00+00 | 2026-01-31 11:00:00+01
          TIMESTAMP_WITH_TIME_ZONE | 2026-07-31 10:00:00 | 2026-07-31 10:00:00+02
          UUID | {A0EEBC999C0B4EF8BB6D6BB9BD380A11} | a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11
          """)
  void textIsReadAndPrintedAsPostgresDoes(String kind, String text, String printed) {
    Object value = Conversions.parse(text, type(kind), ZONE);
    assertEquals(printed, Conversions.format(value, type(kind), ZONE));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          INTEGER | 1.5 | 22P02
          INTEGER | 2147483648 | 22003
          INTEGER | 99999999999999999999 | 22003
          DOUBLE_PRECISION | 1e400 | 22003
          DECIMAL | 1e999999999 | 22003
          DECIMAL | abc | 22P02
          BOOLEAN | maybe | 22P02
          UUID | 1234 | 22P02
          DATE | tomorrow | 22007
          DATE | 2026-02-30 | 22008
          TIMESTAMP | 2026-01-01 25:00:00 | 22008
          TIMESTAMP | infinity | 22008
          VARBINARY | \\xabc | 22P02
          """)
  void wrongTextIsRefused(String kind, String text, String state) {
    EngineException e =
        assertThrows(EngineException.class, () -> Conversions.parse(text, type(kind), ZONE));
    assertEquals(state, e.code().sqlState());
  }

  @Test
  void assignmentRefusesTextThatIsTooLongUnlessOnlyBlanksAreLost() {
    SqlType three = SqlType.varchar(3);
    assertEquals("abc", Conversions.assign("abc  ", SqlType.TEXT, three, "c", ZONE));
    EngineException e =
        assertThrows(
            EngineException.class,
            () -> Conversions.assign("abcd", SqlType.TEXT, three, "c", ZONE));
    assertEquals("22001", e.code().sqlState());
    assertEquals("c", e.column());
    assertEquals("abc", Conversions.cast("abcd", SqlType.TEXT, three, ZONE));
  }

  @Test
  void charIsPadded() {
    assertEquals("ab ", Conversions.assign("ab", SqlType.TEXT, SqlType.character(3), "c", ZONE));
    assertEquals("ab", Conversions.cast("ab ", SqlType.character(3), SqlType.TEXT, ZONE));
  }

  @Test
  void decimalIsRoundedToItsScaleAndItsPrecisionIsChecked() {
    SqlType type = SqlType.decimal(4, 2);
    assertEquals(new BigDecimal("1.24"), Conversions.parse("1.235", type, ZONE));
    assertThrows(EngineException.class, () -> Conversions.parse("100", type, ZONE));
  }

  @Test
  void numbersRoundWhenTheyBecomeIntegers() {
    assertEquals(2, Conversions.cast(2.5, SqlType.DOUBLE_PRECISION, SqlType.INTEGER, ZONE));
    assertEquals(
        3, Conversions.cast(new BigDecimal("2.5"), SqlType.DECIMAL, SqlType.INTEGER, ZONE));
  }

  @Test
  void typeNameOutOfRangeIsRefused() {
    TypeName name = new TypeName(TypeName.Kind.DECIMAL, 1001, null, 3);
    EngineException e = assertThrows(EngineException.class, () -> SqlType.from(name));
    assertEquals("22023", e.code().sqlState());
    assertEquals(3, e.offset());
  }
}
