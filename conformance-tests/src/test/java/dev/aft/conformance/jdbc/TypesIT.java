package dev.aft.conformance.jdbc;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.StringReader;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.sql.Date;
import java.sql.JDBCType;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Time;
import java.sql.Timestamp;
import java.sql.Types;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class TypesIT extends JdbcTestBase {
  private static final UUID ID = UUID.fromString("01234567-89ab-7def-8123-456789abcdef");
  private static final LocalDate DATE = LocalDate.of(2024, 2, 29);
  private static final LocalTime TIME = LocalTime.of(23, 59, 58, 123_456_000);
  private static final LocalDateTime LOCAL = LocalDateTime.of(DATE, TIME);
  private static final Instant INSTANT = Instant.parse("2024-02-29T23:59:58.123456Z");
  private static final List<String> COLUMNS =
      List.of(
          "bo BOOLEAN",
          "si SMALLINT",
          "i INTEGER",
          "bi BIGINT",
          "re REAL",
          "dp DOUBLE PRECISION",
          "de DECIMAL(30, 10)",
          "ch CHAR(5)",
          "vc VARCHAR(40)",
          "te TEXT",
          "vb VARBINARY",
          "da DATE",
          "ti TIME",
          "ts TIMESTAMP",
          "tz TIMESTAMP WITH TIME ZONE",
          "id UUID");

  /** Gives a parameter, whose index is the one given, its value. */
  private interface Setter {
    void set(PreparedStatement statement, int index) throws SQLException;
  }

  @BeforeEach
  void createTable() throws SQLException {
    execute("CREATE TABLE a (k INTEGER PRIMARY KEY, " + String.join(", ", COLUMNS) + ")");
  }

  private <T> T roundTrip(String column, Setter setter, Class<T> type) throws SQLException {
    try (PreparedStatement put =
        connection.prepareStatement("UPSERT INTO a (k, " + column + ") VALUES (1, ?)")) {
      setter.set(put, 1);
      assertEquals(1, put.executeUpdate());
    }
    try (PreparedStatement get =
            connection.prepareStatement("SELECT " + column + " FROM a WHERE k = 1");
        ResultSet rows = get.executeQuery()) {
      assertTrue(rows.next());
      return rows.getObject(1, type);
    }
  }

  private void assertRoundTrip(String column, Object value) throws SQLException {
    assertEquals(value, roundTrip(column, (s, i) -> s.setObject(i, value), value.getClass()));
  }

  private <T> void assertGives(String column, T expected, Class<T> type, Setter setter)
      throws SQLException {
    assertEquals(expected, roundTrip(column, setter, type), column);
  }

  @Test
  void everyClassRoundTripsThroughItsType() throws SQLException {
    for (Object value : new Object[] {true, false}) {
      assertRoundTrip("bo", value);
    }
    for (short value : new short[] {0, 1, -1, Short.MAX_VALUE, Short.MIN_VALUE}) {
      assertRoundTrip("si", value);
    }
    for (int value : new int[] {0, -7, Integer.MAX_VALUE, Integer.MIN_VALUE}) {
      assertRoundTrip("i", value);
    }
    for (long value : new long[] {0, (1L << 53) + 1, Long.MAX_VALUE, Long.MIN_VALUE}) {
      assertRoundTrip("bi", value);
    }
    for (float value : new float[] {0, -1.5f, Float.MAX_VALUE, Float.MIN_VALUE, 0.1f}) {
      assertRoundTrip("re", value);
    }
    for (double value : new double[] {0.1, -1e300, Double.MIN_VALUE, Double.POSITIVE_INFINITY}) {
      assertRoundTrip("dp", value);
    }
    assertRoundTrip("de", new BigDecimal("12345678901234567890.0123456789"));
    assertRoundTrip("de", new BigDecimal("-0.0000000001"));
    for (String column : new String[] {"vc", "te"}) {
      assertRoundTrip(column, "");
      assertRoundTrip(column, "it's \"ü\" \uD83D\uDE00 $1 ? \\ {d}");
    }
    assertRoundTrip("ch", "abcde");
    assertRoundTrip("id", ID);
  }

  @Test
  void timesRoundTripToTheMicrosecond() throws SQLException {
    assertRoundTrip("da", DATE);
    assertRoundTrip("da", LocalDate.of(1, 1, 1));
    assertRoundTrip("da", LocalDate.of(9999, 12, 31));
    assertRoundTrip("ti", TIME);
    assertRoundTrip("ti", LocalTime.MIDNIGHT);
    assertRoundTrip("ts", LOCAL);
    assertRoundTrip("ts", LocalDateTime.of(1850, 1, 1, 0, 0, 0, 1_000));
    assertRoundTrip("tz", INSTANT);
    assertGives(
        "tz",
        INSTANT,
        Instant.class,
        (s, i) -> s.setObject(i, INSTANT.atOffset(ZoneOffset.ofHours(-5))));
    assertEquals(
        INSTANT,
        roundTrip("tz", (s, i) -> s.setObject(i, INSTANT), OffsetDateTime.class).toInstant());
    assertEquals(
        INSTANT,
        roundTrip(
                "tz",
                (s, i) -> s.setObject(i, INSTANT.atZone(ZoneId.of("Asia/Tokyo"))),
                ZonedDateTime.class)
            .toInstant());
  }

  @Test
  void theSettersOfPrimitivesFitEveryNumberType() throws SQLException {
    for (String column : new String[] {"si", "i", "bi", "re", "dp", "de"}) {
      assertGives(column, 7L, Long.class, (s, i) -> s.setByte(i, (byte) 7));
      assertGives(column, 7L, Long.class, (s, i) -> s.setShort(i, (short) 7));
      assertGives(column, 7L, Long.class, (s, i) -> s.setInt(i, 7));
      assertGives(column, 7L, Long.class, (s, i) -> s.setLong(i, 7));
      assertGives(column, 7L, Long.class, (s, i) -> s.setObject(i, "7", Types.INTEGER));
      assertGives(column, 7L, Long.class, (s, i) -> s.setString(i, "7"));
      assertGives(column, 7L, Long.class, (s, i) -> s.setBigDecimal(i, new BigDecimal("7")));
    }
    assertGives("re", 1.5f, Float.class, (s, i) -> s.setFloat(i, 1.5f));
    assertGives("dp", 1.5, Double.class, (s, i) -> s.setDouble(i, 1.5));
    assertGives("dp", 1.5, Double.class, (s, i) -> s.setFloat(i, 1.5f));
    assertGives("bo", true, Boolean.class, (s, i) -> s.setBoolean(i, true));
    assertGives("bi", 9L, Long.class, (s, i) -> s.setObject(i, 9, JDBCType.BIGINT));
  }

  @Test
  void theOtherSettersRoundTrip() throws SQLException {
    byte[] bytes = {0, 1, (byte) 0xff};
    assertArrayEquals(bytes, roundTrip("vb", (s, i) -> s.setBytes(i, bytes), byte[].class));
    assertArrayEquals(bytes, roundTrip("vb", (s, i) -> s.setObject(i, bytes), byte[].class));
    assertArrayEquals(
        bytes,
        roundTrip(
            "vb", (s, i) -> s.setBinaryStream(i, new ByteArrayInputStream(bytes)), byte[].class));
    assertGives(
        "te", "read", String.class, (s, i) -> s.setCharacterStream(i, new StringReader("read")));
    assertGives("te", "n", String.class, (s, i) -> s.setNString(i, "n"));
    Date date = Date.valueOf(DATE);
    assertGives("da", date, Date.class, (s, i) -> s.setDate(i, date));
    Time time = Time.valueOf("12:34:56");
    assertGives("ti", time, Time.class, (s, i) -> s.setTime(i, time));
    Timestamp timestamp = Timestamp.valueOf(LOCAL);
    assertGives("ts", timestamp, Timestamp.class, (s, i) -> s.setTimestamp(i, timestamp));
    assertGives("tz", timestamp, Timestamp.class, (s, i) -> s.setTimestamp(i, timestamp));
    assertGives("id", ID, UUID.class, (s, i) -> s.setString(i, ID.toString()));
    assertGives("da", DATE, LocalDate.class, (s, i) -> s.setString(i, "2024-02-29"));
    assertGives("ts", LOCAL, LocalDateTime.class, (s, i) -> s.setString(i, LOCAL.toString()));
  }

  @Test
  void everyTypeIsReadAsTheClassesJdbcNames() throws SQLException {
    assertGives("i", "7", String.class, (s, i) -> s.setInt(i, 7));
    assertGives("i", new BigDecimal("7"), BigDecimal.class, (s, i) -> s.setInt(i, 7));
    assertGives("i", BigInteger.valueOf(7), BigInteger.class, (s, i) -> s.setInt(i, 7));
    assertGives("i", (byte) 7, Byte.class, (s, i) -> s.setInt(i, 7));
    assertGives("i", true, Boolean.class, (s, i) -> s.setInt(i, 1));
    assertGives("bi", 7.0, Double.class, (s, i) -> s.setInt(i, 7));
    assertGives("vc", 42, Integer.class, (s, i) -> s.setString(i, " 42 "));
    assertGives("id", ID.toString(), String.class, (s, i) -> s.setObject(i, ID));
    assertGives("ts", DATE, LocalDate.class, (s, i) -> s.setObject(i, LOCAL));
    assertGives("ts", TIME, LocalTime.class, (s, i) -> s.setObject(i, LOCAL));
    assertGives("da", "2024-02-29", String.class, (s, i) -> s.setObject(i, DATE));
    assertGives("te", ID, UUID.class, (s, i) -> s.setString(i, ID.toString()));
  }

  @Test
  void nullsRoundTripThroughEveryTypeAndSetter() throws SQLException {
    List<Setter> setters =
        List.of(
            (s, i) -> s.setNull(i, Types.NULL),
            (s, i) -> s.setNull(i, Types.VARCHAR),
            (s, i) -> s.setObject(i, null),
            (s, i) -> s.setString(i, null));
    for (String definition : COLUMNS) {
      String column = definition.substring(0, definition.indexOf(' '));
      for (Setter setter : setters) {
        assertNull(roundTrip(column, setter, Object.class), column);
      }
    }
  }

  @Test
  void getObjectGivesTheClassOfTheMetadata() throws SQLException {
    fillRow();
    try (PreparedStatement s = connection.prepareStatement("SELECT * FROM a WHERE k = 1");
        ResultSet rows = s.executeQuery()) {
      assertTrue(rows.next());
      List<String> wrong = new ArrayList<>();
      for (int i = 1; i <= rows.getMetaData().getColumnCount(); i++) {
        String promised = rows.getMetaData().getColumnClassName(i);
        String actual = rows.getObject(i).getClass().getName();
        if (!promised.equals(actual)) {
          wrong.add(rows.getMetaData().getColumnName(i) + ": " + promised + " <> " + actual);
        }
      }
      assertEquals(List.of(), wrong);
    }
  }

  private void fillRow() throws SQLException {
    try (PreparedStatement put =
        connection.prepareStatement(
            "INSERT INTO a VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")) {
      Object[] values = {
        1,
        true,
        (short) 2,
        3,
        4L,
        5.5f,
        6.5,
        new BigDecimal("7.5"),
        "chars",
        "varchar",
        "text",
        new byte[] {8},
        DATE,
        TIME,
        LOCAL,
        INSTANT,
        ID
      };
      for (int i = 0; i < values.length; i++) {
        put.setObject(i + 1, values[i]);
      }
      put.executeUpdate();
    }
  }

  @Test
  void whatDoesNotFitSaysSo() throws SQLException {
    assertState("22003", () -> roundTrip("si", (s, i) -> s.setInt(i, 40_000), Short.class));
    assertState("22003", () -> roundTrip("i", (s, i) -> s.setLong(i, 1L << 40), Integer.class));
    assertState("22003", () -> roundTrip("bi", (s, i) -> s.setLong(i, 300), Byte.class));
    assertState("22018", () -> roundTrip("te", (s, i) -> s.setString(i, "x"), Integer.class));
    assertState(
        "22001", () -> roundTrip("vc", (s, i) -> s.setString(i, "x".repeat(41)), String.class));
    assertState("22P02", () -> roundTrip("i", (s, i) -> s.setString(i, "seven"), Integer.class));
    assertState("22018", () -> roundTrip("da", (s, i) -> s.setObject(i, DATE), Integer.class));
    assertTrue(connection.isValid(1));
  }

  @Test
  void everyTypeIsFoundByItsOwnValue() throws SQLException {
    fillRow();
    Object[] values = {
      true,
      (short) 2,
      3,
      4L,
      5.5f,
      6.5,
      new BigDecimal("7.5"),
      "chars",
      "varchar",
      "text",
      new byte[] {8},
      DATE,
      TIME,
      LOCAL,
      INSTANT,
      ID
    };
    for (int i = 0; i < values.length; i++) {
      String column = COLUMNS.get(i).substring(0, COLUMNS.get(i).indexOf(' '));
      try (PreparedStatement s =
          connection.prepareStatement("SELECT k FROM a WHERE " + column + " = ?")) {
        s.setObject(1, values[i]);
        try (ResultSet rows = s.executeQuery()) {
          assertTrue(rows.next(), column);
        }
      }
    }
  }
}
