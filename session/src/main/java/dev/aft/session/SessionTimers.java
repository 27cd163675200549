package dev.aft.session;

import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The timeouts of one session. Costs nothing while none is set. Used on the session's executor. */
final class SessionTimers {
  private final SessionState state;
  private @Nullable Future<?> statement;
  private @Nullable Future<?> idle;
  private long commands;

  SessionTimers(SessionState state) {
    this.state = state;
  }

  void commandBegins() {
    commands++;
    cancel(idle);
    idle = null;
    long millis = state.variables().statementTimeoutMillis();
    if (millis > 0) {
      state.setDeadline(millis);
      // The statement looks at the deadline itself; a stream that waits for its client is woken.
      statement = schedule(state::wakeWriter, millis + 1);
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

  private Future<?> schedule(Runnable task, long millis) {
    return state
        .environment()
        .scheduler()
        .schedule(() -> state.executor().execute(task), millis, TimeUnit.MILLISECONDS);
  }

  private static void cancel(@Nullable Future<?> timer) {
    if (timer != null) {
      timer.cancel(false);
    }
  }
}
