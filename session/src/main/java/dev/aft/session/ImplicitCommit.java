package dev.aft.session;

import dev.aft.engine.EngineException;
import dev.aft.engine.ErrorCode;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/**
 * Commits what ran outside a transaction block. A definition that ran alone and met another one is
 * run again a few times: nothing of it has been seen, and every client would do just that.
 */
final class ImplicitCommit {
  private static final int MAX_ATTEMPTS = 5;

  private final SessionState session;
  private int statements;
  private @Nullable RunnableStatement lone;
  private @Nullable Object[] parameters = {};

  ImplicitCommit(SessionState session) {
    this.session = session;
  }

  /** A statement runs in the implicit transaction. */
  void note(RunnableStatement statement, @Nullable Object[] statementParameters) {
    statements++;
    lone = statements == 1 && statement.isDefinition() ? statement : null;
    parameters = statementParameters;
  }

  void forget() {
    statements = 0;
    lone = null;
  }

  /** Commits the implicit transaction, if there is one. */
  CompletableFuture<@Nullable Void> commit() {
    if (!session.block().isImplicit()) {
      forget();
      return Async.DONE;
    }
    RunnableStatement again = lone;
    forget();
    return again == null ? session.block().commit() : commit(again, 1);
  }

  private CompletableFuture<@Nullable Void> commit(RunnableStatement definition, int attempt) {
    CompletableFuture<@Nullable Void> committed;
    try {
      committed = session.block().commit();
    } catch (EngineException | CompletionException e) {
      committed = CompletableFuture.failedFuture(e);
    }
    return committed.exceptionallyComposeAsync(
        failure -> {
          if (attempt == MAX_ATTEMPTS || !mustRetry(failure)) {
            return CompletableFuture.failedFuture(failure);
          }
          return Async.then(
                  session.block().ensure(),
                  session.executor(),
                  nothing -> definition.run(parameters))
              .thenComposeAsync(outcome -> commit(definition, attempt + 1), session.executor());
        },
        session.executor());
  }

  private static boolean mustRetry(Throwable failure) {
    return Async.unwrap(failure) instanceof EngineException e && e.code() == ErrorCode.MUST_RETRY;
  }
}
