package dev.aft.driver;

import dev.aft.driver.Links.Reach;
import dev.aft.protocol.BackendMessage.TransactionStatus;
import dev.aft.protocol.FrontendMessage;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Commits, and finds out what became of a commit whose answer did not come: it asks for the final
 * outcome, on new connections and again and again while there is time. Then the wire goes on over
 * the connection that had the answer.
 *
 * <p>The wire is held all the while, so that other threads' statements wait.
 */
final class Committer {
  /** For finding out, where no network timeout is set. */
  static final int DEFAULT_LIMIT_MILLIS = 30_000;

  private static final int FIRST_PAUSE_MILLIS = 5;
  private static final int LONGEST_PAUSE_MILLIS = 250;

  /** A round trip that commits. */
  interface Trip {
    void run() throws SQLException;
  }

  private record Answer(TransactionOutcome.State state, Wire from) {}

  private final Wire wire;
  private final Links links;
  private final Ticker ticker;
  private final SessionJournal journal;
  private volatile @Nullable OutcomeUnknownException inDoubt;

  Committer(Wire wire, Origin origin, SessionJournal journal) {
    this.wire = wire;
    this.links = origin.links();
    this.ticker = origin.ticker();
    this.journal = journal;
  }

  /**
   * Fails as the commit did whose outcome could not be found out, once the connection is closed.
   * Who rolls back after a failed commit would otherwise report that the connection is closed
   * instead.
   */
  void requireNotInDoubt() throws SQLException {
    OutcomeUnknownException first = inDoubt;
    if (first != null && wire.isClosed()) {
      throw new OutcomeUnknownException(
          String.valueOf(first.getMessage()), first.transactionId(), first);
    }
  }

  /** COMMIT, as {@link #commit(Trip)}. No lambda: the first commit of a process is to be quick. */
  void commit(List<FrontendMessage> messages) throws SQLException {
    commit(new CommitTrip(wire, messages));
  }

  private record CommitTrip(Wire wire, List<FrontendMessage> messages) implements Trip {
    @Override
    public void run() throws SQLException {
      wire.roundTrip(
          MessageSource.of(new ArrayList<>(messages), 1),
          Wire.Transaction.NONE,
          ResponseHandler.IGNORE);
    }
  }

  /**
   * Runs {@code trip}, whose last statement commits the open transaction, or the one that begins
   * with the trip. Returns when it has committed.
   *
   * @throws SQLException what the server answered; 40001 when the connection was lost and the
   *     transaction is not and will not be committed; 40003 when that could not be found out; 08007
   *     when it could not be asked because the id is not known
   */
  void commit(Trip trip) throws SQLException {
    wire.lock();
    try {
      wire.keepTransportOnLoss(true);
      commitLocked(trip);
    } catch (OutcomeUnknownException e) {
      inDoubt = e;
      throw e;
    } finally {
      wire.keepTransportOnLoss(false);
      wire.unlock();
    }
  }

  private void commitLocked(Trip trip) throws SQLException {
    String id = wire.transactionId();
    try {
      trip.run();
      journal.transactionEnded(true);
    } catch (SQLException e) {
      boolean unknown = OutcomeUnknownException.SQL_STATE.equals(e.getSQLState());
      if (wire.isEnded() || !(wire.isBroken() || unknown)) {
        endJournal();
        throw e;
      }
      resolve(id != null ? id : wire.transactionId(), e);
    }
  }

  /** A statement before the commit may have failed, and left the transaction open. */
  private void endJournal() {
    if (wire.isClosed() || wire.status() == TransactionStatus.IDLE) {
      journal.transactionEnded(false);
    }
  }

  private void resolve(@Nullable String id, SQLException lost) throws SQLException {
    if (id == null) {
      throw wire.isBroken()
          ? SqlErrors.of(
              SqlErrors.LOST_IN_COMMIT,
              "the connection was lost during commit: the outcome of the transaction is unknown",
              lost)
          : lost;
    }
    if (links.reach() == Reach.NODE_OF_ONE_CONNECTION && wire.isBroken()) {
      throw unknown(id, lost);
    }
    int usual = wire.timeoutMillis();
    Answer answer = ask(id, usual, lost);
    boolean committed = answer.state() == TransactionOutcome.State.COMMITTED;
    journal.transactionEnded(committed);
    goOnOver(answer.from(), usual);
    if (!committed) {
      throw SqlErrors.of(
          SqlErrors.RUN_AGAIN,
          "the answer to the commit was lost, and the transaction is not committed: run it again;"
              + " transaction_id="
              + id,
          lost);
    }
  }

  private Answer ask(String id, int usual, SQLException lost) throws SQLException {
    long limit = usual == 0 ? DEFAULT_LIMIT_MILLIS : usual;
    long end = ticker.nanos() + TimeUnit.MILLISECONDS.toNanos(limit);
    int pause = FIRST_PAUSE_MILLIS;
    Wire source = wire;
    SQLException last = lost;
    while (true) {
      try {
        if (source.isClosed()) {
          source = reopen(attemptMillis(end));
          requireSameStore(source);
        }
        source.setTimeoutMillis(attemptMillis(end));
        TransactionOutcome outcome = Questions.outcome(source, id, true);
        if (outcome.state() != TransactionOutcome.State.RUNNING) {
          return new Answer(outcome.state(), source);
        }
      } catch (SQLException e) {
        last = e;
        if (!mayPass(e)) {
          break;
        }
      }
      if (wire.isEnded() || ticker.nanos() - end >= 0 || !paused(pause)) {
        break;
      }
      pause = Math.min(LONGEST_PAUSE_MILLIS, 2 * pause);
    }
    if (source != wire) {
      source.close();
    } else if (!wire.isClosed()) {
      wire.setTimeoutMillis(usual);
    }
    throw unknown(id, last);
  }

  /** A node of another store would say of any transaction that it was aborted. */
  private void requireSameStore(Wire source) throws SQLException {
    try {
      source.requireStoreOf(wire);
    } catch (SQLException e) {
      source.close();
      throw e;
    }
  }

  /** Half of the time that is left, or a second: one try must not take the time of the next. */
  private int attemptMillis(long end) {
    long left = TimeUnit.NANOSECONDS.toMillis(end - ticker.nanos());
    return (int) Math.max(1, Math.min(left, Math.max(1000, left / 2)));
  }

  /** Whether another try may have more luck. */
  private static boolean mayPass(SQLException e) {
    String state = e.getSQLState();
    return state != null && state.matches("(08|40|53|57|58).*");
  }

  private boolean paused(int millis) {
    try {
      ticker.pause(millis);
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /** A node of this process closes with its last connection, so the old one has to outlive this. */
  private Wire reopen(int limitMillis) throws SQLException {
    if (links.reach() == Reach.SERVER) {
      wire.closeTransport();
    }
    return new Wire(links.open(limitMillis), Opening.PLAIN);
  }

  /**
   * If that fails the connection is closed, and what is known of the commit is told all the same.
   */
  private void goOnOver(Wire source, int usual) throws SQLException {
    if (source == wire) {
      wire.setTimeoutMillis(usual);
      return;
    }
    try {
      journal.replay(source);
      source.setTimeoutMillis(usual);
      wire.adopt(source);
    } catch (SQLException e) {
      source.close();
      System.getLogger(Committer.class.getName())
          .log(System.Logger.Level.WARNING, "the connection could not be renewed; it is closed", e);
    }
  }

  private static SQLException unknown(String id, SQLException cause) {
    return new OutcomeUnknownException(
        "the outcome of the commit is unknown and could not be found out; transaction_id=" + id,
        id,
        cause);
  }
}
