package dev.aft.driver;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.aft.protocol.TypeId;
import java.math.BigDecimal;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class ConversionsTest extends DriverTestBase {
  private ResultSet row(int typeId, Object value) throws SQLException {
    answer("q", List.of(typeId), List.of(List.of(value)));
    ResultSet result = connect().createStatement().executeQuery("q");
    assertTrue(result.next());
    return result;
  }

  private static String state(org.junit.jupiter.api.function.Executable executable) {
    return String.valueOf(assertThrows(SQLException.class, executable).getSQLState());
  }

  @Test
  void numbersConvertWithinTheirRange() throws SQLException {
    ResultSet big = row(TypeId.INT8, 300L);
    assertEquals(300, big.getInt(1));
    assertEquals("300", big.getString(1));
    assertEquals(new BigDecimal(300), big.getBigDecimal(1));
    assertEquals("22003", state(() -> big.getByte(1)));
    ResultSet decimal = row(TypeId.NUMERIC, new BigDecimal("12.75"));
    assertEquals(12, decimal.getInt(1));
    assertEquals(12.75, decimal.getDouble(1));
    assertEquals("12.75", decimal.getString(1));
  }

  @Test
  void textConvertsOrIs22018() throws SQLException {
    assertEquals(17, row(TypeId.TEXT, " 17 ").getInt(1));
    assertTrue(row(TypeId.TEXT, "yes").getBoolean(1));
    ResultSet word = row(TypeId.TEXT, "word");
    assertEquals("22018", state(() -> word.getInt(1)));
    assertEquals("22018", state(() -> word.getObject(1, UUID.class)));
    assertEquals("22018", state(() -> word.getTimestamp(1)));
  }

  @Test
  void nullReadsAsNullOrZeroAndSaysSo() throws SQLException {
    ResultSet result = row(TypeId.INT4, "null");
    assertEquals(0, result.getInt(1));
    assertTrue(result.wasNull());
    assertNull(result.getObject(1, Integer.class));
    assertNull(result.getString(1));
  }

  @Test
  void timesReadAsJavaTime() throws SQLException {
    Instant instant = Instant.parse("2024-02-29T12:34:56.123456Z");
    ResultSet zoned = row(TypeId.TIMESTAMPTZ, instant);
    assertEquals(instant, zoned.getObject(1, Instant.class));
    assertEquals(
        OffsetDateTime.ofInstant(instant, ZoneOffset.UTC),
        zoned.getObject(1, OffsetDateTime.class));
    assertEquals(Timestamp.from(instant), zoned.getTimestamp(1));
    LocalDateTime local = LocalDateTime.parse("2024-02-29T12:34:56.5");
    ResultSet plain = row(TypeId.TIMESTAMP, local);
    assertEquals(local, plain.getObject(1, LocalDateTime.class));
    assertEquals(Timestamp.valueOf(local), plain.getObject(1));
    assertEquals(LocalDate.of(2024, 2, 29), plain.getObject(1, LocalDate.class));
  }

  @Test
  void metadataTellsTypesAndClasses() throws SQLException {
    ResultSet result = row(TypeId.UUID, new UUID(1, 2));
    assertEquals("UUID", result.getMetaData().getColumnTypeName(1));
    assertEquals(UUID.class.getName(), result.getMetaData().getColumnClassName(1));
    assertEquals(new UUID(1, 2), result.getObject(1));
    assertEquals("07009", state(() -> result.getMetaData().getColumnName(2)));
  }
}
