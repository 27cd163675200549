package dev.aft.engine.execute;

import dev.aft.engine.EngineEnvironment;
import dev.aft.engine.sql.SqlEngine;
import dev.aft.engine.sql.SqlSettings;
import dev.aft.engine.user.Passwords;
import dev.aft.engine.user.UserDirectory;

/** Opens SQL engines. */
public final class SqlEngines {
  private SqlEngines() {}

  /**
   * An engine with its own caches; it works in whatever transactions it is given, and makes no
   * users.
   */
  public static SqlEngine open(SqlSettings settings, EngineEnvironment environment) {
    return new TransactionalSqlEngine(settings, environment, null, null);
  }

  /**
   * An engine that can make users.
   *
   * @param directory what commits that change users are told to before they are acknowledged
   */
  public static SqlEngine open(
      SqlSettings settings,
      EngineEnvironment environment,
      Passwords passwords,
      UserDirectory directory) {
    return new TransactionalSqlEngine(settings, environment, passwords, directory);
  }
}
