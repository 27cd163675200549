package dev.aft.conformance.torture;

import dev.aft.driver.AftConnection;
import dev.aft.driver.AlreadyCommittedException;
import dev.aft.driver.OutcomeUnknownException;
import dev.aft.driver.TransactionOutcome;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** Transfers in transactions, each once: by outcome or, with {@code keys}, by idempotency key. */
final class TransferWorker extends Worker {
  private final boolean keys;
  private volatile int done;
  private volatile @Nullable String inDoubt;
  private volatile boolean repeating;

  TransferWorker(int owner, boolean keys, DataSource pool, Running running, Verdicts verdicts) {
    super(owner, pool, running, verdicts);
    this.keys = keys;
  }

  @Override
  boolean isSettled() {
    return inDoubt == null && !repeating;
  }

  @Override
  int done() {
    return done;
  }

  private int next() {
    return done + 1;
  }

  @Override
  void work(Connection connection) throws SQLException {
    String id = inDoubt;
    if (id != null) {
      ask(connection, id);
      return;
    }
    connection.setAutoCommit(false);
    try {
      transfer(connection);
    } catch (SQLException e) {
      failed(e);
      rollback(connection, e);
      throw e;
    }
  }

  private void transfer(Connection connection) throws SQLException {
    int next = next();
    String key = owner + "-" + next;
    if (keys) {
      connection.setClientInfo("IdempotencyKey", key);
    }
    int found = Books.number(connection, "done", owner);
    if (found != done) {
      throw new IllegalStateException("found " + found + " transfers, not " + done);
    }
    Books.transfer(connection, owner, next, running);
    if (keys) {
      connection.setClientInfo("CommitResult", key);
      repeating = true;
    }
    connection.commit();
    repeating = false;
    done = next;
  }

  private void failed(SQLException e) {
    Optional<AlreadyCommittedException> committed = AlreadyCommittedException.in(e);
    if (committed.isPresent()) {
      String result = committed.get().result().orElse("none");
      if (!keys || !repeating || !result.equals(owner + "-" + next())) {
        throw new IllegalStateException("the work of another: " + result, e);
      }
      repeating = false;
      done = next();
    } else if (!keys && e instanceof OutcomeUnknownException unknown) {
      inDoubt = unknown.transactionId();
    } else if (!keys && Verdicts.isInDoubt(e)) {
      throw new IllegalStateException("a commit in doubt has no transaction id", e);
    }
  }

  private void ask(Connection connection, String id) throws SQLException {
    TransactionOutcome outcome = connection.unwrap(AftConnection.class).finalOutcome(id);
    switch (outcome.state()) {
      case COMMITTED -> {
        done = next();
        inDoubt = null;
      }
      case ABORTED -> inDoubt = null;
      case RUNNING -> {} // its commit is under way: ask again
    }
  }
}
