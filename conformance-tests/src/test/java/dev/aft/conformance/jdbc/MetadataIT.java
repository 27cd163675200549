package dev.aft.conformance.jdbc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.sql.DatabaseMetaData;
import java.sql.ParameterMetaData;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Types;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class MetadataIT extends JdbcTestBase {
  private DatabaseMetaData metaData;

  @BeforeEach
  void createTables() throws SQLException {
    execute(
        "CREATE TABLE orders (region VARCHAR(10), id BIGINT, total DECIMAL(12, 2) NOT NULL,"
            + " note TEXT DEFAULT 'none', PRIMARY KEY (region, id))");
    execute("CREATE SCHEMA s");
    execute("CREATE TABLE s.inside (k INTEGER PRIMARY KEY)");
    metaData = connection.getMetaData();
  }

  private static List<String> read(ResultSet rows, String... columns) throws SQLException {
    List<String> all = new ArrayList<>();
    try (rows) {
      while (rows.next()) {
        List<String> row = new ArrayList<>();
        for (String column : columns) {
          row.add(rows.getString(column));
        }
        all.add(String.join(" ", row));
      }
    }
    return all;
  }

  @Test
  void tablesAreListedBySchemaAndPattern() throws SQLException {
    assertEquals(
        List.of("public.kv", "public.orders", "public.t"),
        read(
                metaData.getTables(null, "public", "%", new String[] {"TABLE"}),
                "TABLE_SCHEM",
                "TABLE_NAME")
            .stream()
            .map(name -> name.replace(' ', '.'))
            .toList());
    assertEquals(
        List.of("s inside TABLE"),
        read(
            metaData.getTables(null, null, "ins%", null),
            "TABLE_SCHEM",
            "TABLE_NAME",
            "TABLE_TYPE"));
    assertEquals(List.of(), read(metaData.getTables(null, null, "nothing", null), "TABLE_NAME"));
    assertEquals(
        List.of(), read(metaData.getTables(null, null, "%", new String[] {"VIEW"}), "TABLE_NAME"));
    assertTrue(read(metaData.getSchemas(), "TABLE_SCHEM").containsAll(List.of("public", "s")));
    assertEquals(List.of("aft"), read(metaData.getCatalogs(), "TABLE_CAT"));
  }

  @Test
  void columnsAreListedWithTypeSizeAndNullability() throws SQLException {
    assertEquals(
        List.of(
            "region " + Types.VARCHAR + " 10 NO 1",
            "id " + Types.BIGINT + " 19 NO 2",
            "total " + Types.DECIMAL + " 12 NO 3",
            "note " + Types.VARCHAR + " " + Integer.MAX_VALUE + " YES 4"),
        read(
            metaData.getColumns(null, null, "orders", "%"),
            "COLUMN_NAME",
            "DATA_TYPE",
            "COLUMN_SIZE",
            "IS_NULLABLE",
            "ORDINAL_POSITION"));
    assertEquals(
        List.of("2"), read(metaData.getColumns(null, null, "orders", "total"), "DECIMAL_DIGITS"));
    assertEquals(
        List.of("'none'"), read(metaData.getColumns(null, null, "orders", "note"), "COLUMN_DEF"));
  }

  @Test
  void primaryKeysAreListedByColumnWithTheirSequence() throws SQLException {
    assertEquals(
        List.of("id 2", "region 1"),
        read(metaData.getPrimaryKeys(null, "public", "orders"), "COLUMN_NAME", "KEY_SEQ"));
    assertEquals(
        List.of("k 1"),
        read(metaData.getPrimaryKeys(null, "s", "inside"), "COLUMN_NAME", "KEY_SEQ"));
  }

  @Test
  void patternsHaveWildcardsThatABackslashTakesBack() throws SQLException {
    execute("CREATE TABLE a_b (k INTEGER PRIMARY KEY, x_1 INTEGER, xx1 INTEGER)");
    execute("CREATE TABLE axb (k INTEGER PRIMARY KEY)");
    execute("CREATE TABLE \"Mixed%\" (k INTEGER PRIMARY KEY)");
    String escape = metaData.getSearchStringEscape();
    assertEquals(List.of("a_b", "axb"), tables("a_b"));
    assertEquals(List.of("a_b"), tables("a" + escape + "_b"));
    assertEquals(List.of("a_b", "axb"), tables("A%B"));
    assertEquals(List.of("Mixed%"), tables("%" + escape + "%"));
    assertEquals(List.of("Mixed%"), tables("mixed" + escape + "%"));
    assertEquals(List.of(), tables(""));
    assertEquals(
        List.of("x_1"),
        read(metaData.getColumns("aft", "public", "a_b", "x" + escape + "_1"), "COLUMN_NAME"));
    assertEquals(List.of("k"), read(metaData.getPrimaryKeys(null, null, "a_b"), "COLUMN_NAME"));
    assertEquals(
        List.of(),
        read(metaData.getPrimaryKeys(null, null, "a%"), "COLUMN_NAME"),
        "a name is no pattern");
  }

  private List<String> tables(String pattern) throws SQLException {
    return read(metaData.getTables(null, "public", pattern, null), "TABLE_NAME").stream()
        .sorted()
        .toList();
  }

  @Test
  void aCatalogThatIsNotOursHasNothing() throws SQLException {
    execute("CREATE DATABASE elsewhere");
    assertEquals(List.of("aft", "elsewhere"), read(metaData.getCatalogs(), "TABLE_CAT"));
    assertEquals(List.of(), read(metaData.getTables("elsewhere", null, "%", null), "TABLE_NAME"));
    assertEquals(List.of(), read(metaData.getSchemas("elsewhere", "%"), "TABLE_SCHEM"));
    assertEquals(List.of(), read(metaData.getColumns("elsewhere", null, "%", "%"), "TABLE_NAME"));
    assertEquals(List.of("public"), read(metaData.getSchemas("aft", "pub%"), "TABLE_SCHEM"));
  }

  @Test
  void theIndexOfATableAndItsBestRowAreItsPrimaryKey() throws SQLException {
    assertEquals(
        List.of("orders_pkey 1 region f 3", "orders_pkey 2 id f 3"),
        read(
                metaData.getIndexInfo(null, "public", "orders", true, true),
                "INDEX_NAME",
                "ORDINAL_POSITION",
                "COLUMN_NAME",
                "NON_UNIQUE",
                "TYPE")
            .stream()
            .map(row -> row.replace("false", "f"))
            .toList());
    assertEquals(
        List.of("region VARCHAR 10", "id BIGINT 19"),
        read(
            metaData.getBestRowIdentifier(
                null, "public", "orders", DatabaseMetaData.bestRowSession, false),
            "COLUMN_NAME",
            "TYPE_NAME",
            "COLUMN_SIZE"));
    assertEquals(List.of(), read(metaData.getImportedKeys(null, null, "orders"), "FK_NAME"));
    assertEquals(List.of(), read(metaData.getVersionColumns(null, null, "orders"), "TYPE_NAME"));
  }

  @Test
  void functionsAreListedByPattern() throws SQLException {
    assertEquals(
        List.of("ltrim", "rtrim"),
        read(metaData.getFunctions(null, null, "_trim"), "FUNCTION_NAME").stream()
            .filter(name -> !name.startsWith("b"))
            .toList());
    assertEquals(List.of(), read(metaData.getFunctions(null, "public", "%"), "FUNCTION_NAME"));
    assertEquals(List.of("SYSTEM TABLE", "TABLE"), read(metaData.getTableTypes(), "TABLE_TYPE"));
  }

  @Test
  void theTypesOfTheDialectAreListedInOrder() throws SQLException {
    List<String> types = read(metaData.getTypeInfo(), "DATA_TYPE");
    assertEquals(16, types.size());
    assertEquals(
        types.stream().map(Integer::valueOf).sorted().map(String::valueOf).toList(), types);
  }

  @Test
  void theProductIsTold() throws SQLException {
    assertEquals("AFT", metaData.getDatabaseProductName());
    assertFalse(metaData.getDatabaseProductVersion().isEmpty());
    assertEquals(4, metaData.getJDBCMajorVersion());
    assertTrue(metaData.getURL().startsWith("jdbc:aft:"));
    assertTrue(metaData.supportsTransactions());
    assertTrue(metaData.supportsBatchUpdates());
    assertFalse(metaData.supportsStoredProcedures());
  }

  @Test
  void resultsDescribeTheirColumns() throws SQLException {
    try (PreparedStatement s =
        connection.prepareStatement("SELECT id, total AS sum, note FROM orders WHERE region = ?")) {
      ResultSetMetaData before = s.getMetaData();
      assertEquals(3, before.getColumnCount());
      s.setString(1, "x");
      try (ResultSet rows = s.executeQuery()) {
        ResultSetMetaData columns = rows.getMetaData();
        assertEquals("id", columns.getColumnLabel(1));
        assertEquals(Types.BIGINT, columns.getColumnType(1));
        assertEquals("BIGINT", columns.getColumnTypeName(1));
        assertEquals("sum", columns.getColumnLabel(2));
        assertEquals(Types.DECIMAL, columns.getColumnType(2));
        assertEquals(12, columns.getPrecision(2));
        assertEquals(2, columns.getScale(2));
        assertEquals("java.lang.String", columns.getColumnClassName(3));
        assertTrue(columns.isSigned(1));
        assertState("07009", () -> columns.getColumnLabel(4));
      }
    }
    try (PreparedStatement s = connection.prepareStatement("DELETE FROM orders")) {
      assertNull(s.getMetaData());
    }
  }

  @Test
  void columnsOfAResultTellTheirTableAndWhetherNullIsAllowed() throws SQLException {
    try (PreparedStatement s =
            connection.prepareStatement("SELECT total AS sum, note, total + 1 FROM orders");
        ResultSet rows = s.executeQuery()) {
      ResultSetMetaData columns = rows.getMetaData();
      assertEquals("orders", columns.getTableName(1));
      assertEquals("public", columns.getSchemaName(1));
      assertEquals(connection.getCatalog(), columns.getCatalogName(1));
      assertEquals(ResultSetMetaData.columnNoNulls, columns.isNullable(1));
      assertEquals(ResultSetMetaData.columnNullable, columns.isNullable(2));
      assertEquals("", columns.getTableName(3));
      assertEquals(ResultSetMetaData.columnNullableUnknown, columns.isNullable(3));
      assertState("07009", () -> columns.getTableName(4));
    }
    try (PreparedStatement s = connection.prepareStatement("SELECT k FROM s.inside")) {
      assertEquals("s", s.getMetaData().getSchemaName(1));
      assertEquals("inside", s.getMetaData().getTableName(1));
    }
  }

  @Test
  void parametersHaveTheTypesThatTheServerResolved() throws SQLException {
    try (PreparedStatement s =
        connection.prepareStatement("INSERT INTO orders VALUES (?, ?, ?, ?)")) {
      ParameterMetaData parameters = s.getParameterMetaData();
      assertEquals(4, parameters.getParameterCount());
      assertEquals(Types.VARCHAR, parameters.getParameterType(1));
      assertEquals(Types.BIGINT, parameters.getParameterType(2));
      assertEquals(Types.DECIMAL, parameters.getParameterType(3));
      assertEquals(ParameterMetaData.parameterModeIn, parameters.getParameterMode(4));
      assertState("07009", () -> parameters.getParameterType(5));
      s.setString(1, "r");
      s.setLong(2, 1);
      s.setInt(3, 5);
      s.setString(4, null);
      assertEquals(1, s.executeUpdate());
    }
  }
}
