package dev.aft.cli.quickstart;

import java.util.BitSet;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** Polls the order being placed, all the time, and counts what it sees. */
final class OrderReader implements AutoCloseable {
  private final Callable<OrderStore> opener;
  private final AtomicInteger currentOrder;
  private final Thread thread;
  private final BitSet halfOrders = new BitSet();
  private volatile boolean stopped;
  private volatile @Nullable Exception failure;
  private long polls;
  private long halfSightings;

  OrderReader(Callable<OrderStore> opener, AtomicInteger currentOrder) {
    this.opener = opener;
    this.currentOrder = currentOrder;
    this.thread = new Thread(this::poll, "order-reader");
    thread.setDaemon(true);
  }

  void start() {
    thread.start();
  }

  private void poll() {
    try (OrderStore store = opener.call()) {
      while (!stopped) {
        int order = currentOrder.get();
        int visible = store.partsVisible(order);
        polls++;
        if (visible > 0 && visible < OrderStore.PARTS.size()) {
          halfSightings++;
          halfOrders.set(order);
        }
      }
    } catch (Exception e) {
      failure = e;
    }
  }

  /**
   * What was seen.
   *
   * @param polls how often an order was looked at
   * @param halfSightings how often it was there in part
   * @param halfOrders how many different orders were seen in part
   */
  record Sightings(long polls, long halfSightings, int halfOrders) {}

  /** Stops the reader and tells what it saw. */
  Sightings finish() throws Exception {
    close();
    Exception thrown = failure;
    if (thrown != null) {
      throw thrown;
    }
    return new Sightings(polls, halfSightings, halfOrders.cardinality());
  }

  @Override
  public void close() {
    stopped = true;
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
