package dev.aft.liquibase;

import liquibase.changelog.StandardChangeLogHistoryService;
import liquibase.database.Database;
import liquibase.exception.DatabaseException;

/**
 * DATABASECHANGELOG. Liquibase creates it before it takes the lock, so two updaters may do so at
 * once; the slower one finds the table of the other. A service of Liquibase.
 */
public final class AftChangeLogHistoryService extends StandardChangeLogHistoryService {
  @Override
  public int getPriority() {
    return PRIORITY_DATABASE;
  }

  @Override
  public boolean supports(Database candidate) {
    return candidate instanceof AftDatabase;
  }

  @Override
  public void init() throws DatabaseException {
    Conflicts.againAfter(
        getDatabase(),
        () -> {
          try {
            super.init();
          } catch (DatabaseException e) {
            reset();
            throw e;
          }
        });
  }
}
