package dev.aft.flyway;

import org.flywaydb.core.api.configuration.Configuration;
import org.flywaydb.core.internal.database.base.Database;
import org.flywaydb.core.internal.database.base.Table;
import org.flywaydb.core.internal.jdbc.JdbcConnectionFactory;
import org.flywaydb.core.internal.jdbc.StatementInterceptor;

/** The statements on the schema history. */
final class AftDatabase extends Database<AftConnection> {
  AftDatabase(
      Configuration configuration,
      JdbcConnectionFactory connections,
      StatementInterceptor interceptor) {
    super(configuration, connections, interceptor);
  }

  @Override
  protected AftConnection doGetConnection(java.sql.Connection connection) {
    return new AftConnection(this, connection);
  }

  @Override
  public void ensureSupported(Configuration configuration) {
    // There is one dialect so far.
  }

  @Override
  public boolean supportsDdlTransactions() {
    return true;
  }

  /** A migration and its row in the history commit together, so they need one connection. */
  @Override
  public boolean useSingleConnection() {
    return true;
  }

  @Override
  public String getBooleanTrue() {
    return "TRUE";
  }

  @Override
  public String getBooleanFalse() {
    return "FALSE";
  }

  @Override
  public boolean catalogIsSchema() {
    return false;
  }

  /** The row of the lock is there from the start, so that nobody ever has to create it. */
  @SuppressWarnings("rawtypes") // the signature is that of Flyway
  @Override
  public String getRawCreateScript(Table table, boolean baseline) {
    return "CREATE TABLE "
        + table
        + " (\"installed_rank\" INTEGER PRIMARY KEY, \"version\" VARCHAR(50),"
        + " \"description\" VARCHAR(200) NOT NULL, \"type\" VARCHAR(20) NOT NULL,"
        + " \"script\" VARCHAR(1000) NOT NULL, \"checksum\" INTEGER,"
        + " \"installed_by\" VARCHAR(100) NOT NULL,"
        + " \"installed_on\" TIMESTAMP NOT NULL DEFAULT localtimestamp,"
        + " \"execution_time\" INTEGER NOT NULL, \"success\" BOOLEAN NOT NULL);\n"
        + MigrationLock.createStatement(table)
        + ";\n"
        + (baseline ? getBaselineStatement(table) + ";\n" : "");
  }

  /** What makes a migration happen once: of two rows with one rank only one is committed. */
  @SuppressWarnings("rawtypes") // the signature is that of Flyway
  @Override
  public String getInsertStatement(Table table) {
    return super.getInsertStatement(table) + " FOR UPDATE";
  }
}
