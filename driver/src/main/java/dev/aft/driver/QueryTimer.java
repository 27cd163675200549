package dev.aft.driver;

import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** Fires query timeouts. Its one thread exists while timeouts are in use, and a little longer. */
final class QueryTimer {
  private final ScheduledThreadPoolExecutor executor;

  QueryTimer() {
    executor =
        new ScheduledThreadPoolExecutor(
            1,
            task -> {
              Thread thread = new Thread(task, "aft-query-timeout");
              thread.setDaemon(true);
              return thread;
            });
    executor.setRemoveOnCancelPolicy(true);
    executor.setKeepAliveTime(5, TimeUnit.SECONDS);
    executor.allowCoreThreadTimeOut(true);
  }

  Future<?> schedule(Runnable task, int seconds) {
    return executor.schedule(task, seconds, TimeUnit.SECONDS);
  }

  void close() {
    executor.shutdownNow();
  }
}
