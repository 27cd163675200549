package dev.aft.session;

import dev.aft.engine.EngineException;
import dev.aft.engine.ErrorCode;
import dev.aft.engine.sql.ResultColumn;
import dev.aft.engine.sql.Row;
import dev.aft.engine.sql.StatementResult;
import dev.aft.engine.type.SqlType;
import dev.aft.grammar.Statement;
import dev.aft.protocol.CommandTag;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** FETCH and MOVE: forward in the rows of a cursor, with them or over them. */
final class CursorMove implements RunnableStatement {
  private final SessionState session;
  private final Statement.MoveCursor move;

  CursorMove(SessionState session, Statement.MoveCursor move) {
    this.session = session;
    this.move = move;
  }

  @Override
  public List<SqlType> parameterTypes() {
    return List.of();
  }

  /** Those of the cursor that has the name now; none where there is no such cursor. */
  @Override
  public List<ResultColumn> columns() {
    Portal portal = session.portals().findPortal(move.name().name());
    return portal == null || !move.returnsRows() ? List.of() : portal.statement().columns();
  }

  @Override
  public boolean hasFixedColumns() {
    return false;
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
    return false;
  }

  @Override
  public CompletableFuture<Outcome> run(@Nullable Object[] parameters) {
    CursorRows rows = rows();
    long skipped = skipped(rows.position());
    long wanted = move.direction() == Statement.CursorDirection.FORWARD ? move.count() : 1;
    return Async.then(
        skip(rows, skipped, 0),
        session.executor(),
        nothing -> move.returnsRows() ? fetch(rows, wanted) : pass(rows, wanted));
  }

  private CursorRows rows() {
    String name = move.name().name();
    RunnableStatement.Outcome outcome = session.portals().portal(name).outcome();
    StatementResult rows = outcome == null ? null : outcome.rows();
    if (outcome != null && rows instanceof CursorRows cursor) {
      outcome.requireAllowed();
      return cursor;
    }
    throw EngineException.builder(
            ErrorCode.UNDEFINED_CURSOR, "\"" + name + "\" is a portal, and no cursor")
        .hint("FETCH and MOVE need a cursor of DECLARE.")
        .build();
  }

  /** How many rows lie between here and those that are asked for. */
  private long skipped(long position) {
    long skipped =
        switch (move.direction()) {
          case FORWARD -> move.count() < 0 ? -1 : 0;
          case RELATIVE -> move.count() - 1;
          case ABSOLUTE -> move.count() - 1 - position;
        };
    if (skipped < 0 || move.count() == 0) {
      throw EngineException.builder(
              ErrorCode.FORWARD_ONLY_CURSOR,
              "cursor \"" + move.name().name() + "\" can only move forward")
          .build();
    }
    return skipped;
  }

  private static CompletableFuture<Outcome> fetch(CursorRows rows, long count) {
    return CompletableFuture.completedFuture(new Outcome(rows.next(count), "FETCH", true));
  }

  private CompletableFuture<Outcome> pass(CursorRows rows, long count) {
    return Async.then(
        skip(rows, count, 0),
        session.executor(),
        passed -> CompletableFuture.completedFuture(Outcome.of(CommandTag.of("MOVE", passed))));
  }

  /** Passes rows page by page; a loop where nothing is waited for. */
  private CompletableFuture<Long> skip(CursorRows rows, long count, long before) {
    long passed = before;
    boolean more = true;
    while (more && passed < count) {
      session.checkCancelled();
      int wanted = (int) Math.min(count - passed, session.settings().fetchRows());
      CompletableFuture<List<Row>> page = rows.fetch(wanted);
      if (!page.isDone()) {
        long known = passed;
        return page.thenComposeAsync(
            found ->
                found.size() < wanted
                    ? CompletableFuture.completedFuture(known + found.size())
                    : skip(rows, count, known + found.size()),
            session.executor());
      }
      int found = page.join().size();
      passed += found;
      more = found == wanted;
    }
    return CompletableFuture.completedFuture(passed);
  }
}
