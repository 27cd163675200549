package dev.aft.session;

import dev.aft.engine.EngineException;
import dev.aft.engine.ErrorCode;
import dev.aft.grammar.ParsedStatement;
import dev.aft.grammar.Statement;
import dev.aft.protocol.BackendMessage;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * The simple protocol: all statements of one text, in one implicit transaction unless they begin
 * and end their own; the first error ends it all.
 */
final class SimpleQuery {
  private static final @Nullable Object[] NO_PARAMETERS = {};

  private final SessionState session;
  private final StatementPreparer preparer;
  private final StatementRunner runner;
  private final ImplicitCommit implicitCommit;

  SimpleQuery(
      SessionState session,
      StatementPreparer preparer,
      StatementRunner runner,
      ImplicitCommit implicitCommit) {
    this.session = session;
    this.preparer = preparer;
    this.runner = runner;
    this.implicitCommit = implicitCommit;
  }

  CompletableFuture<@Nullable Void> run(String sql) {
    session.setSource(new ErrorReports.Source(sql, 0));
    session.portals().closeStatement("");
    session.portals().closePortal("");
    return Async.then(
        session.parser().parse(sql), session.executor(), parsed -> runAll(sql, parsed));
  }

  private CompletableFuture<@Nullable Void> runAll(String sql, List<ParsedStatement> parsed) {
    List<ParsedStatement> statements =
        parsed.stream().filter(one -> !(one.statement() instanceof Statement.Empty)).toList();
    if (statements.isEmpty()) {
      session.send(new BackendMessage.EmptyQueryResponse());
      return implicitCommit.commit();
    }
    return runFrom(sql, statements, 0);
  }

  /** A loop where nothing is waited for, so that long scripts do not pile up calls. */
  private CompletableFuture<@Nullable Void> runFrom(
      String sql, List<ParsedStatement> statements, int first) {
    for (int i = first; i < statements.size(); i++) {
      int next = i + 1;
      ParsedStatement parsed = statements.get(i);
      session.setSource(new ErrorReports.Source(sql, parsed.startOffset()));
      CompletableFuture<@Nullable Void> done = runOne(parsed, next == statements.size());
      if (!done.isDone()) {
        return done.thenComposeAsync(nothing -> runFrom(sql, statements, next), session.executor());
      }
      done.join();
    }
    return Async.DONE;
  }

  private CompletableFuture<@Nullable Void> runOne(ParsedStatement parsed, boolean last) {
    if (parsed.parameterCount() > 0) {
      throw EngineException.builder(
              ErrorCode.UNDEFINED_PARAMETER, "there is no parameter $" + parsed.parameterCount())
          .hint("Use the extended protocol (a prepared statement) for parameters.")
          .build();
    }
    return Async.then(
        preparer.prepare(parsed, List.of()),
        session.executor(),
        statement ->
            Async.then(
                runner.run(statement, NO_PARAMETERS),
                session.executor(),
                outcome -> answer(statement, outcome, last)));
  }

  private CompletableFuture<@Nullable Void> answer(
      RunnableStatement statement, RunnableStatement.Outcome outcome, boolean last) {
    if (outcome.rows() == null) {
      return complete(outcome, 0, last);
    }
    session.send(WireTypes.describe(statement.columns(), List.of(), session.reportsColumns()));
    RowStream rows =
        new RowStream(
            session,
            outcome.rows(),
            new RowEncoder(session.rowBuilder(), statement.columns(), List.of()));
    return Async.then(
        rows.send(0), session.executor(), nothing -> complete(outcome, rows.sent(), last));
  }

  /** The last tag is a promise: it goes out when the implicit transaction is committed. */
  private CompletableFuture<@Nullable Void> complete(
      RunnableStatement.Outcome outcome, long rows, boolean last) {
    if (!last) {
      session.send(StatementRunner.complete(outcome, rows));
      return Async.DONE;
    }
    return Async.then(
        implicitCommit.commit(),
        session.executor(),
        nothing -> {
          session.send(StatementRunner.complete(outcome, rows));
          return Async.DONE;
        });
  }
}
