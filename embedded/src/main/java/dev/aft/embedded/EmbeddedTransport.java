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
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BiFunction;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Runs a session on the thread that calls it. What the session cannot answer at once comes back as
 * a task from another thread, and {@link #receive} waits for it.
 *
 * <p>Locks: {@code owner} is held while the session runs, so that it runs on one thread at a time;
 * {@code queue}, taken inside it or alone, guards the tasks and {@code closed}. The messages are
 * touched under {@code owner} only.
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
  private final LongSupplier nanoTime;
  private final Runnable onClose;
  private final Session session;
  private boolean wasFull;
  private boolean ended;
  private boolean sessionClosed;
  private volatile boolean closed;
  private volatile int timeoutMillis;

  /**
   * @param open opens the session with its executor and its sink
   * @param onClose is told once that the session is closed
   */
  EmbeddedTransport(
      BiFunction<Executor, MessageSink, Session> open, LongSupplier nanoTime, Runnable onClose) {
    this.nanoTime = nanoTime;
    this.onClose = onClose;
    this.session = open.apply(this::enqueue, new Sink());
  }

  private void enqueue(Runnable task) {
    queue.lock();
    try {
      tasks.add(task);
      changed.signal();
    } finally {
      queue.unlock();
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
      closeSessionIfAsked();
      owner.unlock();
    }
  }

  @Override
  public BackendMessage receive() throws IOException {
    owner.lock();
    try {
      BackendMessage message = messages.poll();
      long start = message == null ? nanoTime.getAsLong() : 0;
      while (message == null) {
        requireOpen();
        if (ended) {
          throw new EOFException("the node has closed the session");
        }
        nextTask(start).run();
        message = messages.poll();
      }
      if (wasFull && messages.size() <= LOW_WATER) {
        wasFull = false;
        session.writable();
      }
      return message;
    } finally {
      closeSessionIfAsked();
      owner.unlock();
    }
  }

  private Runnable nextTask(long start) throws IOException {
    queue.lock();
    try {
      Runnable task = tasks.poll();
      while (task == null) {
        requireOpen();
        if (changed.awaitNanos(nanosLeft(start)) <= 0) {
          nanosLeft(start);
        }
        task = tasks.poll();
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
    if (owner.tryLock()) {
      try {
        closeSessionIfAsked();
      } finally {
        owner.unlock();
      }
    }
  }

  private void closeSessionIfAsked() {
    if (closed && !sessionClosed) {
      sessionClosed = true;
      session.close();
      Runnable task = pollTask();
      while (task != null) {
        task.run();
        task = pollTask();
      }
      onClose.run();
    }
  }

  private @Nullable Runnable pollTask() {
    queue.lock();
    try {
      return tasks.poll();
    } finally {
      queue.unlock();
    }
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
