package dev.aft.engine.execute;

import dev.aft.engine.EngineEnvironment;
import dev.aft.engine.sql.SqlEngine;
import dev.aft.engine.sql.SqlSettings;

/** Opens SQL engines. */
public final class SqlEngines {
  private SqlEngines() {}

  /** An engine with its own caches; it works in whatever transactions it is given. */
  public static SqlEngine open(SqlSettings settings, EngineEnvironment environment) {
    return new TransactionalSqlEngine(settings, environment);
  }
}
