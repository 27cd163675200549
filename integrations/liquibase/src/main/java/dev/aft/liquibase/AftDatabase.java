package dev.aft.liquibase;

import java.math.BigInteger;
import java.sql.SQLException;
import liquibase.CatalogAndSchema;
import liquibase.database.AbstractJdbcDatabase;
import liquibase.database.DatabaseConnection;
import liquibase.database.jvm.JdbcConnection;
import liquibase.exception.DatabaseException;
import liquibase.exception.UnexpectedLiquibaseException;
import liquibase.structure.DatabaseObject;
import liquibase.structure.core.ForeignKey;
import liquibase.structure.core.Index;
import liquibase.structure.core.Sequence;
import liquibase.structure.core.StoredProcedure;
import liquibase.structure.core.UniqueConstraint;
import liquibase.structure.core.View;
import org.jspecify.annotations.Nullable;

/** How Liquibase recognizes AFT, and what AFT has. A service of Liquibase. */
public final class AftDatabase extends AbstractJdbcDatabase {
  private static final String NAME = "AFT";
  private static final int PORT = 7654;

  /** Called by Liquibase. */
  public AftDatabase() {
    this.unquotedObjectsAreUppercased = false;
    setCurrentDateTimeFunction("LOCALTIMESTAMP");
  }

  @Override
  public boolean isCorrectDatabaseImplementation(DatabaseConnection connection)
      throws DatabaseException {
    return NAME.equals(connection.getDatabaseProductName());
  }

  @Override
  public @Nullable String getDefaultDriver(String url) {
    return url.startsWith("jdbc:aft:") ? "dev.aft.driver.AftDriver" : null;
  }

  @Override
  public String getShortName() {
    return "aft";
  }

  @Override
  protected String getDefaultDatabaseProductName() {
    return NAME;
  }

  @Override
  public Integer getDefaultPort() {
    return PORT;
  }

  @Override
  public int getPriority() {
    return PRIORITY_DATABASE;
  }

  @Override
  protected @Nullable String getConnectionSchemaName() {
    DatabaseConnection connection = getConnection();
    if (!(connection instanceof JdbcConnection jdbc)) {
      return null;
    }
    try {
      return jdbc.getUnderlyingConnection().getSchema();
    } catch (SQLException e) {
      throw new UnexpectedLiquibaseException("the schema of the connection is not known", e);
    }
  }

  @Override
  public CatalogAndSchema.CatalogAndSchemaCase getSchemaAndCatalogCase() {
    return CatalogAndSchema.CatalogAndSchemaCase.LOWER_CASE;
  }

  @Override
  public String getSystemSchema() {
    return "information_schema";
  }

  /** It is there from the start, and nobody can drop it. */
  @Override
  public boolean isSystemObject(DatabaseObject example) {
    return super.isSystemObject(example)
        || (example instanceof liquibase.structure.core.Table && "kv".equals(example.getName()));
  }

  @Override
  public boolean supports(Class<? extends DatabaseObject> type) {
    return !Sequence.class.isAssignableFrom(type)
        && !View.class.isAssignableFrom(type)
        && !ForeignKey.class.isAssignableFrom(type)
        && !UniqueConstraint.class.isAssignableFrom(type)
        && !Index.class.isAssignableFrom(type)
        && !StoredProcedure.class.isAssignableFrom(type)
        && super.supports(type);
  }

  // ---------------------------------------------------------------- What there is, and is not

  @Override
  public boolean supportsDDLInTransaction() {
    return true;
  }

  @Override
  public boolean supportsTablespaces() {
    return false;
  }

  @Override
  public boolean supportsInitiallyDeferrableColumns() {
    return false;
  }

  @Override
  public boolean supportsAutoIncrement() {
    return false;
  }

  @Override
  protected boolean generateAutoIncrementStartWith(@Nullable BigInteger startWith) {
    return false;
  }

  @Override
  public boolean supportsNotNullConstraintNames() {
    return false;
  }

  @Override
  public boolean supportsDropTableCascadeConstraints() {
    return false;
  }
}
