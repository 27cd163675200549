package dev.aft.driver;

import dev.aft.driver.transport.Transport;
import dev.aft.protocol.BackendMessage.TransactionStatus;
import dev.aft.protocol.Diagnostics;
import dev.aft.protocol.FrontendMessage;
import dev.aft.protocol.ProtocolException;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.sql.SQLException;
import java.util.List;
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

  private static final String STORE_ID = "store_id";

  private final ReentrantLock lock = new ReentrantLock();
  private final ReentrantLock cancelGuard = new ReentrantLock();
  private final ReentrantLock swapGuard = new ReentrantLock();
  private final Conversation conversation;
  private volatile Link link;
  private volatile boolean closed;

  /** Closed because somebody wanted it. */
  private volatile boolean ended;

  private volatile boolean keepTransportOnLoss;
  private volatile @Nullable ResponseHandler running;

  /** What makes lost sessions again; null where nothing does. */
  private volatile @Nullable Renewal renewal;

  /** Number of the session that the wire leads to. */
  private final AtomicInteger generation = new AtomicInteger(1);

  Wire(Link link, Opening opening) {
    this.link = link;
    this.conversation = new Conversation(opening, link.handshake().parameters());
  }

  Transport transport() {
    return link.transport();
  }

  TransactionStatus status() {
    return conversation.status();
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
    return conversation.transactionId();
  }

  int transactionsEnded() {
    return conversation.transactionsEnded();
  }

  @Nullable String parameter(String name) {
    return conversation.parameter(name);
  }

  /** Sends {@code message}, a Close, ahead of the next round trip. Does not wait. */
  void sendLater(FrontendMessage message) {
    conversation.sendLater(message);
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
      if (lock.getHoldCount() == 1) {
        freshen();
      } // else the caller has made ready for what it sends, and must not lose it now
      requireOpen();
      boolean idle = conversation.status() == TransactionStatus.IDLE;
      running = handler;
      exchange(source, transaction, handler, idle);
      throwFirstError();
    } finally {
      endRunning();
      lock.unlock();
    }
  }

  /**
   * Sends messages before anybody waits for their answers, which the next round trip reads; one
   * with the same {@code handler} waits for them. Nothing is sent outside a transaction, nor while
   * answers to another such message are to be read.
   *
   * @return whether they were sent
   */
  boolean sendAhead(List<FrontendMessage> messages, ResponseHandler handler) {
    lock.lock();
    try {
      if (closed || conversation.status() != TransactionStatus.IN_TRANSACTION) {
        return false;
      }
      return conversation.sendAhead(transport(), messages, handler);
    } catch (IOException e) {
      // The next round trip meets it too, and whoever wants that one is told.
      System.getLogger(Wire.class.getName())
          .log(System.Logger.Level.DEBUG, "nothing was read ahead", e);
      return false;
    } finally {
      lock.unlock();
    }
  }

  private void exchange(
      MessageSource source, Transaction transaction, ResponseHandler handler, boolean idle)
      throws SQLException {
    try {
      conversation.exchange(transport(), source, transaction, handler);
      if (renewal != null) {
        renewal.used();
      }
    } catch (ServerGoneException e) {
      if (idle && e.reason().sqlState().startsWith("57P")) {
        renewToRepeat(e, handler);
      }
      fail();
      throw SqlErrors.of(e.reason());
    } catch (SocketTimeoutException e) {
      throw lost(e, SqlErrors.LOST);
    } catch (IOException e) {
      if (idle) {
        renewToRepeat(e, handler);
      }
      throw lost(e, SqlErrors.LOST);
    } catch (ProtocolException e) {
      fail();
      throw SqlErrors.of(SqlErrors.PROTOCOL_VIOLATION, String.valueOf(e.getMessage()), e);
    }
  }

  /**
   * Between transactions, makes sure as well as can be done cheaply that a server is there, and
   * opens another session where none is. What is prepared on the server may be forgotten then, see
   * {@link #generation}.
   *
   * @throws SQLException 08006 when the session is lost and there is no other
   */
  void ready() throws SQLException {
    lock.lock();
    try {
      freshen();
    } finally {
      lock.unlock();
    }
  }

  private void freshen() throws SQLException {
    if (renewal != null && !closed && conversation.status() == TransactionStatus.IDLE) {
      renewal.freshen();
    }
  }

  /** Renews the session, and says so, where the question can be asked again on it. */
  private void renewToRepeat(IOException loss, ResponseHandler handler) throws SQLException {
    if (renewal != null && handler.isRepeatable() && !conversation.hasAnswered() && !closed) {
      renewal.renew(0, loss);
      throw new RepeatableException(loss);
    }
  }

  /** Whether the server answers. If not, the transport is of no use any more. */
  boolean answers(int timeoutMillis) {
    boolean answers = conversation.isAnswered(transport(), timeoutMillis);
    if (answers && renewal != null) {
      renewal.used();
    }
    return answers;
  }

  /** From now on sessions that are lost between transactions are made again. */
  void renewWith(@Nullable Renewal how) {
    renewal = how;
    Checkpoints.watch(this);
  }

  /**
   * Closes the transport until the next use. False if it is in use; for good where sessions are not
   * renewed. Does not wait.
   */
  boolean park() {
    if (closed) {
      return true;
    }
    if (!lock.tryLock()) {
      return false;
    }
    try {
      if (conversation.status() != TransactionStatus.IDLE) {
        return false;
      }
      if (renewal == null) {
        fail();
      } else {
        renewal.park();
      }
      return true;
    } finally {
      lock.unlock();
    }
  }

  /**
   * @throws SQLException 08001 when {@code other} leads to another store: nothing that it knows is
   *     here
   */
  void requireStoreOf(Wire other) throws SQLException {
    String store = other.parameter(STORE_ID);
    if (store != null && !store.equals(parameter(STORE_ID))) {
      throw SqlErrors.of(
          SqlErrors.CANNOT_CONNECT, "the node that answers now works on another store");
    }
  }

  private void throwFirstError() throws SQLException {
    Diagnostics error = conversation.firstError();
    if (error != null) {
      throw SqlErrors.of(error);
    }
  }

  void requireOpen() throws SQLException {
    if (closed) {
      throw SqlErrors.connectionClosed();
    }
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
    try {
      if (closed) {
        return false;
      }
      boolean idle = conversation.status() == TransactionStatus.IDLE;
      if (answers(timeoutMillis)) {
        return true;
      }
      if (idle && renewal != null && !ended) {
        renewal.renew(timeoutMillis, null);
        return true;
      }
      fail();
      return false;
    } catch (SQLException e) {
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
    if (renewal != null && renewal.isParked()) {
      ready();
    }
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
  void fail() {
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
      generation.incrementAndGet();
      conversation.adopt(other.conversation);
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
