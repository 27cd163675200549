package dev.aft.engine.catalog;

import dev.aft.engine.future.Futures;
import dev.aft.engine.sql.Access;
import dev.aft.engine.sql.Right;
import dev.aft.engine.sql.TableName;
import dev.aft.engine.transaction.Transaction;
import dev.aft.engine.type.SqlType;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** The tables of information_schema, made from the catalog as the transaction sees it. */
public final class InformationSchema {
  public static final String NAME = "information_schema";

  private static final Map<String, VirtualTable> TABLES = tables();

  private InformationSchema() {}

  /** The table of this name in information_schema, or empty. */
  public static Optional<VirtualTable> find(String name) {
    return Optional.ofNullable(TABLES.get(name));
  }

  /** The names of its tables, in order. */
  public static List<String> names() {
    return List.copyOf(TABLES.keySet());
  }

  private static Map<String, VirtualTable> tables() {
    Map<String, VirtualTable> tables = new TreeMap<>();
    add(tables, schemata());
    add(tables, databases());
    add(tables, tableList());
    add(tables, columnList());
    add(tables, keyColumnUsage());
    add(tables, tableConstraints());
    return tables;
  }

  private static void add(Map<String, VirtualTable> tables, VirtualTable table) {
    tables.put(table.definition().name().name(), table);
  }

  private static VirtualTable schemata() {
    return new VirtualTable(
        define("schemata", "catalog_name", "schema_name", "schema_owner"),
        (catalog, transaction, database, access) ->
            Futures.map(
                catalog.schemas(transaction, database),
                schemas -> {
                  List<@Nullable Object[]> rows = new ArrayList<>();
                  schemas.forEach(schema -> rows.add(row(database, schema, null)));
                  rows.add(row(database, NAME, null));
                  return rows;
                }));
  }

  /** Not in the standard: what SHOW DATABASES reads. */
  private static VirtualTable databases() {
    return new VirtualTable(
        define("databases", "database_name"),
        (catalog, transaction, database, access) ->
            Futures.map(
                catalog.databases(transaction),
                names -> {
                  List<@Nullable Object[]> rows = new ArrayList<>();
                  names.forEach(name -> rows.add(row(name)));
                  return rows;
                }));
  }

  private static CompletableFuture<List<TableDefinition>> visible(
      Catalog catalog, Transaction transaction, String database, Access access) {
    return Futures.map(
        catalog.tables(transaction, database),
        tables -> tables.stream().filter(table -> access.allows(Right.READ, table.id())).toList());
  }

  private static VirtualTable tableList() {
    return new VirtualTable(
        define(
            "tables",
            "table_catalog",
            "table_schema",
            "table_name",
            "table_type",
            "is_insertable_into"),
        (catalog, transaction, database, access) ->
            Futures.map(
                visible(catalog, transaction, database, access),
                tables -> {
                  List<@Nullable Object[]> rows = new ArrayList<>();
                  for (TableDefinition table : tables) {
                    TableName name = table.name();
                    rows.add(row(database, name.schema(), name.name(), "BASE TABLE", "YES"));
                  }
                  for (String name : names()) {
                    rows.add(row(database, NAME, name, "VIEW", "NO"));
                  }
                  return rows;
                }));
  }

  private static VirtualTable columnList() {
    return new VirtualTable(
        define(
            "columns",
            "table_catalog",
            "table_schema",
            "table_name",
            "column_name",
            "ordinal_position#",
            "column_default",
            "is_nullable",
            "data_type",
            "character_maximum_length#",
            "character_octet_length#",
            "numeric_precision#",
            "numeric_precision_radix#",
            "numeric_scale#",
            "datetime_precision#",
            "udt_catalog",
            "udt_schema",
            "udt_name",
            "is_identity",
            "is_generated",
            "is_updatable"),
        (catalog, transaction, database, access) ->
            Futures.map(
                visible(catalog, transaction, database, access),
                tables -> {
                  List<@Nullable Object[]> rows = new ArrayList<>();
                  tables.forEach(table -> addColumns(database, table, true, rows));
                  TABLES
                      .values()
                      .forEach(table -> addColumns(database, table.definition(), false, rows));
                  return rows;
                }));
  }

  private static void addColumns(
      String database, TableDefinition table, boolean updatable, List<@Nullable Object[]> rows) {
    for (int i = 0; i < table.columns().size(); i++) {
      ColumnDefinition column = table.columns().get(i);
      SqlType type = column.type();
      rows.add(
          row(
              database,
              table.name().schema(),
              table.name().name(),
              column.name(),
              i + 1,
              column.defaultText(),
              column.notNull() ? "NO" : "YES",
              type.kind() == SqlType.Kind.DECIMAL ? "numeric" : type.kind().sqlName(),
              type.isText() && type.length() > 0 ? type.length() : null,
              type.isText() ? octets(type) : null,
              precision(type),
              radix(type),
              scale(type),
              datetimePrecision(type),
              database,
              "pg_catalog",
              udtName(type),
              "NO",
              "NEVER",
              updatable ? "YES" : "NO"));
    }
  }

  private static int octets(SqlType type) {
    long octets = type.length() == 0 ? 1 << 30 : 4L * type.length();
    return (int) Math.min(octets, 1 << 30);
  }

  private static @Nullable Integer precision(SqlType type) {
    return switch (type.kind()) {
      case SMALLINT -> 16;
      case INTEGER -> 32;
      case BIGINT -> 64;
      case REAL -> 24;
      case DOUBLE_PRECISION -> 53;
      case DECIMAL -> type.length() == 0 ? null : type.length();
      default -> null;
    };
  }

  private static @Nullable Integer radix(SqlType type) {
    if (type.kind() == SqlType.Kind.DECIMAL) {
      return 10;
    }
    return type.isNumeric() ? 2 : null;
  }

  private static @Nullable Integer scale(SqlType type) {
    if (type.kind() == SqlType.Kind.DECIMAL) {
      return type.length() == 0 ? null : type.scale();
    }
    return type.isInteger() ? 0 : null;
  }

  private static @Nullable Integer datetimePrecision(SqlType type) {
    return switch (type.kind()) {
      case DATE -> 0;
      case TIME, TIMESTAMP, TIMESTAMP_WITH_TIME_ZONE -> 6;
      default -> null;
    };
  }

  private static String udtName(SqlType type) {
    return switch (type.kind()) {
      case BOOLEAN -> "bool";
      case SMALLINT -> "int2";
      case INTEGER -> "int4";
      case BIGINT -> "int8";
      case REAL -> "float4";
      case DOUBLE_PRECISION -> "float8";
      case DECIMAL -> "numeric";
      case CHAR -> "bpchar";
      case VARBINARY -> "bytea";
      case TIMESTAMP_WITH_TIME_ZONE -> "timestamptz";
      default -> type.kind().name().toLowerCase(Locale.ROOT);
    };
  }

  private static VirtualTable keyColumnUsage() {
    return new VirtualTable(
        define(
            "key_column_usage",
            "constraint_catalog",
            "constraint_schema",
            "constraint_name",
            "table_catalog",
            "table_schema",
            "table_name",
            "column_name",
            "ordinal_position#",
            "position_in_unique_constraint#"),
        (catalog, transaction, database, access) ->
            Futures.map(
                visible(catalog, transaction, database, access),
                tables -> {
                  List<@Nullable Object[]> rows = new ArrayList<>();
                  tables.forEach(table -> addKeyColumns(database, table, rows));
                  return rows;
                }));
  }

  private static void addKeyColumns(
      String database, TableDefinition table, List<@Nullable Object[]> rows) {
    String schema = table.name().schema();
    String name = table.name().name();
    for (int i = 0; i < table.primaryKey().size(); i++) {
      String column = table.columns().get(table.primaryKey().get(i)).name();
      rows.add(row(database, schema, name + "_pkey", database, schema, name, column, i + 1, null));
    }
  }

  private static VirtualTable tableConstraints() {
    return new VirtualTable(
        define(
            "table_constraints",
            "constraint_catalog",
            "constraint_schema",
            "constraint_name",
            "table_catalog",
            "table_schema",
            "table_name",
            "constraint_type",
            "is_deferrable",
            "initially_deferred",
            "enforced"),
        (catalog, transaction, database, access) ->
            Futures.map(
                visible(catalog, transaction, database, access),
                tables -> {
                  List<@Nullable Object[]> rows = new ArrayList<>();
                  for (TableDefinition table : tables) {
                    String schema = table.name().schema();
                    String name = table.name().name();
                    String key = name + "_pkey";
                    rows.add(
                        row(
                            database,
                            schema,
                            key,
                            database,
                            schema,
                            name,
                            "PRIMARY KEY",
                            "NO",
                            "NO",
                            "YES"));
                  }
                  return rows;
                }));
  }

  private static @Nullable Object[] row(@Nullable Object... values) {
    return values;
  }

  /**
   * @param columns a name that ends with # is an INTEGER, any other a VARCHAR
   */
  private static TableDefinition define(String table, String... columns) {
    List<ColumnDefinition> definitions = new ArrayList<>();
    for (String column : columns) {
      boolean number = column.endsWith("#");
      String name = number ? column.substring(0, column.length() - 1) : column;
      SqlType type = number ? SqlType.INTEGER : SqlType.VARCHAR;
      definitions.add(new ColumnDefinition(definitions.size() + 1, name, type, false, null));
    }
    return new TableDefinition(new TableName("", NAME, table), 0, definitions, List.of());
  }
}
