package dev.aft.server.net;

import dev.aft.protocol.WireWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the connections of one event loop share: buffers that are in use only within one call, and
 * an executor that wakes the loop once for many tasks.
 *
 * <p>A committer that finishes thirty transactions at once hands over thirty tasks; they run in one
 * turn of the loop, and each connection that has answered in that turn is flushed once, after all
 * of them. Only {@link #execute} may be called from another thread.
 */
final class LoopContext implements Executor {
  private static final Logger log = LoggerFactory.getLogger(LoopContext.class);
  private static final int SCRATCH_BYTES = 32 * 1024;
  private static final int TASKS_PER_TURN = 1024;

  private final Executor loop;
  private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
  private final AtomicBoolean turnScheduled = new AtomicBoolean();
  private final Runnable turn = this::runTurn;
  private final byte[] scratch = new byte[SCRATCH_BYTES];
  private final WireWriter writer = new WireWriter(SCRATCH_BYTES);
  private List<ChannelSink> unflushed = new ArrayList<>();
  private List<ChannelSink> flushing = new ArrayList<>();

  LoopContext(Executor loop) {
    this.loop = loop;
  }

  /** Room for the body of one message, valid until the next call. */
  byte[] scratch(int bytes) {
    return bytes <= SCRATCH_BYTES ? scratch : new byte[bytes];
  }

  /** An empty writer, valid until the next call. */
  WireWriter writer() {
    writer.clearAndShrink(SCRATCH_BYTES);
    return writer;
  }

  /** Flushes {@code sink} at the end of this turn. */
  void flushLater(ChannelSink sink) {
    unflushed.add(sink);
    scheduleTurn();
  }

  /**
   * Runs {@code task} on the event loop, never within this call. A loop that has ended drops it.
   */
  @Override
  public void execute(Runnable task) {
    tasks.add(task);
    scheduleTurn();
  }

  private void scheduleTurn() {
    if (!turnScheduled.get() && turnScheduled.compareAndSet(false, true)) {
      try {
        loop.execute(turn);
      } catch (RejectedExecutionException e) {
        log.debug("event loop has ended; task dropped");
      }
    }
  }

  private void runTurn() {
    runTasks();
    flushAll();
    turnScheduled.set(false);
    // A task added between the last poll and the line above saw the turn as still scheduled.
    if (!tasks.isEmpty() || !unflushed.isEmpty()) {
      scheduleTurn();
    }
  }

  private void runTasks() {
    for (int i = 0; i < TASKS_PER_TURN; i++) {
      Runnable task = tasks.poll();
      if (task == null) {
        return;
      }
      try {
        task.run();
      } catch (RuntimeException e) {
        log.error("task of a session failed", e);
      }
    }
  }

  private void flushAll() {
    List<ChannelSink> sinks = unflushed;
    unflushed = flushing;
    flushing = sinks;
    for (ChannelSink sink : sinks) {
      sink.flushNow();
    }
    sinks.clear();
  }
}
