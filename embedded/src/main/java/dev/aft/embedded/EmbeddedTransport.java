package dev.aft.embedded;

import dev.aft.driver.transport.Transport;
import dev.aft.protocol.BackendMessage;
import dev.aft.protocol.FrontendMessage;
import dev.aft.session.MessageSink;
import dev.aft.session.Session;
import java.io.EOFException;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BiFunction;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Runs a session on the thread that calls it. What the session cannot answer at once comes back as
 * a task from another thread, and {@link #receive} waits for it. A task that comes while no call is
 * under way (a timeout, a drain) runs on the node's worker.
 *
 * <p>Locks: {@code owner} is held while the session runs, so that it runs on one thread at a time;
 * {@code queue}, taken inside it or alone, guards the tasks. The messages are touched under {@code
 * owner} only. What is asked for while another thread is the owner (closing, tasks) is written to a
 * volatile field first, and looked at by the owner again after it has unlocked: so one of the two
 * sees to it.
 */
final class EmbeddedTransport implements Transport {
  /** Messages that may wait to be received before the session is asked to stop. */
  private static final int HIGH_WATER = 1024;

  private static final int LOW_WATER = 256;

  private final ReentrantLock owner = new ReentrantLock();
  private final ReentrantLock queue = new ReentrantLock();
  private final Condition changed = queue.newCondition();
  private final ArrayDeque<Runnable> tasks = new ArrayDeque<>();
  private final ArrayDeque<BackendMessage> messages = new ArrayDeque<>();
  private final Executor worker;
  private final LongSupplier nanoTime;
  private final Runnable onClose;
  private final Session session;
  private boolean wasFull;
  private boolean ended;
  private volatile boolean sessionClosed;
  private volatile boolean closed;
  private volatile boolean tasksWait;
  private volatile int timeoutMillis;

  /**
   * @param open opens the session with its executor and its sink
   * @param worker runs the session's tasks that come between calls; never a thread of the store
   * @param onClose is told once that the session is closed
   */
  EmbeddedTransport(
      BiFunction<Executor, MessageSink, Session> open,
      Executor worker,
      LongSupplier nanoTime,
      Runnable onClose) {
    this.worker = worker;
    this.nanoTime = nanoTime;
    this.onClose = onClose;
    this.session = open.apply(this::enqueue, new Sink());
  }

  private void enqueue(Runnable task) {
    queue.lock();
    try {
      tasks.add(task);
      tasksWait = true;
      changed.signal();
    } finally {
      queue.unlock();
    }
    handOver();
  }

  /** Waiting tasks go to the worker, unless a call is under way, which runs or hands them over. */
  private void handOver() {
    if (tasksWait && !owner.isLocked()) {
      try {
        worker.execute(this::runTasks);
      } catch (RejectedExecutionException e) {
        // The worker is busy or gone: the tasks wait for the next call.
        return;
      }
    }
  }

  private void runTasks() {
    if (owner.tryLock()) {
      try {
        runWaitingTasks();
      } finally {
        leave();
      }
    }
  }

  private void runWaitingTasks() {
    Runnable task = pollTask();
    while (task != null) {
      task.run();
      task = pollTask();
    }
  }

  /** Ends a call: the lock is given back, and what came up meanwhile is seen to. */
  private void leave() {
    owner.unlock();
    if (closed) {
      closeSession();
    }
    if (tasksWait) {
      handOver();
    }
  }

  @Override
  public void send(List<? extends FrontendMessage> batch) throws IOException {
    owner.lock();
    try {
      requireOpen();
      for (FrontendMessage message : batch) {
        session.receive(message);
      }
    } finally {
      leave();
    }
  }

  @Override
  public BackendMessage receive() throws IOException {
    owner.lock();
    try {
      awaitMessage();
      BackendMessage message = messages.remove();
      if (messages.size() <= LOW_WATER) {
        wantMore();
      }
      return message;
    } finally {
      leave();
    }
  }

  @Override
  public void receive(Collection<? super BackendMessage> to) throws IOException {
    owner.lock();
    try {
      awaitMessage();
      for (BackendMessage m = messages.poll(); m != null; m = messages.poll()) {
        to.add(m);
      }
      wantMore();
    } finally {
      leave();
    }
  }

  /** Runs the session's tasks until it has said something. */
  private void awaitMessage() throws IOException {
    if (!messages.isEmpty()) {
      return;
    }
    long start = nanoTime.getAsLong();
    while (messages.isEmpty()) {
      requireOpen();
      if (ended) {
        throw new EOFException("the node has closed the session");
      }
      nextTask(start).run();
    }
  }

  private void wantMore() {
    if (wasFull) {
      wasFull = false;
      session.writable();
    }
  }

  private Runnable nextTask(long start) throws IOException {
    queue.lock();
    try {
      Runnable task = takeTask();
      while (task == null) {
        requireOpen();
        if (changed.awaitNanos(nanosLeft(start)) <= 0) {
          nanosLeft(start);
        }
        task = takeTask();
      }
      return task;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while waiting for the node", e);
    } finally {
      queue.unlock();
    }
  }

  /** What is left of the timeout, in nanoseconds; for ever when there is none. */
  private long nanosLeft(long start) throws SocketTimeoutException {
    int limit = timeoutMillis;
    if (limit == 0) {
      return Long.MAX_VALUE;
    }
    long left = TimeUnit.MILLISECONDS.toNanos(limit) - (nanoTime.getAsLong() - start);
    if (left <= 0) {
      throw new SocketTimeoutException("no answer within " + limit + " ms");
    }
    return left;
  }

  private void requireOpen() throws EOFException {
    if (closed) {
      throw new EOFException("the connection is closed");
    }
  }

  @Override
  public int timeoutMillis() {
    return timeoutMillis;
  }

  @Override
  public void setTimeoutMillis(int timeoutMillis) {
    this.timeoutMillis = timeoutMillis;
  }

  /** The numbers are those of this very session: it is the only one this transport has. */
  @Override
  public void cancel(int processId, int secretKey) {
    session.cancel();
  }

  /** A thread inside the session closes it on its way out. */
  @Override
  public void close() {
    queue.lock();
    try {
      closed = true;
      changed.signalAll();
    } finally {
      queue.unlock();
    }
    closeSession();
  }

  private void closeSession() {
    while (!sessionClosed && owner.tryLock()) {
      boolean mine = !sessionClosed;
      try {
        if (mine) {
          sessionClosed = true;
          session.close();
          runWaitingTasks();
        }
      } finally {
        owner.unlock();
        if (mine) {
          onClose.run();
        }
      }
    }
  }

  private @Nullable Runnable pollTask() {
    queue.lock();
    try {
      return takeTask();
    } finally {
      queue.unlock();
    }
  }

  /** Called with the queue locked. */
  private @Nullable Runnable takeTask() {
    Runnable task = tasks.poll();
    tasksWait = !tasks.isEmpty();
    return task;
  }

  private final class Sink implements MessageSink {
    @Override
    public void send(BackendMessage message) {
      messages.add(message);
    }

    @Override
    public void flush() {}

    @Override
    public void close() {
      ended = true;
    }

    @Override
    public boolean isWritable() {
      boolean full = messages.size() >= HIGH_WATER;
      wasFull |= full;
      return !full;
    }
  }
}
