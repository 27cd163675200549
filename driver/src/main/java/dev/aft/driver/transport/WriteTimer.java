package dev.aft.driver.transport;

import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Watches writes that may wait for the server. One thread for all connections, which exists while
 * large writes under a network timeout go on, and a little longer.
 */
final class WriteTimer {
  private static final ScheduledThreadPoolExecutor EXECUTOR = newExecutor();

  private WriteTimer() {}

  private static ScheduledThreadPoolExecutor newExecutor() {
    ScheduledThreadPoolExecutor executor =
        new ScheduledThreadPoolExecutor(
            1,
            task -> {
              Thread thread = new Thread(task, "aft-write-timeout");
              thread.setDaemon(true);
              return thread;
            });
    executor.setRemoveOnCancelPolicy(true);
    executor.setKeepAliveTime(5, TimeUnit.SECONDS);
    executor.allowCoreThreadTimeOut(true);
    return executor;
  }

  static Future<?> schedule(Runnable task, int millis) {
    return EXECUTOR.schedule(task, millis, TimeUnit.MILLISECONDS);
  }
}
