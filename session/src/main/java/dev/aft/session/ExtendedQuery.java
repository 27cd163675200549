package dev.aft.session;

import dev.aft.engine.EngineException;
import dev.aft.engine.ErrorCode;
import dev.aft.grammar.ParsedStatement;
import dev.aft.grammar.Statement;
import dev.aft.protocol.BackendMessage;
import dev.aft.protocol.FrontendMessage;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** The extended protocol: Parse, Bind, Describe, Execute and Close. Sync is the session's. */
final class ExtendedQuery {
  private static final BackendMessage PARSE_COMPLETE = new BackendMessage.ParseComplete();
  private static final BackendMessage BIND_COMPLETE = new BackendMessage.BindComplete();
  private static final BackendMessage CLOSE_COMPLETE = new BackendMessage.CloseComplete();

  private final SessionState session;
  private final StatementPreparer preparer;
  private final StatementRunner runner;

  ExtendedQuery(SessionState session, StatementPreparer preparer, StatementRunner runner) {
    this.session = session;
    this.preparer = preparer;
    this.runner = runner;
  }

  CompletableFuture<@Nullable Void> parse(FrontendMessage.Parse parse) {
    session.setSource(new ErrorReports.Source(parse.sql(), 0));
    session.portals().requireNewStatement(parse.statement());
    return Async.then(
        session.parser().parse(parse.sql()),
        session.executor(),
        statements -> prepare(parse, single(parse.sql(), statements)));
  }

  private CompletableFuture<@Nullable Void> prepare(
      FrontendMessage.Parse parse, ParsedStatement parsed) {
    ErrorReports.Source source = new ErrorReports.Source(parse.sql(), parsed.startOffset());
    session.setSource(source);
    DeclaredTypes declared =
        parse.parameterTypes().isEmpty()
            ? DeclaredTypes.NONE
            : new DeclaredTypes(parse.parameterTypes());
    return Async.then(
        preparer.prepare(parsed, declared.sqlTypes()),
        session.executor(),
        statement -> {
          session
              .portals()
              .addStatement(parse.statement(), new ServerStatement(statement, declared, source));
          session.send(PARSE_COMPLETE);
          return Async.DONE;
        });
  }

  private static ParsedStatement single(String sql, List<ParsedStatement> statements) {
    if (statements.size() > 1) {
      throw new EngineException(
          ErrorCode.SYNTAX, "cannot insert multiple commands into a prepared statement");
    }
    return statements.isEmpty()
        ? new ParsedStatement(new Statement.Empty(), sql, 0, 0)
        : statements.get(0);
  }

  CompletableFuture<@Nullable Void> bind(FrontendMessage.Bind bind) {
    ServerStatement statement = session.portals().statement(bind.statement());
    session.setSource(statement.source());
    session.requireNotFailed(statement.statement());
    requireResultFormats(bind, statement.columns().size());
    @Nullable Object[] parameters = ParameterDecoder.decode(bind, statement, session.timeZone());
    Portal portal = new Portal(statement, parameters, bind.resultFormats());
    if (!(statement.statement() instanceof EngineStatement)) {
      return open(bind.portal(), portal);
    }
    // A portal lives in a transaction, so that there is an end at which it dies.
    return Async.then(
        session.block().ensure(),
        session.executor(),
        nothing -> {
          session.block().current();
          return open(bind.portal(), portal);
        });
  }

  private CompletableFuture<@Nullable Void> open(String name, Portal portal) {
    session.portals().addPortal(name, portal);
    session.send(BIND_COMPLETE);
    return Async.DONE;
  }

  private static void requireResultFormats(FrontendMessage.Bind bind, int columns) {
    int formats = bind.resultFormats().size();
    if (formats > 1 && formats != columns) {
      throw new EngineException(
          ErrorCode.PROTOCOL_VIOLATION,
          "bind message has " + formats + " result formats but query has " + columns + " columns");
    }
  }

  CompletableFuture<@Nullable Void> describe(FrontendMessage.Describe describe) {
    if (describe.target() == FrontendMessage.Target.PORTAL) {
      Portal portal = session.portals().portal(describe.name());
      session.send(
          portal.statement().description(portal.resultFormats(), session.reportsColumns()));
      return Async.DONE;
    }
    ServerStatement statement = session.portals().statement(describe.name());
    session.setSource(statement.source());
    session.send(WireTypes.describeParameters(statement.statement().parameterTypes()));
    session.send(statement.description(List.of(), session.reportsColumns()));
    return Async.DONE;
  }

  CompletableFuture<@Nullable Void> close(FrontendMessage.Close close) {
    if (close.target() == FrontendMessage.Target.STATEMENT) {
      session.portals().closeStatement(close.name());
    } else {
      session.portals().closePortal(close.name());
    }
    session.send(CLOSE_COMPLETE);
    return Async.DONE;
  }

  CompletableFuture<@Nullable Void> execute(FrontendMessage.Execute execute) {
    Portal portal = session.portals().portal(execute.portal());
    session.setSource(portal.statement().source());
    RunnableStatement statement = portal.statement().statement();
    if (statement.isEmpty()) {
      session.send(new BackendMessage.EmptyQueryResponse());
      return Async.DONE;
    }
    RunnableStatement.Outcome outcome = portal.outcome();
    if (outcome != null) {
      return goOn(execute, portal, outcome);
    }
    return Async.then(
        runner.run(statement, portal.parameters()),
        session.executor(),
        started -> {
          portal.started(started);
          return answer(execute, portal, started);
        });
  }

  private CompletableFuture<@Nullable Void> goOn(
      FrontendMessage.Execute execute, Portal portal, RunnableStatement.Outcome outcome) {
    session.requireNotFailed(portal.statement().statement());
    outcome.requireAllowed();
    if (outcome.rows() == null) {
      throw new EngineException(
          ErrorCode.UNDEFINED_CURSOR, "portal \"" + execute.portal() + "\" cannot be run again");
    }
    if (portal.isFinished()) {
      session.send(StatementRunner.complete(outcome, 0));
      return Async.DONE;
    }
    return answer(execute, portal, outcome);
  }

  private CompletableFuture<@Nullable Void> answer(
      FrontendMessage.Execute execute, Portal portal, RunnableStatement.Outcome outcome) {
    if (outcome.rows() == null) {
      portal.finish();
      session.send(StatementRunner.complete(outcome, 0));
      return Async.DONE;
    }
    RowStream known = portal.stream();
    RowStream rows =
        known != null
            ? known
            : new RowStream(
                session,
                outcome.rows(),
                portal.statement().encoder(session.rowBuilder(), portal.resultFormats()));
    portal.streaming(rows);
    return Async.then(
        rows.send(execute.maxRows()),
        session.executor(),
        nothing -> {
          if (rows.isAtEnd()) {
            portal.finish();
            session.send(StatementRunner.complete(outcome, rows.sent()));
          } else {
            session.send(new BackendMessage.PortalSuspended());
          }
          return Async.DONE;
        });
  }
}
