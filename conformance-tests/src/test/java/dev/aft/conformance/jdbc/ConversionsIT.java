package dev.aft.conformance.jdbc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Calendar;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Every getter on every type, as in table B-6 of the JDBC specification. */
class ConversionsIT extends JdbcTestBase {
  /** A type with an expression of it; for texts one that fits the getter. */
  private static final List<String> TYPES =
      List.of(
          "BOOLEAN",
          "SMALLINT",
          "INTEGER",
          "BIGINT",
          "REAL",
          "DOUBLE PRECISION",
          "DECIMAL",
          "CHAR(19)",
          "VARCHAR(40)",
          "TEXT",
          "VARBINARY",
          "DATE",
          "TIME",
          "TIMESTAMP",
          "TIMESTAMP WITH TIME ZONE",
          "UUID");

  /** {@code x} where a getter gives the value of a type, {@code -} where it has none: 22018. */
  private static final Map<String, String> TABLE =
      Map.ofEntries(
          //                        B S I B R D D C V T V D T T T U
          Map.entry("Byte", "       x x x x x x x x x x - - - - - -"),
          Map.entry("Short", "      x x x x x x x x x x - - - - - -"),
          Map.entry("Int", "        x x x x x x x x x x - - - - - -"),
          Map.entry("Long", "       x x x x x x x x x x - - - - - -"),
          Map.entry("Float", "      x x x x x x x x x x - - - - - -"),
          Map.entry("Double", "     x x x x x x x x x x - - - - - -"),
          Map.entry("BigDecimal", " x x x x x x x x x x - - - - - -"),
          Map.entry("Boolean", "    x x x x x x x x x x - - - - - -"),
          Map.entry("String", "     x x x x x x x x x x x x x x x x"),
          Map.entry("NString", "    x x x x x x x x x x x x x x x x"),
          Map.entry("Object", "     x x x x x x x x x x x x x x x x"),
          Map.entry("Bytes", "      - - - - - - - x x x x - - - - -"),
          Map.entry("BinaryStream", "- - - - - - - x x x x - - - - -"),
          Map.entry("Blob", "       - - - - - - - x x x x - - - - -"),
          Map.entry("Date", "       - - - - - - - x x x - x - x x -"),
          Map.entry("Time", "       - - - - - - - x x x - - x x x -"),
          Map.entry("Timestamp", "  - - - - - - - x x x - x x x x -"),
          Map.entry("AsciiStream", "x x x x x x x x x x x x x x x x"),
          Map.entry("CharacterStream", "x x x x x x x x x x x x x x x x"),
          Map.entry("NCharacterStream", "x x x x x x x x x x x x x x x x"),
          Map.entry("UnicodeStream", "x x x x x x x x x x x x x x x x"),
          Map.entry("Clob", "       x x x x x x x x x x x x x x x x"),
          Map.entry("NClob", "      x x x x x x x x x x x x x x x x"));

  private static String expression(String type, String getter) {
    String value =
        switch (type) {
          case "BOOLEAN" -> "TRUE";
          case "VARBINARY" -> "X'00ff'";
          case "DATE" -> "DATE '2024-02-29'";
          case "TIME" -> "TIME '12:34:56'";
          case "TIMESTAMP", "TIMESTAMP WITH TIME ZONE" -> "TIMESTAMP '2024-02-29 12:34:56'";
          case "UUID" -> "'01234567-89ab-7def-8123-456789abcdef'";
          case "CHAR(19)", "VARCHAR(40)", "TEXT" ->
              switch (getter) {
                case "Date" -> "'2024-02-29'";
                case "Time" -> "'12:34:56'";
                case "Timestamp" -> "'2024-02-29 12:34:56'";
                case "Boolean" -> "'true'";
                default -> "'7'";
              };
          default -> "7";
        };
    return "CAST(" + value + " AS " + type + ") AS v, CAST(NULL AS " + type + ") AS n";
  }

  @Test
  void everyGetterConvertsEveryTypeAsTheTableOfJdbcSays() throws Exception {
    List<String> wrong = new ArrayList<>();
    for (Map.Entry<String, String> row : TABLE.entrySet()) {
      String[] cells = row.getValue().trim().split(" ", -1);
      assertEquals(TYPES.size(), cells.length, row.getKey());
      for (int i = 0; i < cells.length; i++) {
        check(row.getKey(), TYPES.get(i), cells[i].equals("x"), wrong);
      }
    }
    assertEquals(List.of(), wrong);
  }

  private void check(String getter, String type, boolean converts, List<String> wrong)
      throws Exception {
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("SELECT " + expression(type, getter))) {
      assertTrue(rows.next());
      for (Object column : new Object[] {1, "v", "V"}) {
        String came = outcome(rows, getter, column);
        if (!came.equals(converts ? "a value" : "22018")) {
          wrong.add("get" + getter + " of " + type + " by " + column + ": " + came);
        }
      }
      for (Object column : new Object[] {2, "n"}) {
        String came = outcome(rows, getter, column);
        if (!came.equals("null")) {
          wrong.add("get" + getter + " of a null " + type + " by " + column + ": " + came);
        }
      }
    }
  }

  private static String outcome(ResultSet rows, String getter, Object column) throws Exception {
    Class<?> by = column instanceof Integer ? int.class : String.class;
    Method method = ResultSet.class.getMethod("get" + getter, by);
    try {
      Object value = method.invoke(rows, column);
      if (rows.wasNull()) {
        return isNothing(value) ? "null" : "null as " + value;
      }
      return value == null ? "null without wasNull" : "a value";
    } catch (InvocationTargetException e) {
      return e.getCause() instanceof SQLException cause
          ? cause.getSQLState()
          : String.valueOf(e.getCause());
    }
  }

  private static boolean isNothing(@Nullable Object value) {
    return value == null
        || Boolean.FALSE.equals(value)
        || (value instanceof Number number && number.doubleValue() == 0);
  }

  @Test
  void aCalendarGivesTheZoneOfDatesAndTimes() throws SQLException {
    Calendar tokyo = Calendar.getInstance(java.util.TimeZone.getTimeZone("Asia/Tokyo"));
    try (Statement statement = connection.createStatement();
        ResultSet rows =
            statement.executeQuery(
                "SELECT TIMESTAMP '2024-02-29 12:00:00' AS v, DATE '2024-02-29' AS d,"
                    + " TIME '12:00:00' AS t")) {
      assertTrue(rows.next());
      String noon = "2024-02-29T03:00:00Z";
      assertEquals(noon, rows.getTimestamp(1, tokyo).toInstant().toString());
      assertEquals(noon, rows.getTimestamp("v", tokyo).toInstant().toString());
      long midnight = java.time.Instant.parse("2024-02-28T15:00:00Z").toEpochMilli();
      assertEquals(midnight, rows.getDate(2, tokyo).getTime());
      assertEquals(midnight, rows.getDate("d", tokyo).getTime());
      assertEquals(3 * 3_600_000, rows.getTime(3, tokyo).getTime());
      assertEquals(3 * 3_600_000, rows.getTime("t", tokyo).getTime());
    }
  }

  @Test
  void theZoneOfTheSessionFollowsWhatWasSet() throws SQLException {
    execute("SET TIME ZONE 'Asia/Tokyo'");
    assertEquals("2024-02-29T21:00+09:00", momentAsOffset());
    execute("SET TIME ZONE 'UTC'");
    assertEquals("2024-02-29T12:00Z", momentAsOffset());
  }

  private String momentAsOffset() throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet rows =
            statement.executeQuery(
                "SELECT TIMESTAMP WITH TIME ZONE '2024-02-29 12:00:00+00' AS v")) {
      assertTrue(rows.next());
      return rows.getObject(1, java.time.OffsetDateTime.class).toString();
    }
  }

  @Test
  void numbersOfTheWrongSizeAreOutOfRangeAndFractionsAreCut() throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet rows =
            statement.executeQuery(
                "SELECT CAST(128 AS INTEGER) AS b, CAST(32768 AS INTEGER) AS s,"
                    + " CAST(2147483648 AS BIGINT) AS i, 9223372036854775808 AS l,"
                    + " CAST(1e300 AS DOUBLE PRECISION) AS f, -1.9 AS d")) {
      assertTrue(rows.next());
      assertState("22003", () -> rows.getByte(1));
      assertState("22003", () -> rows.getShort(2));
      assertState("22003", () -> rows.getInt(3));
      assertState("22003", () -> rows.getLong(4));
      assertState("22003", () -> rows.getFloat(5));
      assertEquals(-1, rows.getInt(6));
      assertEquals(-1, rows.getLong("d"));
    }
  }

  @Test
  void aFailedConversionLeavesRowAndConnectionUsable() throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("SELECT 'seven' AS v, 7 AS n")) {
      assertTrue(rows.next());
      assertState("22018", () -> rows.getInt(1));
      assertEquals(7, rows.getInt(2));
      assertFalse(rows.wasNull());
    }
    assertTrue(connection.isValid(1));
  }
}
