package dev.aft.session;

import dev.aft.protocol.BackendMessage;
import dev.aft.protocol.CommandTag;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Runs a statement and sends its answer, but for the description of the columns. */
final class StatementRunner {
  private final SessionState session;
  private final ImplicitCommit implicitCommit;

  StatementRunner(SessionState session, ImplicitCommit implicitCommit) {
    this.session = session;
    this.implicitCommit = implicitCommit;
  }

  CompletableFuture<RunnableStatement.Outcome> run(
      RunnableStatement statement, @Nullable Object[] parameters) {
    session.requireNotFailed(statement);
    session.checkCancelled();
    if (!statement.endsFailure()) {
      session.block().requireHeld();
    }
    session.counters().statements.increment();
    if (!statement.needsTransaction()) {
      return statement.run(parameters);
    }
    return Async.then(
        session.block().ensure(), session.executor(), nothing -> start(statement, parameters));
  }

  private CompletableFuture<RunnableStatement.Outcome> start(
      RunnableStatement statement, @Nullable Object[] parameters) {
    if (statement instanceof EngineStatement) {
      session.block().current();
      session.block().use();
      implicitCommit.note(statement, parameters);
    }
    return statement.run(parameters);
  }

  /** The tag of a statement that has sent {@code rows} rows. */
  static BackendMessage complete(RunnableStatement.Outcome outcome, long rows) {
    return new BackendMessage.CommandComplete(
        outcome.countsRows() ? CommandTag.of(outcome.tag(), rows) : outcome.tag());
  }
}
