package dev.aft.conformance.frameworks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.Driver;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.Element;

/**
 * The driver definitions for DBeaver and DataGrip, and what these ask the driver; the programs
 * themselves have a screen and do not run here.
 */
class DatabaseClientsIT extends OneNode {
  private static final Path INTEGRATIONS = Path.of("..", "integrations");

  @BeforeAll
  static void tables() throws SQLException {
    execute(
        "CREATE TABLE a_b (id UUID PRIMARY KEY, name TEXT NOT NULL DEFAULT 'x', n DECIMAL(10,2))",
        "CREATE TABLE axb (id INTEGER PRIMARY KEY)",
        "INSERT INTO axb VALUES (1), (2), (3)");
  }

  private static Element driver(String file) throws Exception {
    File definition = INTEGRATIONS.resolve(file).toFile();
    Document document = DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(definition);
    assertEquals(1, document.getElementsByTagName("driver").getLength());
    return (Element) document.getElementsByTagName("driver").item(0);
  }

  private static void requireConnects(String className, String address) throws Exception {
    Object driver = Class.forName(className).getDeclaredConstructor().newInstance();
    assertInstanceOf(Driver.class, driver);
    assertTrue(((Driver) driver).acceptsURL(address));
    try (Connection connection = DriverManager.getConnection(address, "", "")) {
      assertTrue(connection.isValid(30), address);
    }
  }

  @Test
  void theDefinitionForDbeaverNamesTheDriverAndItsAddress() throws Exception {
    Element driver = driver("dbeaver/drivers.xml");
    String template = driver.getAttribute("url");
    requireConnects(
        driver.getAttribute("class"),
        template
            .replace("{host}", "127.0.0.1")
            .replace("[:{port}]", ":" + node.port())
            .replace("[{database}]", driver.getAttribute("defaultDatabase")));
    assertEquals("7654", driver.getAttribute("port"));
  }

  @Test
  void theDefinitionForDataGripNamesTheDriverAndItsAddress() throws Exception {
    Element driver = driver("datagrip/driver.xml");
    String template =
        ((Element) driver.getElementsByTagName("url-template").item(0)).getAttribute("template");
    requireConnects(
        driver.getAttribute("driver-class"),
        template
            .replace("{host::localhost}", "127.0.0.1")
            .replace("[:{port::7654}]", ":" + node.port())
            .replace("[{database::aft}]", "aft")
            .replaceFirst("\\[.*]$", ""));
  }

  /** A call on the metadata, as a tool makes it. */
  private interface Call {
    ResultSet of(DatabaseMetaData metadata) throws SQLException;
  }

  private static List<String> column(DatabaseMetaData metadata, String column, Call call)
      throws SQLException {
    List<String> values = new ArrayList<>();
    try (ResultSet rows = call.of(metadata)) {
      int count = rows.getMetaData().getColumnCount();
      while (rows.next()) {
        for (int i = 1; i <= count; i++) {
          var unused = rows.getObject(i);
        }
        values.add(rows.getString(column));
      }
    }
    return values;
  }

  @Test
  void theCallsOfDbeaverAreAnswered() throws SQLException {
    try (Connection connection = DriverManager.getConnection(url, "ann", "")) {
      DatabaseMetaData metadata = connection.getMetaData();
      assertEquals("AFT", metadata.getDatabaseProductName());
      assertEquals("\\", metadata.getSearchStringEscape());
      assertEquals("\"", metadata.getIdentifierQuoteString());
      assertTrue(metadata.getSQLKeywords() != null && metadata.getStringFunctions() != null);
      assertEquals(List.of("aft"), column(metadata, "TABLE_CAT", DatabaseMetaData::getCatalogs));
      assertTrue(column(metadata, "TABLE_SCHEM", m -> m.getSchemas("aft", "%")).contains("public"));
      assertTrue(column(metadata, "TABLE_TYPE", DatabaseMetaData::getTableTypes).contains("TABLE"));
      assertTrue(column(metadata, "TYPE_NAME", DatabaseMetaData::getTypeInfo).size() >= 16);
      requireOneTable(metadata);
      requireNothingElse(metadata);
      connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
      requirePaging(connection);
    }
  }

  /** The names escaped, as DBeaver passes them: an underscore is no wildcard then. */
  private static void requireOneTable(DatabaseMetaData metadata) throws SQLException {
    assertEquals(
        List.of("a_b"),
        column(metadata, "TABLE_NAME", m -> m.getTables("aft", "public", "a\\_b", null)));
    assertEquals(
        List.of("id", "name", "n"),
        column(metadata, "COLUMN_NAME", m -> m.getColumns("aft", "public", "a\\_b", "%")));
    assertEquals(
        List.of("id"),
        column(metadata, "COLUMN_NAME", m -> m.getPrimaryKeys("aft", "public", "a_b")));
    assertEquals(
        List.of("a_b_pkey"),
        column(metadata, "INDEX_NAME", m -> m.getIndexInfo("aft", "public", "a_b", false, true)));
  }

  private static void requireNothingElse(DatabaseMetaData metadata) throws SQLException {
    assertEquals(
        List.of(), column(metadata, "FK_NAME", m -> m.getImportedKeys("aft", "public", "a_b")));
    assertEquals(
        List.of(), column(metadata, "FK_NAME", m -> m.getExportedKeys("aft", "public", "a_b")));
    assertEquals(
        List.of(), column(metadata, "PROCEDURE_NAME", m -> m.getProcedures("aft", "public", "%")));
    assertEquals(List.of(), column(metadata, "TYPE_NAME", m -> m.getUDTs("aft", null, "%", null)));
    var unused = column(metadata, "FUNCTION_NAME", m -> m.getFunctions("aft", "public", "%"));
  }

  /** How the data of a table is shown: a page of it, in a transaction of its own. */
  private static void requirePaging(Connection connection) throws SQLException {
    connection.setAutoCommit(false);
    try (Statement statement =
        connection.createStatement(ResultSet.TYPE_FORWARD_ONLY, ResultSet.CONCUR_READ_ONLY)) {
      statement.setMaxRows(2);
      statement.setFetchSize(2);
      try (ResultSet rows = statement.executeQuery("SELECT x.* FROM public.axb x")) {
        int count = 0;
        while (rows.next()) {
          count++;
        }
        assertEquals(2, count);
        assertEquals("id", rows.getMetaData().getColumnName(1));
      }
    }
    connection.rollback();
  }
}
