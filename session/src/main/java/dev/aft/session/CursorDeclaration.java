package dev.aft.session;

import dev.aft.engine.EngineException;
import dev.aft.engine.ErrorCode;
import dev.aft.engine.sql.ResultColumn;
import dev.aft.engine.type.SqlType;
import dev.aft.grammar.Statement;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** DECLARE: opens a portal whose rows FETCH returns. */
final class CursorDeclaration implements RunnableStatement {
  private final SessionState session;
  private final Statement.DeclareCursor declaration;
  private final EngineStatement query;

  CursorDeclaration(
      SessionState session, Statement.DeclareCursor declaration, EngineStatement query) {
    this.session = session;
    this.declaration = declaration;
    this.query = query;
  }

  /**
   * @throws EngineException {@code UNSUPPORTED} if the cursor is to do more than cursors do here
   */
  static void requireSupported(Statement.DeclareCursor declaration) {
    for (Statement.CursorFeature feature : Statement.CursorFeature.values()) {
      if (declaration.features().contains(feature)) {
        throw EngineException.builder(
                ErrorCode.UNSUPPORTED,
                "a cursor declared " + feature.name().replace('_', ' ') + " is not supported")
            .at(declaration.name().offset())
            .hint(advice(feature))
            .build();
      }
    }
  }

  private static String advice(Statement.CursorFeature feature) {
    return switch (feature) {
      case BINARY -> "Ask for the binary format where you FETCH, as drivers do.";
      case INSENSITIVE -> "Leave it out: no other transaction changes what a cursor sees.";
      case SCROLL -> "Cursors only move forward.";
      case WITH_HOLD -> "A cursor lives as long as its transaction: fetch before COMMIT.";
    };
  }

  @Override
  public List<SqlType> parameterTypes() {
    return query.parameterTypes();
  }

  @Override
  public List<ResultColumn> columns() {
    return List.of();
  }

  @Override
  public boolean endsFailure() {
    return false;
  }

  @Override
  public boolean isDefinition() {
    return false;
  }

  @Override
  public boolean needsTransaction() {
    return true;
  }

  @Override
  public CompletableFuture<Outcome> run(@Nullable Object[] parameters) {
    if (!session.block().isExplicit()) {
      throw new EngineException(
          ErrorCode.NO_ACTIVE_TRANSACTION, "DECLARE CURSOR can only be used in transaction blocks");
    }
    session.block().use();
    ServerStatement statement = new ServerStatement(query, DeclaredTypes.NONE, session.source());
    return Async.then(
        query.run(parameters), session.executor(), outcome -> open(statement, parameters, outcome));
  }

  private CompletableFuture<Outcome> open(
      ServerStatement statement, @Nullable Object[] parameters, Outcome outcome) {
    if (outcome.rows() == null) {
      throw new IllegalStateException("a query without rows");
    }
    Portal portal = new Portal(statement, parameters, List.of());
    portal.started(
        new Outcome(
            new CursorRows(outcome.rows()), outcome.tag(), outcome.countsRows(), outcome.check()));
    session.portals().addPortal(declaration.name().name(), portal);
    return CompletableFuture.completedFuture(Outcome.of("DECLARE CURSOR"));
  }
}
