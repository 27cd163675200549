package dev.aft.session;

import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The timeouts of one session. Costs nothing while none is set. Used on the session's executor. */
final class SessionTimers {
  private final SessionState state;
  private final Runnable statementTooLong;
  private @Nullable Future<?> statement;
  private @Nullable Future<?> idle;
  private long commands;

  /**
   * @param statementTooLong wakes a statement that waits; one that works looks at the deadline
   *     itself
   */
  SessionTimers(SessionState state, Runnable statementTooLong) {
    this.state = state;
    this.statementTooLong = statementTooLong;
  }

  void commandBegins() {
    commands++;
    cancel(idle);
    idle = null;
    long millis = state.statementTimeoutMillis();
    if (millis > 0) {
      state.setDeadline(millis);
      statement = schedule(statementTooLong, millis + 1);
    }
  }

  void commandEnds() {
    cancel(statement);
    statement = null;
  }

  void idlesInTransaction(Runnable tooLong) {
    long millis = state.variables().idleInTransactionTimeoutMillis();
    if (millis > 0) {
      long expected = commands;
      idle =
          schedule(
              () -> {
                if (commands == expected) {
                  tooLong.run();
                }
              },
              millis);
    }
  }

  void close() {
    cancel(statement);
    cancel(idle);
  }

  Future<?> schedule(Runnable task, long millis) {
    return state
        .environment()
        .scheduler()
        .schedule(() -> state.sessionExecutor().execute(task), millis, TimeUnit.MILLISECONDS);
  }

  private static void cancel(@Nullable Future<?> timer) {
    if (timer != null) {
      timer.cancel(false);
    }
  }
}
