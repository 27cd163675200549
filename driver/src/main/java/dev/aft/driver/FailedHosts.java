package dev.aft.driver;

import dev.aft.driver.ConnectionTarget.HostAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/**
 * Hosts that did not let us in lately, so that the next connection tries others first. They are
 * tried all the same when no other is left. Thread-safe.
 */
final class FailedHosts {
  /** For all connections of the process. */
  static final FailedHosts SHARED = new FailedHosts(SystemTicker.INSTANCE);

  private static final int CAPACITY = 1000;

  private final Ticker ticker;
  private final Map<HostAddress, Long> failedAt = new ConcurrentHashMap<>();

  FailedHosts(Ticker ticker) {
    this.ticker = ticker;
  }

  void failed(HostAddress host) {
    if (failedAt.size() >= CAPACITY) {
      failedAt.clear();
    }
    failedAt.put(host, ticker.nanos());
  }

  void succeeded(HostAddress host) {
    failedAt.remove(host);
  }

  /** The same hosts, those that have failed within the last {@code seconds} at the end. */
  List<HostAddress> healthyFirst(List<HostAddress> hosts, int seconds) {
    List<HostAddress> order = new ArrayList<>(hosts.size());
    List<HostAddress> doubtful = new ArrayList<>(0);
    for (HostAddress host : hosts) {
      Long at = failedAt.get(host);
      boolean lately = at != null && ticker.nanos() - at < TimeUnit.SECONDS.toNanos(seconds);
      (lately ? doubtful : order).add(host);
    }
    order.addAll(doubtful);
    return order;
  }
}
