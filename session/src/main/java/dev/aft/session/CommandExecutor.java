package dev.aft.session;

import java.util.concurrent.Executor;

/**
 * Runs what continues one command on the session's executor, and drops it once the command is given
 * up: the answer of a store that comes too late must not be told to the client in the middle of
 * something else.
 */
final class CommandExecutor implements Executor {
  private final Executor executor;

  /** Written and read on the session's executor only. */
  private boolean givenUp;

  CommandExecutor(Executor executor) {
    this.executor = executor;
  }

  @Override
  public void execute(Runnable task) {
    executor.execute(
        () -> {
          if (!givenUp) {
            task.run();
          }
        });
  }

  void giveUp() {
    givenUp = true;
  }
}
