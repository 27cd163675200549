package dev.aft.session;

import dev.aft.engine.type.SqlType;
import dev.aft.grammar.ParsedStatement;
import dev.aft.grammar.Statement;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Decides whose a statement is, the session's or the engine's, and makes it runnable. */
final class StatementPreparer {
  private final SessionState session;
  private final ControlStatements controls;

  StatementPreparer(SessionState session) {
    this.session = session;
    this.controls = new ControlStatements(session);
  }

  CompletableFuture<RunnableStatement> prepare(
      ParsedStatement parsed, List<SqlType> parameterTypes) {
    session.checkCancelled();
    RunnableStatement control = controls.find(parsed, parameterTypes);
    if (control != null) {
      session.requireNotFailed(control);
      return CompletableFuture.completedFuture(control);
    }
    if (session.block().isFailed()) {
      throw SessionState.inFailedTransaction();
    }
    if (parsed.statement() instanceof Statement.DeclareCursor declaration) {
      return prepareCursor(declaration, parsed, parameterTypes);
    }
    return Async.then(
        prepareForEngine(parsed, parameterTypes),
        session.executor(),
        CompletableFuture::completedFuture);
  }

  private CompletableFuture<RunnableStatement> prepareCursor(
      Statement.DeclareCursor declaration, ParsedStatement parsed, List<SqlType> parameterTypes) {
    CursorDeclaration.requireSupported(declaration);
    // The plan is kept under the whole text, which is nobody else's.
    ParsedStatement query =
        new ParsedStatement(
            declaration.query(), parsed.text(), parsed.startOffset(), parsed.parameterCount());
    return Async.then(
        prepareForEngine(query, parameterTypes),
        session.executor(),
        prepared ->
            CompletableFuture.completedFuture(
                new CursorDeclaration(session, declaration, prepared)));
  }

  private CompletableFuture<EngineStatement> prepareForEngine(
      ParsedStatement parsed, List<SqlType> parameterTypes) {
    return Async.then(
        Async.then(
            session.block().ensure(),
            session.executor(),
            nothing ->
                session
                    .engine()
                    .prepare(parsed, parameterTypes, session.block().current(), session)),
        session.executor(),
        prepared ->
            CompletableFuture.completedFuture(
                new EngineStatement(session, prepared, parsed.statement())));
  }
}
