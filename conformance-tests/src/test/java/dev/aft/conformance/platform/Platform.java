package dev.aft.conformance.platform;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Brings workflows to their end, whatever happens to their functions. A call that was lost is made
 * again with the same token and takes over; a workflow whose transaction is gone begins again under
 * the same idempotency key. Now and then the platform loses patience and makes a call a second time
 * while the first is alive.
 */
final class Platform implements AutoCloseable {
  private static final int MOST_CALLS = 2_000;

  private final Functions functions;
  private final double impatience;
  private final long seed;
  private final ExecutorService lanes = Executors.newCachedThreadPool(Platform::daemon);
  private final List<Future<?>> forgotten = new ArrayList<>();

  final AtomicInteger calls = new AtomicInteger();
  final AtomicInteger retries = new AtomicInteger();
  final AtomicInteger restarts = new AtomicInteger();

  /**
   * A platform.
   *
   * @param impatience probability that a call is made twice at once
   */
  Platform(Functions functions, double impatience, long seed) {
    this.functions = functions;
    this.impatience = impatience;
    this.seed = seed;
  }

  private static Thread daemon(Runnable task) {
    Thread thread = new Thread(task, "platform");
    thread.setDaemon(true);
    return thread;
  }

  /** Runs workflows {@code from} to {@code to} of each owner, owners side by side. */
  void run(int owners, int from, int to) throws Exception {
    List<Future<?>> running = new ArrayList<>();
    for (int owner = 0; owner < owners; owner++) {
      int lane = owner;
      running.add(
          lanes.submit(
              () -> {
                Random random = new Random(seed + lane);
                for (int n = from; n <= to; n++) {
                  complete(lane, n, random);
                }
                return null;
              }));
    }
    for (Future<?> each : running) {
      each.get();
    }
    for (Future<?> each : drain()) {
      each.get();
    }
  }

  private void complete(int owner, int n, Random random) throws Exception {
    Call call = new Call(owner, n, 0, "", false);
    for (int i = 0; i < MOST_CALLS; i++) {
      Answer answer = call(call, random);
      if (answer instanceof Answer.Done done) {
        assertEquals(call.result(), done.result(), "the result of the work");
        return;
      } else if (answer instanceof Answer.Suspended suspended) {
        call = new Call(owner, n, call.step() + 1, suspended.token(), false);
      } else if (answer instanceof Answer.Gone) {
        restarts.incrementAndGet();
        call = new Call(owner, n, 0, "", false);
      } else {
        retries.incrementAndGet();
        call = new Call(owner, n, call.step(), call.token(), true);
      }
    }
    throw new AssertionError("no end of workflow " + call + " after calls=" + MOST_CALLS);
  }

  private Answer call(Call call, Random random) throws Exception {
    calls.incrementAndGet();
    if (random.nextDouble() >= impatience) {
      return functions.call(call);
    }
    forget(lanes.submit(() -> callTwin(call)));
    Thread.sleep(random.nextInt(4));
    calls.incrementAndGet();
    return functions.call(new Call(call.owner(), call.n(), call.step(), call.token(), true));
  }

  /** Nobody waits for its answer; yet it must not claim another result. */
  private void callTwin(Call call) {
    try {
      if (functions.call(call) instanceof Answer.Done done) {
        assertEquals(call.result(), done.result(), "the result of the work");
      }
    } catch (Exception e) {
      throw new AssertionError("the twin of " + call + " failed: " + e, e);
    }
  }

  private synchronized void forget(Future<?> twin) {
    forgotten.add(twin);
  }

  private synchronized List<Future<?>> drain() {
    List<Future<?>> all = List.copyOf(forgotten);
    forgotten.clear();
    return all;
  }

  @Override
  public void close() {
    lanes.shutdownNow();
  }

  @Override
  public String toString() {
    return "calls=" + calls + " retries=" + retries + " restarts=" + restarts;
  }
}
