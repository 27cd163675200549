package dev.aft.engine.execute;

import dev.aft.engine.EngineEnvironment;
import dev.aft.engine.catalog.Catalog;
import dev.aft.engine.expression.EvaluationContext;
import dev.aft.engine.sql.SessionContext;
import dev.aft.engine.sql.SqlSettings;
import dev.aft.engine.transaction.Transaction;

/** One run of one statement. Used by one thread at a time. */
record Execution(
    Transaction transaction, SessionContext session, EvaluationContext evaluation, Shared shared) {
  /** What all runs share. */
  record Shared(SqlSettings settings, EngineEnvironment environment, Catalog catalog) {}

  SqlSettings settings() {
    return shared.settings();
  }
}
