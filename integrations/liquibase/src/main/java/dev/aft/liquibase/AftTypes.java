package dev.aft.liquibase;

import liquibase.database.Database;
import liquibase.datatype.DataTypeInfo;
import liquibase.datatype.DatabaseDataType;
import liquibase.datatype.LiquibaseDataType;
import liquibase.datatype.core.NCharType;
import liquibase.datatype.core.NVarcharType;
import liquibase.datatype.core.NumberType;
import liquibase.datatype.core.TinyIntType;
import liquibase.datatype.core.UUIDType;

/** Types that change logs may name and that have another name in AFT. Services of Liquibase. */
public final class AftTypes {
  private AftTypes() {}

  /** UUID, which others keep as text. */
  @DataTypeInfo(
      name = "uuid",
      aliases = {"uniqueidentifier", "java.util.UUID"},
      minParameters = 0,
      maxParameters = 0,
      priority = LiquibaseDataType.PRIORITY_DATABASE)
  public static final class Uuid extends UUIDType {
    @Override
    public boolean supports(Database database) {
      return database instanceof AftDatabase;
    }

    @Override
    public DatabaseDataType toDatabaseDataType(Database database) {
      return new DatabaseDataType("UUID");
    }
  }

  /** There is no smaller number than SMALLINT. */
  @DataTypeInfo(
      name = "tinyint",
      aliases = {"java.sql.Types.TINYINT"},
      minParameters = 0,
      maxParameters = 1,
      priority = LiquibaseDataType.PRIORITY_DATABASE)
  public static final class TinyInt extends TinyIntType {
    @Override
    public boolean supports(Database database) {
      return database instanceof AftDatabase;
    }

    @Override
    public DatabaseDataType toDatabaseDataType(Database database) {
      return new DatabaseDataType("SMALLINT");
    }
  }

  /** All text is Unicode. */
  @DataTypeInfo(
      name = "nvarchar",
      aliases = {"java.sql.Types.NVARCHAR", "nvarchar2", "national"},
      minParameters = 0,
      maxParameters = 1,
      priority = LiquibaseDataType.PRIORITY_DATABASE)
  public static final class NVarchar extends NVarcharType {
    @Override
    public boolean supports(Database database) {
      return database instanceof AftDatabase;
    }

    @Override
    public DatabaseDataType toDatabaseDataType(Database database) {
      return new DatabaseDataType("VARCHAR", getParameters());
    }
  }

  /** All text is Unicode. */
  @DataTypeInfo(
      name = "nchar",
      aliases = {"java.sql.Types.NCHAR", "nchar2"},
      minParameters = 0,
      maxParameters = 1,
      priority = LiquibaseDataType.PRIORITY_DATABASE)
  public static final class NChar extends NCharType {
    @Override
    public boolean supports(Database database) {
      return database instanceof AftDatabase;
    }

    @Override
    public DatabaseDataType toDatabaseDataType(Database database) {
      return new DatabaseDataType("CHAR", getParameters());
    }
  }

  /** Oracle's name of DECIMAL. */
  @DataTypeInfo(
      name = "number",
      aliases = {"numeric", "java.sql.Types.NUMERIC"},
      minParameters = 0,
      maxParameters = 2,
      priority = LiquibaseDataType.PRIORITY_DATABASE)
  public static final class Numeric extends NumberType {
    @Override
    public boolean supports(Database database) {
      return database instanceof AftDatabase;
    }

    @Override
    public DatabaseDataType toDatabaseDataType(Database database) {
      return new DatabaseDataType("NUMERIC", getParameters());
    }
  }
}
