package dev.aft.conformance.jdbc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.StringReader;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.sql.Blob;
import java.sql.Clob;
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
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Calendar;
import java.util.GregorianCalendar;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TimeZone;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** {@code setObject} from every class to every type, as in table B-5 of the JDBC specification. */
class SettersIT extends JdbcTestBase {
  private static final LocalDate DAY = LocalDate.of(2024, 2, 29);
  private static final LocalTime TIME = LocalTime.of(12, 34, 56);
  private static final LocalDateTime WHEN = LocalDateTime.of(DAY, TIME);

  /** JDBC types by the type of the column that they go to. */
  private static final Map<String, List<JDBCType>> NUMBERS =
      new LinkedHashMap<>(
          Map.of(
              "SMALLINT", List.of(JDBCType.TINYINT, JDBCType.SMALLINT),
              "INTEGER", List.of(JDBCType.INTEGER),
              "BIGINT", List.of(JDBCType.BIGINT),
              "REAL", List.of(JDBCType.REAL),
              "DOUBLE PRECISION", List.of(JDBCType.FLOAT, JDBCType.DOUBLE),
              "DECIMAL", List.of(JDBCType.DECIMAL, JDBCType.NUMERIC),
              "BOOLEAN", List.of(JDBCType.BIT, JDBCType.BOOLEAN)));

  private static final List<JDBCType> TEXTS =
      List.of(
          JDBCType.CHAR,
          JDBCType.VARCHAR,
          JDBCType.LONGVARCHAR,
          JDBCType.NCHAR,
          JDBCType.NVARCHAR,
          JDBCType.LONGNVARCHAR,
          JDBCType.CLOB,
          JDBCType.NCLOB);
  private static final List<JDBCType> BINARIES =
      List.of(JDBCType.BINARY, JDBCType.VARBINARY, JDBCType.LONGVARBINARY, JDBCType.BLOB);

  /** What comes back, as text, of a value that goes through a parameter to a column. */
  private String through(Object value, JDBCType target, String column) throws SQLException {
    String first = null;
    for (int way = 0; way < 4; way++) {
      String text = through(value, target, column, way).replaceAll("\\.0+$", "");
      if (first != null) {
        assertEquals(first, text, value.getClass() + " as " + target + ", way " + way);
      }
      first = text;
    }
    return String.valueOf(first);
  }

  private String through(Object value, JDBCType target, String column, int way)
      throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement("SELECT CAST(? AS " + column + ") AS v")) {
      int number = target.getVendorTypeNumber();
      switch (way) {
        case 0 -> statement.setObject(1, value, number);
        case 1 -> statement.setObject(1, value, target);
        case 2 -> statement.setObject(1, value, number, 3);
        default -> statement.setObject(1, value, target, 3);
      }
      try (ResultSet rows = statement.executeQuery()) {
        assertTrue(rows.next());
        return rows.getString(1);
      }
    }
  }

  @Test
  void everyNumberGoesToEveryNumericType() throws SQLException {
    Object[] sevens = {
      "7", new BigDecimal("7"), (byte) 7, (short) 7, 7, 7L, 7f, 7.0, BigInteger.valueOf(7), true
    };
    List<String> wrong = new ArrayList<>();
    for (Map.Entry<String, List<JDBCType>> column : NUMBERS.entrySet()) {
      for (JDBCType target : column.getValue()) {
        for (Object seven : sevens) {
          Object given = target.getName().startsWith("B") && seven.equals("7") ? "true" : seven;
          if (column.getKey().equals("BIGINT")) {
            given = seven;
          }
          boolean truth = given.equals(true) || column.getKey().equals("BOOLEAN");
          String came = through(given, target, column.getKey());
          String expected = column.getKey().equals("BOOLEAN") ? "true" : truth ? "1" : "7";
          if (!came.equals(expected)) {
            wrong.add(given.getClass().getSimpleName() + " as " + target + ": " + came);
          }
        }
      }
    }
    assertEquals(List.of(), wrong);
  }

  @Test
  void everyClassGoesToText() throws SQLException {
    Map<Object, String> texts = new LinkedHashMap<>();
    texts.put("x", "x");
    texts.put('x', "x");
    texts.put(7, "7");
    texts.put(7L, "7");
    texts.put(new BigDecimal("1E+2"), "100");
    texts.put(BigInteger.TEN, "10");
    texts.put(true, "true");
    texts.put(1.5, "1.5");
    texts.put(DAY, "2024-02-29");
    texts.put(Date.valueOf(DAY), "2024-02-29");
    texts.put(TIME, "12:34:56");
    texts.put(Time.valueOf(TIME), "12:34:56");
    texts.put(new UUID(1, 2), new UUID(1, 2).toString());
    for (JDBCType target : TEXTS) {
      for (Map.Entry<Object, String> entry : texts.entrySet()) {
        assertEquals(entry.getValue(), through(entry.getKey(), target, "TEXT"));
      }
    }
  }

  @Test
  void bytesGoToEveryBinaryType() throws SQLException {
    Blob blob = connection.createBlob();
    blob.setBytes(1, new byte[] {1, 2, 3});
    for (JDBCType target : BINARIES) {
      assertEquals("\\x010203", through(new byte[] {1, 2, 3}, target, "VARBINARY"));
      assertEquals("\\x010203", through(blob, target, "VARBINARY"));
      assertEquals("\\x010203", streamed(target));
    }
    Clob clob = connection.createClob();
    clob.setString(1, "abc");
    assertEquals("abc", through(clob, JDBCType.VARCHAR, "TEXT"));
    assertEquals("abc", through(clob, JDBCType.CLOB, "TEXT"));
  }

  private String streamed(JDBCType target) throws SQLException {
    return through(new ByteArrayInputStream(new byte[] {1, 2, 3, 4}), target, "VARBINARY", 3);
  }

  @Test
  void streamsAndReadersAreReadUpToTheLengthGiven() throws SQLException {
    byte[] ascii = "abcd".getBytes(StandardCharsets.US_ASCII);
    assertEquals("abc", through(new StringReader("abcd"), JDBCType.VARCHAR, "TEXT", 2));
    assertEquals("abcd", through(new StringReader("abcd"), JDBCType.CLOB, "TEXT", 1));
    assertEquals("abc", through(new ByteArrayInputStream(ascii), JDBCType.VARCHAR, "TEXT", 2));
  }

  @Test
  @SuppressWarnings("JavaUtilDate") // a class that JDBC takes
  void daysAndTimesGoToTheTypesOfTime() throws SQLException {
    execute("SET TIME ZONE '" + ZoneId.systemDefault().getId() + "'");
    Timestamp timestamp = Timestamp.valueOf(WHEN);
    Calendar calendar = new GregorianCalendar();
    calendar.setTimeInMillis(timestamp.getTime());
    Object[] moments = {
      timestamp,
      new java.util.Date(timestamp.getTime()),
      calendar,
      WHEN,
      WHEN.atZone(ZoneId.systemDefault()),
      WHEN.atZone(ZoneId.systemDefault()).toOffsetDateTime(),
      timestamp.toInstant(),
      "2024-02-29 12:34:56"
    };
    for (Object moment : moments) {
      assertEquals("2024-02-29", through(moment, JDBCType.DATE, "DATE"));
      assertEquals("12:34:56", through(moment, JDBCType.TIME, "TIME"));
      assertEquals("2024-02-29 12:34:56", through(moment, JDBCType.TIMESTAMP, "TIMESTAMP"));
      String zoned = through(moment, JDBCType.TIMESTAMP_WITH_TIMEZONE, "TIMESTAMP WITH TIME ZONE");
      assertTrue(zoned.startsWith("2024-02-29 12:34:56"), zoned);
    }
    for (Object day : new Object[] {DAY, Date.valueOf(DAY), "2024-02-29"}) {
      assertEquals("2024-02-29", through(day, JDBCType.DATE, "DATE"));
      assertEquals("2024-02-29 00:00:00", through(day, JDBCType.TIMESTAMP, "TIMESTAMP"));
    }
    for (Object time : new Object[] {TIME, Time.valueOf(TIME), "12:34:56"}) {
      assertEquals("12:34:56", through(time, JDBCType.TIME, "TIME"));
    }
  }

  @Test
  void whatHasNoConversionIs22018AndWhatDoesNotFitIs22003() {
    Object[][] refused = {
      {DAY, JDBCType.INTEGER},
      {DAY, JDBCType.TIME},
      {TIME, JDBCType.DATE},
      {7, JDBCType.DATE},
      {7, JDBCType.VARBINARY},
      {new byte[] {1}, JDBCType.INTEGER},
      {new byte[] {1}, JDBCType.VARCHAR},
      {"seven", JDBCType.INTEGER},
      {"maybe", JDBCType.BOOLEAN},
      {new UUID(1, 2), JDBCType.BIGINT},
      {new Object(), JDBCType.OTHER},
      {Thread.currentThread(), JDBCType.INTEGER},
    };
    for (Object[] pair : refused) {
      assertState("22018", () -> through(pair[0], (JDBCType) pair[1], "TEXT", 0));
    }
    assertState("22003", () -> through(40_000, JDBCType.SMALLINT, "SMALLINT", 0));
    assertState("22003", () -> through(1L << 40, JDBCType.INTEGER, "INTEGER", 0));
    assertState("22003", () -> through(1e300, JDBCType.REAL, "REAL", 0));
    assertState("22003", () -> through(new BigDecimal("1e30"), JDBCType.BIGINT, "BIGINT", 0));
  }

  @Test
  void theScaleOfANumberIsKept() throws SQLException {
    assertEquals(
        "1.235",
        through(new BigDecimal("1.23456"), JDBCType.DECIMAL, "DECIMAL(20, 6)", 2)
            .replaceAll("0+$", ""));
  }

  @Test
  void typesThatTheDialectLacksAreNotSupported() {
    for (JDBCType target :
        List.of(
            JDBCType.ARRAY,
            JDBCType.STRUCT,
            JDBCType.REF,
            JDBCType.REF_CURSOR,
            JDBCType.DATALINK,
            JDBCType.ROWID,
            JDBCType.SQLXML,
            JDBCType.DISTINCT,
            JDBCType.TIME_WITH_TIMEZONE)) {
      assertState("HYC00", () -> through("x", target, "TEXT", 0));
      assertState("HYC00", () -> through("x", target, "TEXT", 1));
    }
  }

  @Test
  void nullGoesAsEveryType() throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement("SELECT CAST(? AS TEXT) AS v")) {
      for (int type :
          new int[] {Types.NULL, Types.INTEGER, Types.VARCHAR, Types.BLOB, Types.OTHER}) {
        statement.setNull(1, type);
        assertNullResult(statement);
        statement.setNull(1, type, "a name");
        assertNullResult(statement);
        statement.setObject(1, null, type);
        assertNullResult(statement);
      }
      statement.setBlob(1, (Blob) null);
      assertNullResult(statement);
      statement.setClob(1, (Clob) null);
      assertNullResult(statement);
      statement.setBinaryStream(1, null);
      assertNullResult(statement);
      statement.setCharacterStream(1, null, 5);
      assertNullResult(statement);
      statement.setTimestamp(1, null, Calendar.getInstance());
      assertNullResult(statement);
    }
  }

  @Test
  void aTimestampIsItsPointInTimeWhateverTheZones() throws SQLException {
    execute("CREATE TABLE z (k INTEGER PRIMARY KEY, l TIMESTAMP, p TIMESTAMP WITH TIME ZONE)");
    Instant when = Instant.parse("2024-01-02T06:02:03.400Z");
    execute("SET TIME ZONE 'Pacific/Auckland'");
    int key = 0;
    for (String zone : List.of("", "UTC", "Asia/Tokyo", "America/New_York", "Pacific/Auckland")) {
      Calendar calendar = zone.isEmpty() ? null : Calendar.getInstance(TimeZone.getTimeZone(zone));
      ZoneId clocks = zone.isEmpty() ? ZoneId.systemDefault() : ZoneId.of(zone);
      try (PreparedStatement insert =
              connection.prepareStatement("INSERT INTO z VALUES (?, ?, ?)");
          PreparedStatement read =
              connection.prepareStatement("SELECT l, p FROM z WHERE p = ? AND l = ? AND k = ?")) {
        insert.setInt(1, ++key);
        insert.setTimestamp(2, Timestamp.from(when), calendar);
        insert.setTimestamp(3, Timestamp.from(when), calendar);
        insert.executeUpdate();
        read.setTimestamp(1, Timestamp.from(when), calendar);
        read.setTimestamp(2, Timestamp.from(when), calendar);
        read.setInt(3, key);
        try (ResultSet rows = read.executeQuery()) {
          assertTrue(rows.next(), zone);
          assertEquals(
              LocalDateTime.ofInstant(when, clocks), rows.getObject(1, LocalDateTime.class));
          assertEquals(when, rows.getTimestamp(2, calendar).toInstant());
        }
      }
    }
  }

  @Test
  void nullHasNotTheTypeThatTheServerHasRefused() throws SQLException {
    execute("CREATE TABLE yes (k INTEGER PRIMARY KEY, v BOOLEAN)");
    String sql = "UPDATE yes SET v = ? WHERE k = 1";
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setDate(1, Date.valueOf(DAY));
      assertState("42804", statement::executeUpdate);
      statement.setNull(1, Types.NULL);
      assertEquals(0, statement.executeUpdate());
    }
  }

  @Test
  void bytesThatEndBeforeTheirLengthAreRefused() throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement("SELECT ?::bytea AS v")) {
      var twoBytes = new ByteArrayInputStream(new byte[2]);
      assertState("22023", () -> statement.setBinaryStream(1, twoBytes, 3));
      assertState("22023", () -> statement.setBlob(1, twoBytes, 3L));
    }
  }

  @Test
  void timesBeyondAllDatesAreOutOfRange() throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement("SELECT ?::text AS v")) {
      for (int type : new int[] {Types.DATE, Types.TIME, Types.TIMESTAMP}) {
        assertState("22008", () -> statement.setObject(1, Instant.MIN, type));
        assertState("22008", () -> statement.setObject(1, Instant.MAX, type));
      }
    }
  }

  private static void assertNullResult(PreparedStatement statement) throws SQLException {
    try (ResultSet rows = statement.executeQuery()) {
      assertTrue(rows.next());
      assertEquals(null, rows.getString(1));
    }
  }
}
