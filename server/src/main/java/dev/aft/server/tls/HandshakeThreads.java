package dev.aft.server.tls;

import dev.aft.server.setting.Setting;
import dev.aft.server.setting.Settings;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * The threads that compute the expensive part of handshakes, so that a crowd that knocks at the
 * door cannot hold up those who are inside. The queue is bounded; what does not fit is refused.
 */
final class HandshakeThreads {
  private static final int QUEUE_FACTOR = 4;
  private static final int IDLE_SECONDS = 30;

  private HandshakeThreads() {}

  static ThreadPoolExecutor start(Settings settings) {
    int configured = settings.intNumber(Setting.TLS_HANDSHAKE_THREADS);
    int threads =
        configured > 0 ? configured : Math.max(1, Runtime.getRuntime().availableProcessors() / 2);
    int queue =
        (int) Math.min(1 << 20, QUEUE_FACTOR * (long) settings.intNumber(Setting.MAX_HANDSHAKES));
    ThreadPoolExecutor pool =
        new ThreadPoolExecutor(
            threads,
            threads,
            IDLE_SECONDS,
            TimeUnit.SECONDS,
            new ArrayBlockingQueue<>(queue),
            new DefaultThreadFactory("aft-tls", true));
    pool.allowCoreThreadTimeOut(true);
    return pool;
  }
}
