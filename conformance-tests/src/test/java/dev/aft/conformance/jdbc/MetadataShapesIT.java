package dev.aft.conformance.jdbc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.reflect.Method;
import java.sql.DatabaseMetaData;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.Types;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The columns of every result set of the metadata, names and types, as JDBC lays them down. */
class MetadataShapesIT extends JdbcTestBase {
  private static final String KEYS =
      """
      PKTABLE_CAT PKTABLE_SCHEM PKTABLE_NAME PKCOLUMN_NAME FKTABLE_CAT FKTABLE_SCHEM FKTABLE_NAME
      FKCOLUMN_NAME KEY_SEQ:short UPDATE_RULE:short DELETE_RULE:short FK_NAME PK_NAME
      DEFERRABILITY:short""";
  private static final String ROWS =
      """
      SCOPE:short COLUMN_NAME DATA_TYPE:int TYPE_NAME COLUMN_SIZE:int BUFFER_LENGTH:int
      DECIMAL_DIGITS:short PSEUDO_COLUMN:short""";

  /** Names with types; text where none is given. */
  private static final Map<String, String> SHAPES =
      Map.ofEntries(
          Map.entry("getCatalogs", "TABLE_CAT"),
          Map.entry("getSchemas", "TABLE_SCHEM TABLE_CATALOG"),
          Map.entry("getTableTypes", "TABLE_TYPE"),
          Map.entry(
              "getTables",
              """
              TABLE_CAT TABLE_SCHEM TABLE_NAME TABLE_TYPE REMARKS TYPE_CAT TYPE_SCHEM TYPE_NAME
              SELF_REFERENCING_COL_NAME REF_GENERATION"""),
          Map.entry(
              "getColumns",
              """
              TABLE_CAT TABLE_SCHEM TABLE_NAME COLUMN_NAME DATA_TYPE:int TYPE_NAME COLUMN_SIZE:int
              BUFFER_LENGTH:int DECIMAL_DIGITS:int NUM_PREC_RADIX:int NULLABLE:int REMARKS
              COLUMN_DEF SQL_DATA_TYPE:int SQL_DATETIME_SUB:int CHAR_OCTET_LENGTH:int
              ORDINAL_POSITION:int IS_NULLABLE SCOPE_CATALOG SCOPE_SCHEMA SCOPE_TABLE
              SOURCE_DATA_TYPE:short IS_AUTOINCREMENT IS_GENERATEDCOLUMN"""),
          Map.entry(
              "getColumnPrivileges",
              "TABLE_CAT TABLE_SCHEM TABLE_NAME COLUMN_NAME GRANTOR GRANTEE PRIVILEGE IS_GRANTABLE"),
          Map.entry(
              "getTablePrivileges",
              "TABLE_CAT TABLE_SCHEM TABLE_NAME GRANTOR GRANTEE PRIVILEGE IS_GRANTABLE"),
          Map.entry("getBestRowIdentifier", ROWS),
          Map.entry("getVersionColumns", ROWS),
          Map.entry(
              "getPrimaryKeys",
              "TABLE_CAT TABLE_SCHEM TABLE_NAME COLUMN_NAME KEY_SEQ:short PK_NAME"),
          Map.entry("getImportedKeys", KEYS),
          Map.entry("getExportedKeys", KEYS),
          Map.entry("getCrossReference", KEYS),
          Map.entry(
              "getTypeInfo",
              """
              TYPE_NAME DATA_TYPE:int PRECISION:int LITERAL_PREFIX LITERAL_SUFFIX CREATE_PARAMS
              NULLABLE:short CASE_SENSITIVE:boolean SEARCHABLE:short UNSIGNED_ATTRIBUTE:boolean
              FIXED_PREC_SCALE:boolean AUTO_INCREMENT:boolean LOCAL_TYPE_NAME MINIMUM_SCALE:short
              MAXIMUM_SCALE:short SQL_DATA_TYPE:int SQL_DATETIME_SUB:int NUM_PREC_RADIX:int"""),
          Map.entry(
              "getIndexInfo",
              """
              TABLE_CAT TABLE_SCHEM TABLE_NAME NON_UNIQUE:boolean INDEX_QUALIFIER INDEX_NAME
              TYPE:short ORDINAL_POSITION:short COLUMN_NAME ASC_OR_DESC CARDINALITY:long PAGES:long
              FILTER_CONDITION"""),
          Map.entry(
              "getUDTs",
              "TYPE_CAT TYPE_SCHEM TYPE_NAME CLASS_NAME DATA_TYPE:int REMARKS BASE_TYPE:short"),
          Map.entry(
              "getSuperTypes",
              "TYPE_CAT TYPE_SCHEM TYPE_NAME SUPERTYPE_CAT SUPERTYPE_SCHEM SUPERTYPE_NAME"),
          Map.entry("getSuperTables", "TABLE_CAT TABLE_SCHEM TABLE_NAME SUPERTABLE_NAME"),
          Map.entry(
              "getAttributes",
              """
              TYPE_CAT TYPE_SCHEM TYPE_NAME ATTR_NAME DATA_TYPE:int ATTR_TYPE_NAME ATTR_SIZE:int
              DECIMAL_DIGITS:int NUM_PREC_RADIX:int NULLABLE:int REMARKS ATTR_DEF SQL_DATA_TYPE:int
              SQL_DATETIME_SUB:int CHAR_OCTET_LENGTH:int ORDINAL_POSITION:int IS_NULLABLE
              SCOPE_CATALOG SCOPE_SCHEMA SCOPE_TABLE SOURCE_DATA_TYPE:short"""),
          Map.entry(
              "getProcedures",
              """
              PROCEDURE_CAT PROCEDURE_SCHEM PROCEDURE_NAME * * * REMARKS PROCEDURE_TYPE:short
              SPECIFIC_NAME"""),
          Map.entry(
              "getProcedureColumns",
              """
              PROCEDURE_CAT PROCEDURE_SCHEM PROCEDURE_NAME COLUMN_NAME COLUMN_TYPE:short
              DATA_TYPE:int TYPE_NAME PRECISION:int LENGTH:int SCALE:short RADIX:short
              NULLABLE:short REMARKS COLUMN_DEF SQL_DATA_TYPE:int SQL_DATETIME_SUB:int
              CHAR_OCTET_LENGTH:int ORDINAL_POSITION:int IS_NULLABLE SPECIFIC_NAME"""),
          Map.entry(
              "getFunctions",
              """
              FUNCTION_CAT FUNCTION_SCHEM FUNCTION_NAME REMARKS FUNCTION_TYPE:short
              SPECIFIC_NAME"""),
          Map.entry(
              "getFunctionColumns",
              """
              FUNCTION_CAT FUNCTION_SCHEM FUNCTION_NAME COLUMN_NAME COLUMN_TYPE:short DATA_TYPE:int
              TYPE_NAME PRECISION:int LENGTH:int SCALE:short RADIX:short NULLABLE:short REMARKS
              CHAR_OCTET_LENGTH:int ORDINAL_POSITION:int IS_NULLABLE SPECIFIC_NAME"""),
          Map.entry(
              "getPseudoColumns",
              """
              TABLE_CAT TABLE_SCHEM TABLE_NAME COLUMN_NAME DATA_TYPE:int COLUMN_SIZE:int
              DECIMAL_DIGITS:int NUM_PREC_RADIX:int COLUMN_USAGE REMARKS CHAR_OCTET_LENGTH:int
              IS_NULLABLE"""),
          Map.entry("getClientInfoProperties", "NAME MAX_LEN:int DEFAULT_VALUE DESCRIPTION"));

  @Test
  void everyResultSetHasTheColumnsThatJdbcLaysDown() throws Exception {
    DatabaseMetaData metaData = connection.getMetaData();
    Set<String> seen = new TreeSet<>();
    List<String> wrong = new ArrayList<>();
    for (Method method : DatabaseMetaData.class.getMethods()) {
      if (method.getReturnType() == ResultSet.class) {
        seen.add(method.getName());
        Object[] arguments =
            Arrays.stream(method.getParameterTypes()).map(MetadataShapesIT::argument).toArray();
        try (ResultSet rows = (ResultSet) method.invoke(metaData, arguments)) {
          check(method.getName(), rows, wrong);
        }
      }
    }
    assertEquals(List.of(), wrong);
    assertEquals(new TreeSet<>(SHAPES.keySet()), seen);
  }

  private static @Nullable Object argument(Class<?> type) {
    return type == int.class ? (Object) 1 : type == boolean.class ? (Object) false : null;
  }

  private static void check(String name, ResultSet rows, List<String> wrong) throws Exception {
    List<String> expected = List.of(SHAPES.getOrDefault(name, "unknown").split("\\s+"));
    List<String> actual = new ArrayList<>();
    ResultSetMetaData columns = rows.getMetaData();
    for (int i = 1; i <= columns.getColumnCount(); i++) {
      String suffix = suffix(columns.getColumnType(i));
      boolean free = i <= expected.size() && expected.get(i - 1).equals("*");
      actual.add(free ? "*" : columns.getColumnLabel(i) + suffix);
    }
    if (!actual.equals(expected)) {
      wrong.add(name + ": " + actual);
    }
    while (rows.next()) {
      for (int i = 1; i <= expected.size(); i++) {
        rows.getObject(i);
      }
    }
  }

  private static String suffix(int type) {
    return switch (type) {
      case Types.VARCHAR -> "";
      case Types.INTEGER -> ":int";
      case Types.SMALLINT -> ":short";
      case Types.BIGINT -> ":long";
      case Types.BOOLEAN -> ":boolean";
      default -> ":type " + type;
    };
  }

  @Test
  void allMethodsAnswerInsideAndOutsideOfATransaction() throws Exception {
    connection.setAutoCommit(false);
    execute("INSERT INTO t VALUES (1, 'x')");
    everyResultSetHasTheColumnsThatJdbcLaysDown();
    assertEquals(1, count(connection, "t"));
    connection.rollback();
  }

  @Test
  void clientInfoPropertiesAndKeysAreSorted() throws Exception {
    List<String> names = new ArrayList<>();
    try (ResultSet rows = connection.getMetaData().getClientInfoProperties()) {
      while (rows.next()) {
        names.add(rows.getString("NAME"));
        assertTrue(rows.getInt("MAX_LEN") > 0);
      }
    }
    assertEquals(names.stream().sorted().collect(Collectors.toList()), names);
    assertEquals(5, names.size());
  }
}
