package dev.aft.session;

import dev.aft.engine.sql.Row;
import dev.aft.engine.sql.StatementResult;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Sends the rows of a result page by page and stops while the client does not keep up, so that no
 * result is ever in memory as a whole. Runs on the session's executor.
 */
final class RowStream {
  private final SessionState session;
  private final StatementResult result;
  private final RowEncoder encoder;
  private long left;
  private long sent;
  private boolean atEnd;
  private @Nullable CompletableFuture<@Nullable Void> done;

  RowStream(SessionState session, StatementResult result, RowEncoder encoder) {
    this.session = session;
    this.result = result;
    this.encoder = encoder;
  }

  /** Rows sent since the last {@link #send}. */
  long sent() {
    return sent;
  }

  /** Whether the result has no more rows; with a limit this may show only at the next send. */
  boolean isAtEnd() {
    return atEnd;
  }

  /**
   * Sends rows until the end or the limit.
   *
   * @param maxRows 0 for all
   */
  CompletableFuture<@Nullable Void> send(int maxRows) {
    left = maxRows == 0 ? Long.MAX_VALUE : maxRows;
    sent = 0;
    done = null;
    return advance() ? Async.DONE : pending();
  }

  private CompletableFuture<@Nullable Void> pending() {
    CompletableFuture<@Nullable Void> pending = done;
    if (pending == null) {
      pending = new CompletableFuture<>();
      done = pending;
    }
    return pending;
  }

  /**
   * Goes on as far as it can without waiting. True when finished; else it has left a call behind.
   */
  private boolean advance() {
    while (left > 0 && !atEnd) {
      session.checkCancelled();
      if (!session.sink().isWritable()) {
        session.sink().flush();
        resumeAfter(session.awaitWritable());
        return false;
      }
      int wanted = (int) Math.min(left, session.settings().fetchRows());
      CompletableFuture<List<Row>> page = result.fetch(wanted);
      if (!page.isDone()) {
        resumeAfter(page.thenAcceptAsync(rows -> deliver(rows, wanted), session.executor()));
        return false;
      }
      deliver(page.join(), wanted);
    }
    return true;
  }

  private void deliver(List<Row> rows, int wanted) {
    for (int i = 0; i < rows.size(); i++) {
      session.sink().sendRow(encoder.encode(rows.get(i), session.timeZone()));
    }
    sent += rows.size();
    left -= rows.size();
    atEnd = rows.size() < wanted;
  }

  private void resumeAfter(CompletableFuture<? extends @Nullable Void> event) {
    // One future for the whole stream, however many pages: a chain would grow with the result.
    @SuppressWarnings({"unused", "FutureReturnValueIgnored"}) // its failures are handled inside
    CompletableFuture<?> continued =
        event.whenCompleteAsync(
            (nothing, failure) -> {
              if (failure != null) {
                finish(failure);
              } else {
                continueOrFail();
              }
            },
            session.executor());
  }

  private void continueOrFail() {
    try {
      if (advance()) {
        finish(null);
      }
    } catch (RuntimeException | Error e) {
      finish(e);
    }
  }

  private void finish(@Nullable Throwable failure) {
    if (failure == null) {
      pending().complete(null);
    } else {
      pending().completeExceptionally(failure);
    }
  }
}
