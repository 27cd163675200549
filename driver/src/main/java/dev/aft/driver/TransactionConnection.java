package dev.aft.driver;

import dev.aft.protocol.BackendMessage.TransactionStatus;
import dev.aft.protocol.FrontendMessage;
import java.sql.SQLException;
import java.sql.SQLWarning;
import java.sql.Savepoint;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * The transactions of a connection. BEGIN is not sent by itself: with auto-commit off it travels
 * with the first statement, so commit and rollback of a transaction without statements do nothing.
 */
abstract class TransactionConnection extends SmallConnection {
  private final Wire wire;
  private final NextTransaction next;
  private final ConnectionSettings settings;
  private final SessionJournal journal = new SessionJournal();
  private final Committer committer;
  private final AtomicLong savepoints = new AtomicLong();
  private volatile boolean autoCommit = true;
  private volatile boolean readOnly;
  private volatile int isolation = TRANSACTION_READ_COMMITTED;

  /** Whether the transaction was begun by a call that is no statement, and has had none since. */
  enum Untouched {
    NO,
    BEGUN,
    RESUMED
  }

  private volatile Untouched untouched = Untouched.NO;
  private volatile @Nullable SQLWarning warnings;

  TransactionConnection(
      Wire wire, NextTransaction next, Origin origin, @Nullable SQLWarning warning) {
    this.wire = wire;
    this.next = next;
    this.settings = origin.settings();
    this.warnings = warning;
    this.readOnly = settings.flag(ConnectionProperty.READ_ONLY);
    this.committer = new Committer(wire, origin, journal);
    wire.renewWith(Renewal.of(wire, origin, journal));
  }

  // ------------------------------------------------------------------ for the other classes

  final Wire wire() {
    return wire;
  }

  final ConnectionSettings settings() {
    return settings;
  }

  final NextTransaction next() {
    return next;
  }

  final SessionJournal journal() {
    return journal;
  }

  /** Says that the open transaction has had no statement yet. */
  final void setUntouched(Untouched how) {
    untouched = how;
  }

  /**
   * How the transaction of a statement begins.
   *
   * @throws SQLException 25000 when something is set for the next transaction that the statement
   *     would pass over
   */
  final Wire.Transaction transactionFor(String sql) throws SQLException {
    untouched = Untouched.NO;
    boolean byItself = StatementKind.beginsTransaction(sql);
    if (next.isWaiting() && (autoCommit || byItself)) {
      requireNothingWaiting(byItself);
    }
    return byItself ? Wire.Transaction.NONE : transactionMode();
  }

  private void requireNothingWaiting(boolean byItself) throws SQLException {
    boolean inTransaction = wire.status() != TransactionStatus.IDLE;
    boolean forBegin = next.token() != null || next.idempotencyKey() != null;
    if (!inTransaction && (forBegin || !byItself)) {
      throw SqlErrors.of(
          SqlErrors.INVALID_TRANSACTION_STATE,
          "a transaction token, an idempotency key or a result waits for a transaction of this"
              + " connection: call setAutoCommit(false) and let the driver begin it, or roll back"
              + " to forget what waits");
    }
  }

  private Wire.Transaction transactionMode() {
    if (autoCommit) {
      return readOnly ? Wire.Transaction.WITHIN_READ_ONLY : Wire.Transaction.NONE;
    }
    return readOnly ? Wire.Transaction.BEGIN_READ_ONLY : Wire.Transaction.BEGIN;
  }

  /**
   * Whether statements may be executed again after a loss without an answer: nothing of them can
   * have been committed, or they only read.
   */
  final boolean isRepeatable(Wire.Transaction transaction, List<String> texts) {
    if (next.token() != null) {
      return false;
    }
    boolean uncommitted = transaction != Wire.Transaction.NONE;
    for (int i = 0; i < texts.size(); i++) {
      if (!StatementKind.onlyReads(texts.get(i))
          && !(uncommitted && StatementKind.changesRows(texts.get(i)))) {
        return false;
      }
    }
    return true;
  }

  /** Takes note of a statement that the application has executed. */
  final void executed(String sql) {
    if (StatementKind.concernsSession(sql)) {
      journal.executed(sql, wire.status() != TransactionStatus.IDLE);
    }
  }

  final Committer committer() {
    return committer;
  }

  /** Whether a statement leaves its transaction open behind it. */
  final boolean holdsTransactionOpen() {
    return !autoCommit || wire.status() != TransactionStatus.IDLE;
  }

  /** A query of our own, which leaves alone what waits for the application's next statement. */
  final StatementOutcome look(String sql) throws SQLException {
    return Questions.rows(wire, sql, transactionMode());
  }

  /** One statement of our own that changes the session. */
  final void change(String sql) throws SQLException {
    command(Messages.command(sql), Wire.Transaction.NONE);
    executed(sql);
  }

  // ------------------------------------------------------------------ transactions

  @Override
  public void setAutoCommit(boolean autoCommit) throws SQLException {
    wire.requireOpen();
    if (this.autoCommit == autoCommit) {
      return;
    }
    if (autoCommit) {
      leaveUntouched();
      commitOpen();
      next.clear();
    }
    this.autoCommit = autoCommit;
  }

  /**
   * A transaction in which nothing was executed is nobody's wish to commit, or to leave to the next
   * borrower. What others did in one that was resumed is not ours to end: it is suspended again.
   */
  private void leaveUntouched() throws SQLException {
    if (untouched == Untouched.RESUMED && wire.status() == TransactionStatus.IN_TRANSACTION) {
      try {
        command(Messages.command("SUSPEND"), Wire.Transaction.NONE);
        untouched = Untouched.NO;
      } catch (SQLException e) {
        endAfter(e);
        throw e;
      }
    } else if (untouched != Untouched.NO) {
      rollbackIfOpen();
    }
  }

  private void endAfter(SQLException failure) {
    try {
      rollbackIfOpen();
    } catch (SQLException e) {
      failure.addSuppressed(e);
    }
  }

  @Override
  public boolean getAutoCommit() throws SQLException {
    wire.requireOpen();
    return autoCommit;
  }

  @Override
  public void commit() throws SQLException {
    requireManualCommit("commit");
    if (next.isWaiting() && wire.status() == TransactionStatus.IDLE) {
      begin();
    }
    commitOpen();
  }

  @Override
  public void commit(String result) throws SQLException {
    requireManualCommit("commit");
    setCommitResult(result);
    commit();
  }

  private void commitOpen() throws SQLException {
    switch (wire.status()) {
      case IDLE -> {}
      case IN_TRANSACTION -> {
        untouched = Untouched.NO;
        try {
          committer.commit(next.commit());
        } finally {
          if (wire.isClosed() || wire.status() == TransactionStatus.IDLE) {
            next.commitIsOver();
          }
        }
      }
      case FAILED -> {
        rollbackIfOpen();
        next.clear();
        throw SqlErrors.of(
            SqlErrors.ROLLED_BACK,
            "a statement of the transaction had failed: it was rolled back, nothing is committed");
      }
    }
  }

  @Override
  public void rollback() throws SQLException {
    committer.requireNotInDoubt();
    requireManualCommit("rollback");
    next.clear();
    rollbackIfOpen();
  }

  final void rollbackIfOpen() throws SQLException {
    untouched = Untouched.NO;
    if (wire.status() != TransactionStatus.IDLE) {
      journal.transactionEnded(false);
      command(Messages.ROLLBACK, Wire.Transaction.NONE);
    }
  }

  /** Begins a transaction, or resumes the one whose token waits. */
  final void begin() throws SQLException {
    wire.roundTrip(
        MessageSource.of(new ArrayList<>(), 0),
        readOnly ? Wire.Transaction.BEGIN_READ_ONLY : Wire.Transaction.BEGIN,
        ResponseHandler.IGNORE);
  }

  private void command(List<FrontendMessage> messages, Wire.Transaction transaction)
      throws SQLException {
    wire.roundTrip(
        MessageSource.of(new ArrayList<>(messages), 1), transaction, ResponseHandler.IGNORE);
  }

  private void requireManualCommit(String what) throws SQLException {
    wire.requireOpen();
    if (autoCommit) {
      throw SqlErrors.of(SqlErrors.NO_TRANSACTION, "cannot " + what + " in auto-commit mode");
    }
  }

  @Override
  public Savepoint setSavepoint() throws SQLException {
    return setSavepoint(newSavepoint(null));
  }

  @Override
  public Savepoint setSavepoint(String name) throws SQLException {
    if (name == null) {
      throw SqlErrors.invalidArgument("the name of the savepoint is null");
    }
    return setSavepoint(newSavepoint(name));
  }

  private JdbcSavepoint newSavepoint(@Nullable String name) {
    return new JdbcSavepoint(this, (int) savepoints.incrementAndGet(), name);
  }

  private Savepoint setSavepoint(JdbcSavepoint savepoint) throws SQLException {
    requireManualCommit("set a savepoint");
    String sql = "SAVEPOINT " + Quotes.name(savepoint.serverName());
    command(Messages.command(sql), transactionFor(sql));
    return savepoint;
  }

  @Override
  public void rollback(Savepoint savepoint) throws SQLException {
    requireManualCommit("roll back to a savepoint");
    change("ROLLBACK TO SAVEPOINT " + Quotes.name(own(savepoint).serverName()));
  }

  @Override
  public void releaseSavepoint(Savepoint savepoint) throws SQLException {
    requireManualCommit("release a savepoint");
    command(
        Messages.command("RELEASE SAVEPOINT " + Quotes.name(own(savepoint).serverName())),
        Wire.Transaction.NONE);
  }

  private JdbcSavepoint own(Savepoint savepoint) throws SQLException {
    if (savepoint instanceof JdbcSavepoint mine && mine.belongsTo(this)) {
      return mine;
    }
    throw SqlErrors.of("3B001", "the savepoint is not of this connection");
  }

  /** Every level up to REPEATABLE_READ is served by read atomic isolation. */
  @Override
  public void setTransactionIsolation(int level) throws SQLException {
    wire.requireOpen();
    switch (level) {
      case TRANSACTION_READ_UNCOMMITTED, TRANSACTION_READ_COMMITTED, TRANSACTION_REPEATABLE_READ ->
          isolation = level;
      case TRANSACTION_SERIALIZABLE -> serializable();
      default -> throw SqlErrors.invalidArgument("there is no isolation level " + level);
    }
  }

  private void serializable() throws SQLException {
    if (!settings.text(ConnectionProperty.SERIALIZABLE_ISOLATION).equals("warn")) {
      throw SqlErrors.notSupported(
          "SERIALIZABLE isolation (serializableIsolation=warn takes read atomic instead)");
    }
    isolation = TRANSACTION_REPEATABLE_READ;
    addWarning(
        new SQLWarning("SERIALIZABLE is served by read atomic: updates can be lost", "01000"));
  }

  @Override
  public int getTransactionIsolation() throws SQLException {
    wire.requireOpen();
    return isolation;
  }

  @Override
  public void setReadOnly(boolean readOnly) throws SQLException {
    wire.requireOpen();
    if (this.readOnly != readOnly && wire.status() != TransactionStatus.IDLE) {
      throw SqlErrors.of(
          SqlErrors.ACTIVE_TRANSACTION, "commit or roll back before changing read-only");
    }
    this.readOnly = readOnly;
  }

  @Override
  public boolean isReadOnly() throws SQLException {
    wire.requireOpen();
    return readOnly;
  }

  @Override
  public @Nullable SQLWarning getWarnings() throws SQLException {
    wire.requireOpen();
    return warnings;
  }

  /** Also what a pool calls at a connection's return: what waits unused is forgotten. */
  @Override
  public void clearWarnings() throws SQLException {
    wire.requireOpen();
    warnings = null;
    next.clear();
    leaveUntouched();
  }

  final void addWarning(@Nullable SQLWarning warning) {
    SQLWarning first = warnings;
    if (first == null) {
      warnings = warning;
    } else if (warning != null) {
      first.setNextWarning(warning);
    }
  }
}
