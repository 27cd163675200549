package dev.aft.server;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Waits to be told to stop. The first SIGTERM or SIGINT lets the node drain and the process end
 * with 0; the second ends it at once.
 *
 * <p>A shutdown hook could do neither: the exit code would be the signal's, and a second signal
 * would wait for the hook. The JDK has no other API for signals than {@code sun.misc.Signal}, which
 * is taken by reflection because the compiler does not export it.
 */
final class StopSignals {
  private static final Logger log = LoggerFactory.getLogger(StopSignals.class);
  private static final int KILLED = 130;

  private final CountDownLatch stop = new CountDownLatch(1);
  private final AtomicInteger received = new AtomicInteger();

  private StopSignals() {}

  static StopSignals listen() {
    StopSignals signals = new StopSignals();
    for (String name : List.of("TERM", "INT")) {
      signals.handle(name);
    }
    return signals;
  }

  private void handle(String name) {
    try {
      Class<?> signalType = Class.forName("sun.misc.Signal");
      Class<?> handlerType = Class.forName("sun.misc.SignalHandler");
      InvocationHandler handler =
          (proxy, method, arguments) -> {
            if (method.getName().equals("handle")) {
              received(name);
              return null;
            }
            return method.getName().equals("hashCode") ? (Object) name.hashCode() : name;
          };
      Object proxy =
          Proxy.newProxyInstance(
              StopSignals.class.getClassLoader(), new Class<?>[] {handlerType}, handler);
      signalType
          .getMethod("handle", signalType, handlerType)
          .invoke(null, signalType.getConstructor(String.class).newInstance(name), proxy);
    } catch (ReflectiveOperationException | RuntimeException e) {
      log.warn("cannot listen for signal; it will end the process at once signal={}", name);
    }
  }

  private void received(String name) {
    if (received.incrementAndGet() == 1) {
      log.info("stopping signal={}", name);
      stop.countDown();
    } else {
      log.warn("stopping at once signal={}", name);
      Runtime.getRuntime().halt(KILLED);
    }
  }

  /** Lets {@link #await} return without a signal: there is nothing left to run. */
  void stopNow() {
    stop.countDown();
  }

  /** Returns when the process should stop. */
  void await() {
    try {
      stop.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
