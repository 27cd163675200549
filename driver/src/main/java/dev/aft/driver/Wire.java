package dev.aft.driver;

import dev.aft.driver.transport.Transport;
import dev.aft.protocol.BackendMessage;
import dev.aft.protocol.BackendMessage.TransactionStatus;
import dev.aft.protocol.Diagnostics;
import dev.aft.protocol.FrontendMessage;
import dev.aft.protocol.ProtocolException;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Owns the transport after the handshake: one round trip at a time, whichever threads ask.
 *
 * <p>Locks: {@code lock} is held for a whole round trip; {@code cancelGuard}, taken inside it,
 * makes the end of a round trip wait for a cancel request under way, so that the request cannot hit
 * the next statement. {@code swapGuard}, taken last, makes the change to another transport and the
 * end of the connection exclude each other. {@link #cancel} and {@link #abort} never take {@code
 * lock}.
 */
final class Wire {
  /** What surrounds a round trip's own messages. */
  enum Transaction {
    /** The messages as they are. */
    NONE,
    /** BEGIN goes first if no transaction is open. */
    BEGIN,
    BEGIN_READ_ONLY,
    /** A read-only transaction around the messages if none is open: BEGIN first, COMMIT last. */
    WITHIN_READ_ONLY
  }

  private static final String TRANSACTION_ID = "transaction_id";

  private final ReentrantLock lock = new ReentrantLock();
  private final ReentrantLock cancelGuard = new ReentrantLock();
  private final ReentrantLock swapGuard = new ReentrantLock();
  private final Opening opening;
  private final Map<String, String> parameters = new ConcurrentHashMap<>();
  private volatile Link link;
  private final Queue<FrontendMessage> pending = new ConcurrentLinkedQueue<>();
  private volatile TransactionStatus status;
  private volatile boolean closed;

  /** Closed because somebody wanted it. */
  private volatile boolean ended;

  private volatile boolean keepTransportOnLoss;
  private volatile @Nullable String transactionId;
  private volatile @Nullable ResponseHandler running;

  /** Number of the session that the wire leads to. */
  private final AtomicInteger generation = new AtomicInteger(1);

  /** Number of transactions that have ended, so that a cursor can tell that its own has. */
  private final AtomicInteger transactionsEnded = new AtomicInteger();

  /** What the transport has handed over and no round trip has looked at yet. */
  private final ArrayDeque<BackendMessage> received = new ArrayDeque<>();

  private @Nullable Diagnostics firstError;
  private int skippedCompletions;

  Wire(Link link, Opening opening) {
    this.link = link;
    this.opening = opening;
    this.parameters.putAll(link.handshake().parameters());
    this.status = TransactionStatus.IDLE;
  }

  private Transport transport() {
    return link.transport();
  }

  TransactionStatus status() {
    return status;
  }

  boolean isClosed() {
    return closed;
  }

  /** Whether somebody has closed it. */
  boolean isEnded() {
    return ended;
  }

  /** Whether it is closed because of what happened to it. */
  boolean isBroken() {
    return closed && !ended;
  }

  /** Grows when the wire goes on over another session, which knows no statements. */
  int generation() {
    return generation.get();
  }

  /** The id of the open transaction, if the server has told it. */
  @Nullable String transactionId() {
    return transactionId;
  }

  int transactionsEnded() {
    return transactionsEnded.get();
  }

  @Nullable String parameter(String name) {
    return parameters.get(name);
  }

  /** Sends {@code message}, a Close, ahead of the next round trip. Does not wait. */
  void sendLater(FrontendMessage message) {
    pending.add(message);
  }

  /**
   * Keeps other threads' round trips away until {@link #unlock}, so that what one round trip has
   * prepared is known before the next.
   */
  void lock() {
    lock.lock();
  }

  void unlock() {
    lock.unlock();
  }

  /**
   * Sends the messages, with Sync after them, and hands the answers to {@code handler} until the
   * server is ready again.
   *
   * @throws SQLException what the server answered, once it is ready again; 08003 when closed; 08006
   *     when the connection is lost, which closes it
   */
  void roundTrip(MessageSource source, Transaction transaction, ResponseHandler handler)
      throws SQLException {
    lock.lock();
    try {
      requireOpen();
      running = handler;
      firstError = null;
      exchange(source, transaction, handler);
      throwFirstError();
    } catch (IOException e) {
      throw lost(e, SqlErrors.LOST);
    } catch (ProtocolException e) {
      fail();
      throw SqlErrors.of(SqlErrors.PROTOCOL_VIOLATION, String.valueOf(e.getMessage()), e);
    } finally {
      endRunning();
      lock.unlock();
    }
  }

  private void throwFirstError() throws SQLException {
    Diagnostics error = firstError;
    if (error != null) {
      throw SqlErrors.of(error);
    }
  }

  void requireOpen() throws SQLException {
    if (closed) {
      throw SqlErrors.connectionClosed();
    }
  }

  private void exchange(MessageSource source, Transaction transaction, ResponseHandler handler)
      throws IOException, SQLException {
    boolean wrapped = status == TransactionStatus.IDLE;
    List<FrontendMessage> head = head(transaction, wrapped);
    skippedCompletions = wrapped && transaction != Transaction.NONE ? 1 : 0;
    boolean within = wrapped && transaction == Transaction.WITHIN_READ_ONLY;
    boolean first = true;
    while (true) {
      List<FrontendMessage> chunk = source.next();
      boolean last = !source.hasNext();
      List<FrontendMessage> messages = first && head.isEmpty() ? chunk : join(head, chunk, first);
      first = false;
      if (last && within) {
        messages.addAll(Messages.COMMIT);
      }
      messages.add(last ? Messages.SYNC : Messages.FLUSH);
      transport().send(messages);
      if (last) {
        receiveUntilReady(handler, source.executions());
        break;
      }
      if (!receiveCompletions(handler, source.executions())) {
        transport().send(List.of(Messages.SYNC));
        receiveUntilReady(handler, Integer.MAX_VALUE);
        break;
      }
    }
    if (within && status == TransactionStatus.FAILED) {
      transport().send(join(Messages.ROLLBACK, List.of(Messages.SYNC), true));
      receiveUntilReady(ResponseHandler.IGNORE, 1);
    }
  }

  private static List<FrontendMessage> join(
      List<FrontendMessage> head, List<FrontendMessage> chunk, boolean first) {
    List<FrontendMessage> all = new ArrayList<>(head.size() + chunk.size() + 4);
    if (first) {
      all.addAll(head);
    }
    all.addAll(chunk);
    return all;
  }

  private List<FrontendMessage> head(Transaction transaction, boolean idle) {
    List<FrontendMessage> begin =
        !idle
            ? List.of()
            : switch (transaction) {
              case NONE -> List.of();
              case BEGIN -> opening.messages(false);
              case BEGIN_READ_ONLY, WITHIN_READ_ONLY -> opening.messages(true);
            };
    if (pending.isEmpty()) {
      return begin;
    }
    List<FrontendMessage> head = new ArrayList<>();
    FrontendMessage close = pending.poll();
    while (close != null) {
      head.add(close);
      close = pending.poll();
    }
    head.addAll(begin);
    return head;
  }

  /**
   * Reads the answers of a chunk. False if an error came instead: the server now waits for Sync.
   */
  private boolean receiveCompletions(ResponseHandler handler, int executions) throws IOException {
    int expected = executions + skippedCompletions;
    while (expected > 0) {
      BackendMessage message = next();
      if (dispatch(message, handler, true) && isCompletion(message)) {
        expected--;
      }
      if (firstError != null) {
        return false;
      }
    }
    return true;
  }

  private void receiveUntilReady(ResponseHandler handler, int executions)
      throws IOException, SQLException {
    int wanted = executions == Integer.MAX_VALUE ? executions : executions + skippedCompletions;
    while (true) {
      BackendMessage message = receiveOrError();
      if (message instanceof BackendMessage.ReadyForQuery ready) {
        ready(ready.status());
        return;
      }
      boolean mine = wanted > 0;
      if (dispatch(message, handler, mine) && isCompletion(message) && mine) {
        wanted--;
      }
    }
  }

  private BackendMessage next() throws IOException {
    BackendMessage message = received.poll();
    while (message == null) {
      transport().receive(received);
      message = received.poll();
    }
    return message;
  }

  /** A fatal error is followed by the end of the stream: then the error is what to report. */
  private BackendMessage receiveOrError() throws IOException, SQLException {
    try {
      return next();
    } catch (SocketTimeoutException e) {
      throw e;
    } catch (IOException e) {
      Diagnostics error = firstError;
      if (error == null) {
        throw e;
      }
      fail();
      throw SqlErrors.of(error);
    }
  }

  private void ready(TransactionStatus now) {
    if (status != TransactionStatus.IDLE && now == TransactionStatus.IDLE) {
      transactionsEnded.incrementAndGet();
    }
    status = now;
    if (now == TransactionStatus.IDLE) {
      transactionId = null;
    }
  }

  private static boolean isCompletion(BackendMessage message) {
    return message instanceof BackendMessage.CommandComplete
        || message instanceof BackendMessage.PortalSuspended
        || message instanceof BackendMessage.EmptyQueryResponse;
  }

  /** False for messages that do not belong to the order of answers. */
  private boolean dispatch(BackendMessage message, ResponseHandler handler, boolean mine) {
    if (message instanceof BackendMessage.ErrorResponse error) {
      if (firstError == null) {
        firstError = error.diagnostics();
      }
      return false;
    }
    if (message instanceof BackendMessage.ParameterStatus parameter) {
      if (parameter.name().equals(TRANSACTION_ID)) {
        transactionId = parameter.value().isEmpty() ? null : parameter.value();
      } else {
        parameters.put(parameter.name(), parameter.value());
      }
      return false;
    }
    if (message instanceof BackendMessage.NoticeResponse) {
      handler.on(message);
      return false;
    }
    if (message instanceof BackendMessage.CloseComplete) {
      return false;
    }
    if (skippedCompletions > 0) {
      if (isCompletion(message)) {
        skippedCompletions--;
        opening.begun();
      }
    } else if (mine) {
      handler.on(message);
    }
    return true;
  }

  private void endRunning() {
    cancelGuard.lock();
    try {
      running = null;
    } finally {
      cancelGuard.unlock();
    }
  }

  /** Asks for the round trip of {@code handler} to be stopped, if it is the one under way. */
  void cancel(ResponseHandler handler) throws SQLException {
    cancelGuard.lock();
    try {
      if (running == handler && !closed) {
        Handshake session = link.handshake();
        transport().cancel(session.processId(), session.secretKey());
      }
    } catch (IOException e) {
      throw SqlErrors.of(SqlErrors.LOST, "the cancel request could not be sent", e);
    } finally {
      cancelGuard.unlock();
    }
  }

  /** A round trip under its own timeout. False when anything at all goes wrong. */
  boolean isAlive(int timeoutMillis) {
    if (closed) {
      return false;
    }
    try {
      if (!lockWithin(timeoutMillis)) {
        return false;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
    int usual = transport().timeoutMillis();
    try {
      if (timeoutMillis > 0 && (usual == 0 || timeoutMillis < usual)) {
        transport().setTimeoutMillis(timeoutMillis);
      }
      roundTrip(MessageSource.of(new ArrayList<>(), 0), Transaction.NONE, ResponseHandler.IGNORE);
      transport().setTimeoutMillis(usual);
      return true;
    } catch (SQLException | IOException e) {
      fail();
      return false;
    } finally {
      lock.unlock();
    }
  }

  private boolean lockWithin(int timeoutMillis) throws InterruptedException {
    if (timeoutMillis > 0) {
      return lock.tryLock(timeoutMillis, TimeUnit.MILLISECONDS);
    }
    lock.lockInterruptibly();
    return true;
  }

  int timeoutMillis() {
    return transport().timeoutMillis();
  }

  void setTimeoutMillis(int timeoutMillis) throws SQLException {
    requireOpen();
    try {
      transport().setTimeoutMillis(timeoutMillis);
    } catch (IOException e) {
      throw lost(e, SqlErrors.LOST);
    }
  }

  private SQLException lost(IOException e, String state) {
    boolean wasClosed = closed;
    fail();
    if (wasClosed) {
      return SqlErrors.of(SqlErrors.CLOSED, "the connection was closed during the statement", e);
    }
    String message =
        e instanceof SocketTimeoutException
            ? "the server did not answer within the network timeout; the connection is closed"
            : "the connection to the server is lost: " + e.getMessage();
    return SqlErrors.of(state, message, e);
  }

  /** The connection is of no use any more. */
  private void fail() {
    closed = true;
    if (!keepTransportOnLoss) {
      closeTransport();
    }
  }

  /** Whether the transport stays open after a loss, until this is taken back. */
  void keepTransportOnLoss(boolean keep) {
    keepTransportOnLoss = keep;
    if (!keep && closed) {
      closeTransport();
    }
  }

  void closeTransport() {
    transport().close();
  }

  /**
   * Goes on over the session of another wire, which is not to be used any more. An open transaction
   * counts as ended. Called by the thread that holds this wire.
   *
   * @throws SQLException 08003 when this wire was closed meanwhile
   */
  void adopt(Wire other) throws SQLException {
    swapGuard.lock();
    try {
      if (ended) {
        throw SqlErrors.connectionClosed();
      }
      closeTransport();
      link = other.link;
      parameters.putAll(other.parameters);
      pending.clear();
      received.clear();
      generation.incrementAndGet();
      ready(TransactionStatus.IDLE);
      closed = false;
    } finally {
      swapGuard.unlock();
    }
  }

  /** Says goodbye if nothing is under way, and closes. The server aborts an open transaction. */
  void close() {
    if (!closed && lock.tryLock()) {
      try {
        ended = true;
        closed = true;
        transport().send(List.of(new FrontendMessage.Terminate()));
      } catch (IOException e) {
        System.getLogger(Wire.class.getName())
            .log(System.Logger.Level.DEBUG, "the server was gone already", e);
      } finally {
        lock.unlock();
      }
    }
    abort();
  }

  /** Closes at once; a thread that waits for an answer gets 08003. */
  void abort() {
    swapGuard.lock();
    try {
      ended = true;
      closed = true;
    } finally {
      swapGuard.unlock();
    }
    closeTransport();
  }
}
