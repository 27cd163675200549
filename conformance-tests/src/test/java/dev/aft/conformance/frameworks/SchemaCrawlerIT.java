package dev.aft.conformance.frameworks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.sql.SQLException;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import schemacrawler.inclusionrule.RegularExpressionInclusionRule;
import schemacrawler.schema.Catalog;
import schemacrawler.schema.Column;
import schemacrawler.schema.Index;
import schemacrawler.schema.PrimaryKey;
import schemacrawler.schema.Table;
import schemacrawler.schemacrawler.LimitOptionsBuilder;
import schemacrawler.schemacrawler.LoadOptionsBuilder;
import schemacrawler.schemacrawler.SchemaCrawlerOptions;
import schemacrawler.schemacrawler.SchemaCrawlerOptionsBuilder;
import schemacrawler.schemacrawler.SchemaInfoLevelBuilder;
import schemacrawler.tools.utility.SchemaCrawlerUtility;
import us.fatehi.utility.datasource.DatabaseConnectionSource;
import us.fatehi.utility.datasource.DatabaseConnectionSources;
import us.fatehi.utility.datasource.MultiUseUserCredentials;

/** SchemaCrawler asks for everything that JDBC can say of a schema. */
class SchemaCrawlerIT extends OneNode {
  @BeforeAll
  static void tables() throws SQLException {
    execute(
        "CREATE SCHEMA sales",
        "CREATE TABLE sales.customer (id UUID PRIMARY KEY DEFAULT gen_random_uuid(),"
            + " name VARCHAR(200) NOT NULL, vip BOOLEAN DEFAULT FALSE, photo VARBINARY)",
        "CREATE TABLE sales.line (doc BIGINT, nr SMALLINT, amount DECIMAL(10,2), rate REAL,"
            + " twice DOUBLE PRECISION, n INTEGER, code CHAR(3), note TEXT, day DATE, at TIMESTAMP,"
            + " zoned TIMESTAMP WITH TIME ZONE, clock TIME, PRIMARY KEY (doc, nr))",
        "CREATE TABLE \"Odd Name\" (\"a b\" INTEGER PRIMARY KEY)");
  }

  private static Catalog crawl() {
    // page begins: crawl
    DatabaseConnectionSource source =
        DatabaseConnectionSources.newDatabaseConnectionSource(
            url, new MultiUseUserCredentials("ann", ""));
    SchemaCrawlerOptions options =
        SchemaCrawlerOptionsBuilder.newSchemaCrawlerOptions()
            .withLimitOptions(
                LimitOptionsBuilder.builder()
                    .includeSchemas(new RegularExpressionInclusionRule(".*(public|sales)"))
                    .toOptions())
            .withLoadOptions(
                LoadOptionsBuilder.builder()
                    .withSchemaInfoLevel(SchemaInfoLevelBuilder.maximum())
                    .toOptions());
    Catalog catalog = SchemaCrawlerUtility.getCatalog(source, options);
    // page ends
    return catalog;
  }

  @Test
  void theWholeSchemaIsFound() {
    Catalog catalog = crawl();
    Map<String, Table> tables = new TreeMap<>();
    catalog.getTables().forEach(table -> tables.put(table.getName().replace("\"", ""), table));
    assertEquals(List.of("Odd Name", "customer", "kv", "line"), List.copyOf(tables.keySet()));
    Table line = Objects.requireNonNull(tables.get("line"));
    PrimaryKey key = line.getPrimaryKey();
    assertEquals(
        List.of("doc", "nr"), key.getConstrainedColumns().stream().map(Column::getName).toList());
    assertEquals(1, line.getIndexes().size());
    Index index = line.getIndexes().iterator().next();
    assertTrue(index.isUnique());
    assertEquals(
        List.of(
            "doc bigint",
            "nr smallint",
            "amount decimal",
            "rate real",
            "twice double precision",
            "n integer",
            "code char",
            "note text",
            "day date",
            "at timestamp",
            "zoned timestamp with time zone",
            "clock time"),
        line.getColumns().stream()
            .sorted(Comparator.comparingInt(Column::getOrdinalPosition))
            .map(
                column ->
                    column.getName()
                        + " "
                        + column.getColumnDataType().getName().toLowerCase(java.util.Locale.ROOT))
            .toList());
    Table customer = Objects.requireNonNull(tables.get("customer"));
    Column name = customer.lookupColumn("name").orElseThrow();
    assertEquals(200, name.getSize());
    assertTrue(!name.isNullable());
    assertEquals("gen_random_uuid()", customer.lookupColumn("id").orElseThrow().getDefaultValue());
    assertTrue(catalog.getColumnDataTypes().size() >= 16);
    assertEquals("AFT", catalog.getDatabaseInfo().getProductName());
  }
}
