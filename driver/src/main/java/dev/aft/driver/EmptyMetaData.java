package dev.aft.driver;

import java.sql.ResultSet;
import org.jspecify.annotations.Nullable;

/**
 * The parts of the metadata that the dialect has nothing of: empty, in the shape that JDBC wants.
 */
abstract class EmptyMetaData extends ConstantMetaData {
  @Override
  public ResultSet getProcedures(
      @Nullable String text1, @Nullable String text2, @Nullable String text3) {
    return ClientRows.of(
            "PROCEDURE_CAT",
            "PROCEDURE_SCHEM",
            "PROCEDURE_NAME",
            "RESERVED1",
            "RESERVED2",
            "RESERVED3",
            "REMARKS",
            "PROCEDURE_TYPE:short",
            "SPECIFIC_NAME")
        .build();
  }

  @Override
  public ResultSet getProcedureColumns(
      @Nullable String text1,
      @Nullable String text2,
      @Nullable String text3,
      @Nullable String text4) {
    return ClientRows.of(
            "PROCEDURE_CAT",
            "PROCEDURE_SCHEM",
            "PROCEDURE_NAME",
            "COLUMN_NAME",
            "COLUMN_TYPE:short",
            "DATA_TYPE:int",
            "TYPE_NAME",
            "PRECISION:int",
            "LENGTH:int",
            "SCALE:short",
            "RADIX:short",
            "NULLABLE:short",
            "REMARKS",
            "COLUMN_DEF",
            "SQL_DATA_TYPE:int",
            "SQL_DATETIME_SUB:int",
            "CHAR_OCTET_LENGTH:int",
            "ORDINAL_POSITION:int",
            "IS_NULLABLE",
            "SPECIFIC_NAME")
        .build();
  }

  @Override
  public ResultSet getColumnPrivileges(
      @Nullable String text1,
      @Nullable String text2,
      @Nullable String text3,
      @Nullable String text4) {
    return ClientRows.of(
            "TABLE_CAT",
            "TABLE_SCHEM",
            "TABLE_NAME",
            "COLUMN_NAME",
            "GRANTOR",
            "GRANTEE",
            "PRIVILEGE",
            "IS_GRANTABLE")
        .build();
  }

  @Override
  public ResultSet getTablePrivileges(
      @Nullable String text1, @Nullable String text2, @Nullable String text3) {
    return ClientRows.of(
            "TABLE_CAT",
            "TABLE_SCHEM",
            "TABLE_NAME",
            "GRANTOR",
            "GRANTEE",
            "PRIVILEGE",
            "IS_GRANTABLE")
        .build();
  }

  @Override
  public ResultSet getVersionColumns(
      @Nullable String text1, @Nullable String text2, @Nullable String text3) {
    return ClientRows.of(
            "SCOPE:short",
            "COLUMN_NAME",
            "DATA_TYPE:int",
            "TYPE_NAME",
            "COLUMN_SIZE:int",
            "BUFFER_LENGTH:int",
            "DECIMAL_DIGITS:short",
            "PSEUDO_COLUMN:short")
        .build();
  }

  @Override
  public ResultSet getImportedKeys(
      @Nullable String text1, @Nullable String text2, @Nullable String text3) {
    return ClientRows.of(
            "PKTABLE_CAT",
            "PKTABLE_SCHEM",
            "PKTABLE_NAME",
            "PKCOLUMN_NAME",
            "FKTABLE_CAT",
            "FKTABLE_SCHEM",
            "FKTABLE_NAME",
            "FKCOLUMN_NAME",
            "KEY_SEQ:short",
            "UPDATE_RULE:short",
            "DELETE_RULE:short",
            "FK_NAME",
            "PK_NAME",
            "DEFERRABILITY:short")
        .build();
  }

  @Override
  public ResultSet getExportedKeys(
      @Nullable String text1, @Nullable String text2, @Nullable String text3) {
    return ClientRows.of(
            "PKTABLE_CAT",
            "PKTABLE_SCHEM",
            "PKTABLE_NAME",
            "PKCOLUMN_NAME",
            "FKTABLE_CAT",
            "FKTABLE_SCHEM",
            "FKTABLE_NAME",
            "FKCOLUMN_NAME",
            "KEY_SEQ:short",
            "UPDATE_RULE:short",
            "DELETE_RULE:short",
            "FK_NAME",
            "PK_NAME",
            "DEFERRABILITY:short")
        .build();
  }

  @Override
  public ResultSet getCrossReference(
      @Nullable String text1,
      @Nullable String text2,
      @Nullable String text3,
      @Nullable String text4,
      @Nullable String text5,
      @Nullable String text6) {
    return ClientRows.of(
            "PKTABLE_CAT",
            "PKTABLE_SCHEM",
            "PKTABLE_NAME",
            "PKCOLUMN_NAME",
            "FKTABLE_CAT",
            "FKTABLE_SCHEM",
            "FKTABLE_NAME",
            "FKCOLUMN_NAME",
            "KEY_SEQ:short",
            "UPDATE_RULE:short",
            "DELETE_RULE:short",
            "FK_NAME",
            "PK_NAME",
            "DEFERRABILITY:short")
        .build();
  }

  @Override
  public ResultSet getUDTs(
      @Nullable String text1,
      @Nullable String text2,
      @Nullable String text3,
      int @Nullable [] numbers4) {
    return ClientRows.of(
            "TYPE_CAT",
            "TYPE_SCHEM",
            "TYPE_NAME",
            "CLASS_NAME",
            "DATA_TYPE:int",
            "REMARKS",
            "BASE_TYPE:short")
        .build();
  }

  @Override
  public ResultSet getSuperTypes(
      @Nullable String text1, @Nullable String text2, @Nullable String text3) {
    return ClientRows.of(
            "TYPE_CAT",
            "TYPE_SCHEM",
            "TYPE_NAME",
            "SUPERTYPE_CAT",
            "SUPERTYPE_SCHEM",
            "SUPERTYPE_NAME")
        .build();
  }

  @Override
  public ResultSet getSuperTables(
      @Nullable String text1, @Nullable String text2, @Nullable String text3) {
    return ClientRows.of("TABLE_CAT", "TABLE_SCHEM", "TABLE_NAME", "SUPERTABLE_NAME").build();
  }

  @Override
  public ResultSet getAttributes(
      @Nullable String text1,
      @Nullable String text2,
      @Nullable String text3,
      @Nullable String text4) {
    return ClientRows.of(
            "TYPE_CAT",
            "TYPE_SCHEM",
            "TYPE_NAME",
            "ATTR_NAME",
            "DATA_TYPE:int",
            "ATTR_TYPE_NAME",
            "ATTR_SIZE:int",
            "DECIMAL_DIGITS:int",
            "NUM_PREC_RADIX:int",
            "NULLABLE:int",
            "REMARKS",
            "ATTR_DEF",
            "SQL_DATA_TYPE:int",
            "SQL_DATETIME_SUB:int",
            "CHAR_OCTET_LENGTH:int",
            "ORDINAL_POSITION:int",
            "IS_NULLABLE",
            "SCOPE_CATALOG",
            "SCOPE_SCHEMA",
            "SCOPE_TABLE",
            "SOURCE_DATA_TYPE:short")
        .build();
  }

  @Override
  public ResultSet getFunctionColumns(
      @Nullable String text1,
      @Nullable String text2,
      @Nullable String text3,
      @Nullable String text4) {
    return ClientRows.of(
            "FUNCTION_CAT",
            "FUNCTION_SCHEM",
            "FUNCTION_NAME",
            "COLUMN_NAME",
            "COLUMN_TYPE:short",
            "DATA_TYPE:int",
            "TYPE_NAME",
            "PRECISION:int",
            "LENGTH:int",
            "SCALE:short",
            "RADIX:short",
            "NULLABLE:short",
            "REMARKS",
            "CHAR_OCTET_LENGTH:int",
            "ORDINAL_POSITION:int",
            "IS_NULLABLE",
            "SPECIFIC_NAME")
        .build();
  }

  @Override
  public ResultSet getPseudoColumns(
      @Nullable String text1,
      @Nullable String text2,
      @Nullable String text3,
      @Nullable String text4) {
    return ClientRows.of(
            "TABLE_CAT",
            "TABLE_SCHEM",
            "TABLE_NAME",
            "COLUMN_NAME",
            "DATA_TYPE:int",
            "COLUMN_SIZE:int",
            "DECIMAL_DIGITS:int",
            "NUM_PREC_RADIX:int",
            "COLUMN_USAGE",
            "REMARKS",
            "CHAR_OCTET_LENGTH:int",
            "IS_NULLABLE")
        .build();
  }
}
