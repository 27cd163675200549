package dev.aft.liquibase;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.util.List;
import liquibase.database.Database;
import liquibase.database.jvm.JdbcConnection;
import liquibase.exception.DatabaseException;
import liquibase.executor.jvm.JdbcExecutor;
import liquibase.sql.visitor.SqlVisitor;
import liquibase.statement.SqlStatement;

/**
 * Counts behind a savepoint. Liquibase finds out whether its tables exist by counting their rows,
 * and goes on in the same transaction when that fails. A service of Liquibase.
 */
public final class AftExecutor extends JdbcExecutor {
  @Override
  public int getPriority() {
    return PRIORITY_DATABASE;
  }

  @Override
  public boolean supports(Database candidate) {
    return candidate instanceof AftDatabase;
  }

  @Override
  public int queryForInt(SqlStatement sql, List<SqlVisitor> visitors) throws DatabaseException {
    Connection connection = ((JdbcConnection) database.getConnection()).getUnderlyingConnection();
    try {
      Savepoint before = connection.getAutoCommit() ? null : connection.setSavepoint();
      try {
        int result = super.queryForInt(sql, visitors);
        if (before != null) {
          connection.releaseSavepoint(before);
        }
        return result;
      } catch (DatabaseException e) {
        if (before != null) {
          connection.rollback(before);
        }
        throw e;
      }
    } catch (SQLException e) {
      throw new DatabaseException(e);
    }
  }
}
