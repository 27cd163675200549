package dev.aft.liquibase;

import java.sql.SQLException;
import liquibase.database.Database;
import liquibase.exception.DatabaseException;

/** What to do when another updater was faster: begin again, and find what it has made. */
final class Conflicts {
  private static final String CONFLICT = "40001";
  private static final String TABLE_EXISTS = "42P07";
  private static final int ATTEMPTS = 10;

  private Conflicts() {}

  /** Work that begins with reading what there is. */
  interface Work {
    void run() throws DatabaseException;
  }

  static void againAfter(Database database, Work work) throws DatabaseException {
    for (int attempt = 1; ; attempt++) {
      try {
        work.run();
        return;
      } catch (DatabaseException e) {
        database.rollback();
        if (attempt == ATTEMPTS || !isConflict(e)) {
          throw e;
        }
      }
    }
  }

  static boolean isConflict(Throwable error) {
    for (Throwable cause = error; cause != null; cause = cause.getCause()) {
      if (cause instanceof SQLException sql
          && (CONFLICT.equals(sql.getSQLState()) || TABLE_EXISTS.equals(sql.getSQLState()))) {
        return true;
      }
    }
    return false;
  }
}
