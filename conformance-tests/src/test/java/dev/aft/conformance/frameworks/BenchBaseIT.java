package dev.aft.conformance.frameworks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;

/**
 * What BenchBase's YCSB sends, in its order, as seen in a run of its own classes: the script of the
 * schema, the catalog from the metadata, loaders that work in batches with auto-commit on, workers
 * with the isolation level of the configuration, which leave statements open and run again after
 * 40001 with error code 0, and at the end the questions about PostgreSQL.
 */
class BenchBaseIT extends OneNode {
  private static final int FIELDS = 10;
  private static final int RECORDS = 200;

  private final Random random = new Random(3);

  @Test
  void itLoadsAndRunsWithTheConfigurationOfThePage() throws Exception {
    Document configuration = configuration();
    Class.forName(text(configuration, "driver"));
    String address =
        text(configuration, "url").replace("localhost:7654", "127.0.0.1:" + node.port());
    int level = Connection.class.getField(text(configuration, "isolation")).getInt(null);
    createSchema(address);
    load(address, insertFromCatalog(address));
    clear(address);
    load(address, insertFromCatalog(address));
    runWorker(address, level);
  }

  /** Its type for a database that speaks PostgreSQL's protocol and has no {@code pg_catalog}. */
  @Test
  void itLoadsAndRunsThroughPgjdbcAsNoisePage() throws SQLException {
    String address = pgjdbc();
    createSchema(address, "USERTABLE", "YCSB_KEY INT PRIMARY KEY", "FIELD", "VARCHAR(100)");
    load(address, insertOf("USERTABLE"));
    runWorker(address, Connection.TRANSACTION_READ_COMMITTED);
  }

  @Test
  void serializableIsRefusedWithoutTheProperty() throws SQLException {
    assertRefused(url, "HYC00", "serializableIsolation=warn");
    assertRefused(pgjdbc(), "0A000", "READ COMMITTED or REPEATABLE READ");
  }

  private static void assertRefused(String address, String state, String remedy)
      throws SQLException {
    try (Connection connection = DriverManager.getConnection(address, "aft", "")) {
      connection.setAutoCommit(false);
      SQLException refused =
          assertThrows(
              SQLException.class,
              () -> connection.setTransactionIsolation(Connection.TRANSACTION_SERIALIZABLE));
      assertState(state, refused);
      assertTrue(String.valueOf(refused.getMessage()).contains(remedy), refused::toString);
    }
  }

  /**
   * Its type POSTGRES collects these after a run; a failure of a view is logged and passed over.
   */
  @Test
  void whatItAsksPostgresAfterARunIsAnsweredOrRefusedByItself() throws SQLException {
    try (Connection connection = DriverManager.getConnection(url, "aft", "");
        Statement statement = connection.createStatement()) {
      try (ResultSet version = statement.executeQuery("SELECT version();")) {
        assertTrue(version.next());
        assertTrue(version.getString(1).startsWith("PostgreSQL"));
      }
      for (String view : List.of("pg_stat_database", "pg_statio_user_indexes")) {
        assertState(
            "42P01",
            assertThrows(
                SQLException.class, () -> statement.executeQuery("SELECT * FROM " + view)));
      }
      try (ResultSet parameters = statement.executeQuery("SHOW ALL;")) {
        assertTrue(parameters.next());
        assertFalse(parameters.getString("name").isEmpty());
        parameters.getString("setting");
      }
    }
  }

  @Test
  void aLostConflictHasTheStateAndCodeAfterWhichAWorkerRunsAgain() throws SQLException {
    createSchema(url);
    load(url, insertFromCatalog(url));
    try (Connection one = DriverManager.getConnection(url);
        Connection another = DriverManager.getConnection(url)) {
      one.setAutoCommit(false);
      another.setAutoCommit(false);
      readModifyWrite(one, 7);
      readModifyWrite(another, 7);
      another.commit();
      SQLException lost = assertThrows(SQLException.class, one::commit);
      assertState("40001", lost);
      assertEquals(0, lost.getErrorCode());
      one.rollback(); // as a worker does before it runs again
      readModifyWrite(one, 7);
      one.commit();
    }
  }

  private static Document configuration() throws Exception {
    Path file = Path.of("src/test/resources/dev/aft/conformance/frameworks/benchbase-ycsb.xml");
    return DocumentBuilderFactory.newInstance()
        .newDocumentBuilder()
        .parse(new ByteArrayInputStream(Files.readString(file).getBytes(StandardCharsets.UTF_8)));
  }

  private static String text(Document document, String element) {
    return document.getElementsByTagName(element).item(0).getTextContent();
  }

  private static String pgjdbc() {
    return "jdbc:postgresql://127.0.0.1:"
        + node.port()
        + "/aft?sslmode=disable&ApplicationName=ycsb&reWriteBatchedInserts=true";
  }

  private static void createSchema(String address) throws SQLException {
    createSchema(address, "usertable", "ycsb_key int PRIMARY KEY", "field", "text");
  }

  /** The script is run statement by statement, without semicolons, with auto-commit on. */
  private static void createSchema(
      String address, String name, String key, String field, String type) throws SQLException {
    StringBuilder table = new StringBuilder("CREATE TABLE " + name + " (     " + key);
    for (int i = 1; i <= FIELDS; i++) {
      table.append(",     ").append(field).append(i).append("   ").append(type);
    }
    try (Connection connection = DriverManager.getConnection(address, "aft", "")) {
      assertTrue(connection.getAutoCommit());
      for (String sql : List.of("DROP TABLE IF EXISTS " + name, table + " )")) {
        try (Statement statement = connection.createStatement()) {
          assertFalse(statement.execute(sql));
        }
      }
      connection.setAutoCommit(true);
    }
  }

  private static void clear(String address) throws SQLException {
    try (Connection connection = DriverManager.getConnection(address, "aft", "");
        Statement statement = connection.createStatement()) {
      connection.setAutoCommit(false);
      statement.execute("DELETE FROM usertable");
      connection.commit();
    }
    assertEquals(0, number("SELECT COUNT(*) FROM usertable"));
  }

  /** With auto-commit on, as a connection begins. */
  private void load(String address, String sql) throws SQLException {
    try (Connection connection = DriverManager.getConnection(address, "aft", "");
        PreparedStatement insert = connection.prepareStatement(sql)) {
      for (int i = 0; i < RECORDS; i++) {
        bind(insert, i);
        insert.addBatch();
        if (i % 128 == 127) {
          insert.executeBatch();
        }
      }
      insert.executeBatch();
    }
    assertEquals(RECORDS, number("SELECT COUNT(*) FROM usertable"));
  }

  private void runWorker(String address, int level) throws SQLException {
    assertEquals(RECORDS - 1, greatestKey(address));
    try (Connection connection = DriverManager.getConnection(address, "aft", "")) {
      connection.setAutoCommit(false);
      connection.setTransactionIsolation(level);
      for (int i = 0; i < 120; i++) {
        work(connection, i);
        connection.commit();
      }
    }
    assertEquals(RECORDS, number("SELECT COUNT(*) FROM usertable"), "20 came and 20 went");
  }

  private static String insertOf(String table) {
    return "INSERT INTO " + table + " VALUES (?" + ", ?".repeat(FIELDS) + ")";
  }

  /** Put together from what the metadata says; for PostgreSQL without quotes and column names. */
  private static String insertFromCatalog(String address) throws SQLException {
    try (Connection connection = DriverManager.getConnection(address, "aft", "")) {
      List<String> columns = columnsFromCatalog(connection);
      assertEquals(FIELDS + 1, columns.size(), columns::toString);
      assertEquals("ycsb_key", columns.get(0));
      return insertOf("usertable");
    }
  }

  private static List<String> columnsFromCatalog(Connection connection) throws SQLException {
    DatabaseMetaData metaData = connection.getMetaData();
    assertEquals("\"", metaData.getIdentifierQuoteString());
    String catalog = connection.getCatalog();
    String schema = connection.getSchema();
    List<String> columns = new ArrayList<>();
    List<String> tables = new ArrayList<>();
    try (ResultSet found = metaData.getTables(catalog, schema, null, new String[] {"TABLE"})) {
      while (found.next()) {
        assertEquals("TABLE", found.getString("TABLE_TYPE"));
        tables.add(found.getString("TABLE_NAME"));
      }
    }
    assertTrue(tables.contains("usertable"), tables.toString());
    for (String table : tables) {
      try (ResultSet found = metaData.getColumns(catalog, schema, table, null)) {
        while (found.next()) {
          found.getInt("DATA_TYPE");
          found.getInt("COLUMN_SIZE");
          assertTrue(found.getString("IS_NULLABLE").matches("YES|NO"));
          if (table.equals("usertable")) {
            columns.add(found.getString("COLUMN_NAME"));
          }
        }
      }
      requireIndexes(metaData.getIndexInfo(catalog, schema, table, false, false));
      try (ResultSet found = metaData.getImportedKeys(catalog, schema, table)) {
        assertFalse(found.next());
      }
    }
    return columns;
  }

  private static void requireIndexes(ResultSet indexes) throws SQLException {
    try (indexes) {
      int unique = 0;
      while (indexes.next()) {
        if (indexes.getShort("TYPE") != DatabaseMetaData.tableIndexStatistic) {
          assertFalse(indexes.getString("INDEX_NAME").isEmpty());
          assertTrue(indexes.getInt("ORDINAL_POSITION") > 0);
          assertFalse(indexes.getString("COLUMN_NAME").isEmpty());
          indexes.getString("ASC_OR_DESC");
          unique += indexes.getBoolean("NON_UNIQUE") ? 0 : 1;
        }
      }
      assertTrue(unique > 0, "the primary key is an index");
    }
  }

  private static int greatestKey(String address) throws SQLException {
    try (Connection connection = DriverManager.getConnection(address, "aft", "");
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("SELECT MAX(ycsb_key) FROM usertable")) {
      assertTrue(rows.next());
      return rows.getInt(1);
    }
  }

  private void bind(PreparedStatement insert, int key) throws SQLException {
    insert.setInt(1, key);
    for (int field = 0; field < FIELDS; field++) {
      insert.setString(field + 2, Long.toString(random.nextLong(), 36).repeat(7));
    }
  }

  /** One transaction of a worker, each of the six procedures in turn. */
  private void work(Connection connection, int i) throws SQLException {
    int key = i % 50;
    switch (i % 6) {
      case 0 -> query(connection, "SELECT * FROM USERTABLE WHERE YCSB_KEY=?", key);
      case 1 -> {
        PreparedStatement insert =
            connection.prepareStatement("INSERT INTO USERTABLE VALUES (?,?,?,?,?,?,?,?,?,?,?)");
        bind(insert, RECORDS + i);
        insert.executeUpdate();
      }
      case 2 ->
          query(
              connection,
              "SELECT * FROM USERTABLE WHERE YCSB_KEY > ? AND YCSB_KEY < ?",
              key,
              key + 20);
      case 3 -> update(connection, key);
      case 4 -> {
        PreparedStatement delete =
            connection.prepareStatement("DELETE FROM USERTABLE where YCSB_KEY=?");
        delete.setInt(1, RECORDS + i - 3);
        assertEquals(1, delete.executeUpdate());
      }
      default -> readModifyWrite(connection, key);
    }
  }

  private static void query(Connection connection, String sql, int... parameters)
      throws SQLException {
    PreparedStatement statement = connection.prepareStatement(sql);
    for (int i = 0; i < parameters.length; i++) {
      statement.setInt(i + 1, parameters[i]);
    }
    try (ResultSet rows = statement.executeQuery()) {
      int seen = 0;
      while (rows.next()) {
        for (int column = 1; column <= FIELDS; column++) {
          assertFalse(rows.getString(column).isEmpty());
        }
        seen++;
      }
      assertTrue(seen > 0, sql);
    }
  }

  private static void update(Connection connection, int key) throws SQLException {
    PreparedStatement update =
        connection.prepareStatement(
            "UPDATE USERTABLE SET\n    FIELD1=?,FIELD2=?,FIELD3=?,FIELD4=?,FIELD5=?,FIELD6=?,"
                + "FIELD7=?,FIELD8=?,FIELD9=?,FIELD10=? WHERE\n    YCSB_KEY=?");
    update.setInt(11, key);
    for (int field = 1; field <= FIELDS; field++) {
      update.setString(field, "changed " + field);
    }
    assertEquals(1, update.executeUpdate());
  }

  private static void readModifyWrite(Connection connection, int key) throws SQLException {
    query(connection, "Select * from USERTABLE where YCSB_KEY=? FOR UPDATE", key);
    update(connection, key);
  }
}
