package dev.aft.engine.transaction;

import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;

/**
 * Takes long work off the threads of the store. Runs it on the caller's thread when the worker is
 * full or closed: late is better than never.
 */
record Background(Executor worker) implements Executor {
  @Override
  public void execute(Runnable task) {
    try {
      worker.execute(task);
    } catch (RejectedExecutionException e) {
      task.run();
    }
  }
}
