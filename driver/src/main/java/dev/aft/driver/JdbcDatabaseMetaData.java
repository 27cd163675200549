package dev.aft.driver;

import dev.aft.protocol.BackendMessage.Field;
import dev.aft.protocol.Values;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The metadata that is asked from the server, by way of information_schema. */
final class JdbcDatabaseMetaData extends EmptyMetaData {
  private static final String[] SCHEMA_COLUMNS = {"TABLE_SCHEM", "TABLE_CATALOG"};
  private static final String[] TABLE_COLUMNS = {
    "TABLE_CAT",
    "TABLE_SCHEM",
    "TABLE_NAME",
    "TABLE_TYPE",
    "REMARKS",
    "TYPE_CAT",
    "TYPE_SCHEM",
    "TYPE_NAME",
    "SELF_REFERENCING_COL_NAME",
    "REF_GENERATION"
  };
  private static final String[] COLUMN_COLUMNS = {
    "TABLE_CAT",
    "TABLE_SCHEM",
    "TABLE_NAME",
    "COLUMN_NAME",
    "DATA_TYPE:int",
    "TYPE_NAME",
    "COLUMN_SIZE:int",
    "BUFFER_LENGTH:int",
    "DECIMAL_DIGITS:int",
    "NUM_PREC_RADIX:int",
    "NULLABLE:int",
    "REMARKS",
    "COLUMN_DEF",
    "SQL_DATA_TYPE:int",
    "SQL_DATETIME_SUB:int",
    "CHAR_OCTET_LENGTH:int",
    "ORDINAL_POSITION:int",
    "IS_NULLABLE",
    "SCOPE_CATALOG",
    "SCOPE_SCHEMA",
    "SCOPE_TABLE",
    "SOURCE_DATA_TYPE:short",
    "IS_AUTOINCREMENT",
    "IS_GENERATEDCOLUMN"
  };
  private static final String[] KEY_COLUMNS = {
    "TABLE_CAT", "TABLE_SCHEM", "TABLE_NAME", "COLUMN_NAME", "KEY_SEQ:short", "PK_NAME"
  };
  private static final String[] FUNCTION_COLUMNS = {
    "FUNCTION_CAT",
    "FUNCTION_SCHEM",
    "FUNCTION_NAME",
    "REMARKS",
    "FUNCTION_TYPE:short",
    "SPECIFIC_NAME"
  };
  private static final String[] BEST_ROW_COLUMNS = {
    "SCOPE:short",
    "COLUMN_NAME",
    "DATA_TYPE:int",
    "TYPE_NAME",
    "COLUMN_SIZE:int",
    "BUFFER_LENGTH:int",
    "DECIMAL_DIGITS:short",
    "PSEUDO_COLUMN:short"
  };
  private static final String[] INDEX_COLUMNS = {
    "TABLE_CAT",
    "TABLE_SCHEM",
    "TABLE_NAME",
    "NON_UNIQUE:boolean",
    "INDEX_QUALIFIER",
    "INDEX_NAME",
    "TYPE:short",
    "ORDINAL_POSITION:short",
    "COLUMN_NAME",
    "ASC_OR_DESC",
    "CARDINALITY:long",
    "PAGES:long",
    "FILTER_CONDITION"
  };
  private static final String[] TYPE_COLUMNS = {
    "TYPE_NAME",
    "DATA_TYPE:int",
    "PRECISION:int",
    "LITERAL_PREFIX",
    "LITERAL_SUFFIX",
    "CREATE_PARAMS",
    "NULLABLE:short",
    "CASE_SENSITIVE:boolean",
    "SEARCHABLE:short",
    "UNSIGNED_ATTRIBUTE:boolean",
    "FIXED_PREC_SCALE:boolean",
    "AUTO_INCREMENT:boolean",
    "LOCAL_TYPE_NAME",
    "MINIMUM_SCALE:short",
    "MAXIMUM_SCALE:short",
    "SQL_DATA_TYPE:int",
    "SQL_DATETIME_SUB:int",
    "NUM_PREC_RADIX:int"
  };

  private final JdbcConnection connection;

  JdbcDatabaseMetaData(JdbcConnection connection) {
    this.connection = connection;
  }

  // ------------------------------------------------------------------ asking

  /** The rows of a query as texts. */
  private List<List<@Nullable String>> query(String sql) throws SQLException {
    StatementOutcome outcome = connection.look(sql);
    List<List<@Nullable String>> rows = new ArrayList<>();
    Columns columns = outcome.columns();
    if (columns == null) {
      return rows;
    }
    ValueReader reader = new ValueReader(columns, connection::zone);
    for (Values values : outcome.rows()) {
      List<@Nullable String> row = new ArrayList<>(columns.count());
      for (int i = 0; i < columns.count(); i++) {
        row.add(values.isNull(i) ? null : reader.text(values, i));
      }
      rows.add(row);
    }
    return rows;
  }

  private static String text(List<@Nullable String> row, int index) {
    String value = row.get(index);
    return value == null ? "" : value;
  }

  private static @Nullable Integer number(List<@Nullable String> row, int index) {
    String value = row.get(index);
    return value == null ? null : Integer.valueOf(value);
  }

  /** Narrows a query to the one schema and table that patterns name, where they name one. */
  private static String where(NamePattern schema, NamePattern table) {
    String schemaName = schema.literal();
    String tableName = table.literal();
    StringBuilder where = new StringBuilder();
    if (schemaName != null && !schemaName.isEmpty()) {
      where.append(" WHERE LOWER(table_schema) = ").append(Quotes.text(schemaName));
    }
    if (tableName != null) {
      where.append(where.length() == 0 ? " WHERE " : " AND ");
      where.append("LOWER(table_name) = ").append(Quotes.text(tableName));
    }
    return where.toString();
  }

  private boolean isOtherCatalog(@Nullable String catalog) throws SQLException {
    return catalog != null && !catalog.isEmpty() && !catalog.equals(connection.getCatalog());
  }

  // ------------------------------------------------------------------ what there is

  @Override
  public ResultSet getCatalogs() throws SQLException {
    ClientRows rows = ClientRows.of("TABLE_CAT");
    query("SELECT database_name FROM information_schema.databases").stream()
        .map(row -> text(row, 0))
        .sorted()
        .forEach(rows::add);
    return rows.build();
  }

  @Override
  public ResultSet getSchemas() throws SQLException {
    return getSchemas(null, null);
  }

  @Override
  public ResultSet getSchemas(@Nullable String catalog, @Nullable String schemaPattern)
      throws SQLException {
    ClientRows rows = ClientRows.of(SCHEMA_COLUMNS);
    if (isOtherCatalog(catalog)) {
      return rows.build();
    }
    NamePattern pattern = new NamePattern(schemaPattern);
    List<String> names = new ArrayList<>();
    for (List<@Nullable String> row :
        query("SELECT schema_name FROM information_schema.schemata")) {
      names.add(text(row, 0));
    }
    names.stream()
        .filter(pattern::matches)
        .sorted()
        .forEach(name -> rows.add(name, databaseName()));
    return rows.build();
  }

  private String databaseName() {
    try {
      return connection.getCatalog();
    } catch (SQLException e) {
      return "";
    }
  }

  @Override
  public ResultSet getTableTypes() {
    return ClientRows.of("TABLE_TYPE").add("SYSTEM TABLE").add("TABLE").build();
  }

  @Override
  public ResultSet getTables(
      @Nullable String catalog,
      @Nullable String schemaPattern,
      @Nullable String tablePattern,
      String @Nullable [] types)
      throws SQLException {
    ClientRows rows = ClientRows.of(TABLE_COLUMNS);
    if (isOtherCatalog(catalog)) {
      return rows.build();
    }
    NamePattern schema = new NamePattern(schemaPattern);
    NamePattern table = new NamePattern(tablePattern);
    List<List<@Nullable String>> found =
        query(
            "SELECT table_schema, table_name FROM information_schema.tables"
                + where(schema, table));
    found.sort(
        Comparator.<List<@Nullable String>, String>comparing(row -> tableType(text(row, 0)))
            .thenComparing(row -> text(row, 0))
            .thenComparing(row -> text(row, 1)));
    for (List<@Nullable String> row : found) {
      String type = tableType(text(row, 0));
      if (schema.matches(text(row, 0))
          && table.matches(text(row, 1))
          && (types == null || Arrays.asList(types).contains(type))) {
        rows.add(
            databaseName(), text(row, 0), text(row, 1), type, null, null, null, null, null, null);
      }
    }
    return rows.build();
  }

  private static String tableType(String schema) {
    return schema.equals("information_schema") ? "SYSTEM TABLE" : "TABLE";
  }

  @Override
  public ResultSet getColumns(
      @Nullable String catalog,
      @Nullable String schemaPattern,
      @Nullable String tablePattern,
      @Nullable String columnPattern)
      throws SQLException {
    ClientRows rows = ClientRows.of(COLUMN_COLUMNS);
    if (isOtherCatalog(catalog)) {
      return rows.build();
    }
    NamePattern column = new NamePattern(columnPattern);
    for (ColumnFacts facts : columns(schemaPattern, tablePattern)) {
      if (column.matches(facts.name())) {
        facts.addTo(rows, databaseName());
      }
    }
    return rows.build();
  }

  private List<ColumnFacts> columns(@Nullable String schemaPattern, @Nullable String tablePattern)
      throws SQLException {
    NamePattern schema = new NamePattern(schemaPattern);
    NamePattern table = new NamePattern(tablePattern);
    List<ColumnFacts> found = new ArrayList<>();
    for (List<@Nullable String> row :
        query(
            "SELECT table_schema, table_name, column_name, ordinal_position, is_nullable,"
                + " data_type, column_default, character_maximum_length, numeric_precision,"
                + " numeric_scale FROM information_schema.columns"
                + where(schema, table))) {
      if (schema.matches(text(row, 0)) && table.matches(text(row, 1))) {
        Integer position = number(row, 3);
        found.add(
            new ColumnFacts(
                text(row, 0),
                text(row, 1),
                text(row, 2),
                position == null ? 0 : position,
                text(row, 4).equals("YES"),
                DataType.ofSqlName(text(row, 5)),
                row.get(6),
                number(row, 7),
                number(row, 8),
                number(row, 9)));
      }
    }
    found.sort(
        Comparator.comparing(ColumnFacts::schema)
            .thenComparing(ColumnFacts::table)
            .thenComparingInt(ColumnFacts::position));
    return found;
  }

  /**
   * The columns of tables that columns of a result are, by index. The server names a table by a
   * hash: of two tables with the same none counts.
   */
  Map<Integer, ColumnFacts> origins(List<Field> fields) throws SQLException {
    Map<Integer, ColumnFacts> origins = new HashMap<>();
    Set<Integer> doubtful = new HashSet<>();
    for (ColumnFacts facts : columns(null, null)) {
      int table = (facts.schema() + "." + facts.table()).hashCode();
      for (int i = 0; i < fields.size(); i++) {
        Field field = fields.get(i);
        if (field.tableId() == table
            && field.columnNumber() == facts.position()
            && origins.put(i, facts) != null) {
          doubtful.add(i);
        }
      }
    }
    origins.keySet().removeAll(doubtful);
    return origins;
  }

  /** A column of a primary key. */
  private record KeyColumn(
      String schema, String table, String column, int position, String constraint) {}

  private List<KeyColumn> keyColumns(@Nullable String schemaName, @Nullable String tableName)
      throws SQLException {
    NamePattern schema = literalPattern(schemaName);
    NamePattern table = literalPattern(tableName);
    List<KeyColumn> keys = new ArrayList<>();
    for (List<@Nullable String> row :
        query(
            "SELECT table_schema, table_name, column_name, ordinal_position, constraint_name"
                + " FROM information_schema.key_column_usage"
                + where(schema, table))) {
      Integer position = number(row, 3);
      if (schema.matches(text(row, 0)) && table.matches(text(row, 1)) && position != null) {
        keys.add(new KeyColumn(text(row, 0), text(row, 1), text(row, 2), position, text(row, 4)));
      }
    }
    keys.sort(
        Comparator.comparing(KeyColumn::schema)
            .thenComparing(KeyColumn::table)
            .thenComparingInt(KeyColumn::position));
    return keys;
  }

  /** A name, not a pattern; the empty schema, like null, is any. */
  private static NamePattern literalPattern(@Nullable String name) {
    return new NamePattern(
        name == null || name.isEmpty()
            ? null
            : name.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_"));
  }

  @Override
  public ResultSet getPrimaryKeys(
      @Nullable String catalog, @Nullable String schema, @Nullable String table)
      throws SQLException {
    ClientRows rows = ClientRows.of(KEY_COLUMNS);
    if (isOtherCatalog(catalog)) {
      return rows.build();
    }
    List<KeyColumn> keys = keyColumns(schema, table);
    keys.sort(Comparator.comparing(KeyColumn::column));
    for (KeyColumn key : keys) {
      rows.add(
          databaseName(),
          key.schema(),
          key.table(),
          key.column(),
          key.position(),
          key.constraint());
    }
    return rows.build();
  }

  /** The primary key is the one index that a table has. */
  @Override
  public ResultSet getIndexInfo(
      @Nullable String catalog,
      @Nullable String schema,
      @Nullable String table,
      boolean unique,
      boolean approximate)
      throws SQLException {
    ClientRows rows = ClientRows.of(INDEX_COLUMNS);
    if (isOtherCatalog(catalog)) {
      return rows.build();
    }
    for (KeyColumn key : keyColumns(schema, table)) {
      rows.add(
          databaseName(),
          key.schema(),
          key.table(),
          false,
          null,
          key.constraint(),
          (int) tableIndexOther,
          key.position(),
          key.column(),
          "A",
          null,
          null,
          null);
    }
    return rows.build();
  }

  @Override
  public ResultSet getBestRowIdentifier(
      @Nullable String catalog,
      @Nullable String schema,
      @Nullable String table,
      int scope,
      boolean nullable)
      throws SQLException {
    ClientRows rows = ClientRows.of(BEST_ROW_COLUMNS);
    if (isOtherCatalog(catalog)) {
      return rows.build();
    }
    List<ColumnFacts> columns = columns(schema, table);
    for (KeyColumn key : keyColumns(schema, table)) {
      for (ColumnFacts facts : columns) {
        if (facts.isOf(key.schema(), key.table(), key.column())) {
          rows.add(
              bestRowSession,
              facts.name(),
              facts.type().jdbcType(),
              facts.type().typeName(),
              facts.size(),
              null,
              facts.decimalDigits(),
              bestRowNotPseudo);
        }
      }
    }
    return rows.build();
  }

  @Override
  public ResultSet getTypeInfo() {
    ClientRows rows = ClientRows.of(TYPE_COLUMNS);
    List<DataType> types = new ArrayList<>(Arrays.asList(DataType.values()));
    types.remove(DataType.UNKNOWN);
    types.sort(Comparator.comparingInt(DataType::jdbcType));
    for (DataType type : types) {
      boolean quoted = !type.isNumber() && type != DataType.BOOLEAN;
      rows.add(
          type.typeName(),
          type.jdbcType(),
          type.maxPrecision(),
          quoted ? "'" : null,
          quoted ? "'" : null,
          createParameters(type),
          Integer.valueOf(typeNullable),
          type.isText(),
          Integer.valueOf(typeSearchable),
          !type.isSigned(),
          false,
          false,
          null,
          0,
          type == DataType.DECIMAL ? 1000 : 0,
          null,
          null,
          10);
    }
    return rows.build();
  }

  private static @Nullable String createParameters(DataType type) {
    return switch (type) {
      case DECIMAL -> "precision,scale";
      case CHAR, VARCHAR -> "length";
      default -> null;
    };
  }

  @Override
  public ResultSet getClientInfoProperties() {
    ClientRows rows = ClientRows.of("NAME", "MAX_LEN:int", "DEFAULT_VALUE", "DESCRIPTION");
    Arrays.stream(ClientInfo.values())
        .sorted(Comparator.comparing(ClientInfo::key))
        .forEach(info -> rows.add(info.key(), info.maxLength(), "", info.description()));
    return rows.build();
  }

  /** Those that the dialect has; they are in no catalog and no schema. */
  @Override
  public ResultSet getFunctions(
      @Nullable String catalog, @Nullable String schemaPattern, @Nullable String pattern)
      throws SQLException {
    ClientRows rows = ClientRows.of(FUNCTION_COLUMNS);
    boolean anywhere = schemaPattern == null || new NamePattern(schemaPattern).matches("");
    NamePattern wanted = new NamePattern(pattern);
    for (String name : JdbcFunctions.OF_THE_SERVER) {
      if (anywhere && !isOtherCatalog(catalog) && wanted.matches(name)) {
        rows.add(null, null, name, null, functionNoTable, name);
      }
    }
    return rows.build();
  }

  // ------------------------------------------------------------------ single answers

  @Override
  public Connection getConnection() {
    return connection;
  }

  @Override
  public String getURL() {
    return connection.url();
  }

  @Override
  public String getUserName() {
    return Connector.userName(connection.settings());
  }

  @Override
  public boolean isReadOnly() throws SQLException {
    return connection.isReadOnly();
  }

  @Override
  public String getDatabaseProductVersion() {
    String version = connection.wire().parameter("server_version");
    return version == null ? "" : version;
  }

  @Override
  public int getDatabaseMajorVersion() {
    return versionPart(0);
  }

  @Override
  public int getDatabaseMinorVersion() {
    return versionPart(1);
  }

  private int versionPart(int index) {
    String[] words = getDatabaseProductVersion().toLowerCase(Locale.ROOT).split("[^0-9]+", -1);
    int seen = 0;
    for (String word : words) {
      if (!word.isEmpty() && word.length() < 9 && seen++ == index) {
        return Integer.parseInt(word);
      }
    }
    return 0;
  }

  @Override
  public boolean supportsTransactionIsolationLevel(int level) {
    return level == Connection.TRANSACTION_READ_UNCOMMITTED
        || level == Connection.TRANSACTION_READ_COMMITTED
        || level == Connection.TRANSACTION_REPEATABLE_READ;
  }

  @Override
  public boolean supportsResultSetType(int type) {
    return type == ResultSet.TYPE_FORWARD_ONLY || type == ResultSet.TYPE_SCROLL_INSENSITIVE;
  }

  @Override
  public boolean supportsResultSetConcurrency(int type, int concurrency) {
    return supportsResultSetType(type) && concurrency == ResultSet.CONCUR_READ_ONLY;
  }

  @Override
  public boolean supportsResultSetHoldability(int holdability) {
    return holdability == ResultSet.HOLD_CURSORS_OVER_COMMIT
        || holdability == ResultSet.CLOSE_CURSORS_AT_COMMIT;
  }

  @Override
  public <T> T unwrap(Class<T> type) throws SQLException {
    return Wrappers.unwrap(this, type);
  }

  @Override
  public boolean isWrapperFor(Class<?> type) {
    return Wrappers.isWrapper(this, type);
  }
}
