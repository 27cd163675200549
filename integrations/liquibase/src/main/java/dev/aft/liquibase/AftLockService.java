package dev.aft.liquibase;

import java.util.List;
import java.util.Map;
import liquibase.Scope;
import liquibase.database.Database;
import liquibase.database.ObjectQuotingStrategy;
import liquibase.exception.DatabaseException;
import liquibase.exception.LockException;
import liquibase.executor.Executor;
import liquibase.executor.ExecutorService;
import liquibase.executor.LoggingExecutor;
import liquibase.lockservice.StandardLockService;
import liquibase.statement.SqlStatement;
import liquibase.statement.core.CreateDatabaseChangeLogLockTableStatement;
import liquibase.statement.core.LockDatabaseChangeLogStatement;
import liquibase.statement.core.RawParameterizedSqlStatement;

/**
 * DATABASECHANGELOGLOCK under read atomic isolation. Two updaters that both read {@code LOCKED =
 * FALSE} would both count one changed row and both commit, so the row is read FOR UPDATE: the
 * second commit is refused with 40001, which means that the other one has the lock. And the table
 * comes to be together with its row, in one transaction, which only one of two can commit: a late
 * first row would overwrite a lock that is held. A service of Liquibase.
 */
public final class AftLockService extends StandardLockService {
  @Override
  public int getPriority() {
    return PRIORITY_DATABASE;
  }

  @Override
  public boolean supports(Database candidate) {
    return candidate instanceof AftDatabase;
  }

  private Executor executor() {
    return Scope.getCurrentScope()
        .getSingleton(ExecutorService.class)
        .getExecutor("jdbc", database);
  }

  private String table() {
    ObjectQuotingStrategy before = database.getObjectQuotingStrategy();
    database.setObjectQuotingStrategy(ObjectQuotingStrategy.LEGACY);
    try {
      return database.escapeTableName(
          database.getLiquibaseCatalogName(),
          database.getLiquibaseSchemaName(),
          database.getDatabaseChangeLogLockTableName());
    } finally {
      database.setObjectQuotingStrategy(before);
    }
  }

  @Override
  public void init() throws DatabaseException {
    if (executor() instanceof LoggingExecutor) {
      super.init();
      return;
    }
    Conflicts.againAfter(database, this::create);
  }

  private void create() throws DatabaseException {
    boolean exists = isDatabaseChangeLogLockTableCreated(true);
    if (!exists) {
      executor().execute(new CreateDatabaseChangeLogLockTableStatement());
    }
    if (!exists || row("").isEmpty()) {
      executor()
          .execute(raw("INSERT INTO " + table() + " (ID, LOCKED) VALUES (1, FALSE) FOR UPDATE"));
    }
    database.commit();
    hasDatabaseChangeLogLockTable = true;
    isDatabaseChangeLogLockTableInitialized = true;
  }

  private List<Map<String, ?>> row(String tail) throws DatabaseException {
    return executor().queryForList(raw("SELECT LOCKED FROM " + table() + " WHERE ID = 1" + tail));
  }

  private static SqlStatement raw(String sql) {
    return new RawParameterizedSqlStatement(sql);
  }

  @Override
  public boolean acquireLock() throws LockException {
    if (hasChangeLogLock) {
      return true;
    }
    quotingStrategy = database.getObjectQuotingStrategy();
    try {
      database.rollback();
      init();
      hasChangeLogLock = take();
    } catch (DatabaseException e) {
      if (!Conflicts.isConflict(e)) {
        throw new LockException(e);
      }
    } finally {
      rollBack();
    }
    if (hasChangeLogLock) {
      Scope.getCurrentScope().getLog(getClass()).info("Took the change log lock");
      Scope.getCurrentScope()
          .getSingleton(liquibase.changelog.ChangeLogHistoryServiceFactory.class)
          .resetAll();
      database.setCanCacheLiquibaseTableInfo(true);
    }
    return hasChangeLogLock;
  }

  private boolean take() throws DatabaseException {
    for (Map<String, ?> row : row(" FOR UPDATE")) {
      if (Boolean.FALSE.equals(row.get("LOCKED"))
          && executor().update(new LockDatabaseChangeLogStatement()) == 1) {
        database.commit();
        return true;
      }
    }
    return false;
  }

  private void rollBack() {
    try {
      database.rollback();
    } catch (DatabaseException e) {
      Scope.getCurrentScope().getLog(getClass()).warning("Could not roll back", e);
    }
  }
}
