package dev.aft.driver;

import dev.aft.protocol.BackendMessage.TransactionStatus;
import dev.aft.protocol.FrontendMessage;
import java.sql.DatabaseMetaData;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLClientInfoException;
import java.sql.SQLException;
import java.sql.SQLWarning;
import java.sql.Savepoint;
import java.sql.Statement;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * A connection. BEGIN is not sent by itself: with auto-commit off it travels with the first
 * statement, so commit and rollback of a transaction without statements do nothing.
 */
final class JdbcConnection extends SmallConnection {
  private final Wire wire;
  private final NextTransaction next;
  private final Origin origin;
  private final ConnectionSettings settings;
  private final StatementCache statements;
  private final SessionJournal journal = new SessionJournal();
  private final Committer committer;
  private @Nullable ClientInfoValues clientInfo;
  private final AtomicLong portals = new AtomicLong();
  private final AtomicLong savepoints = new AtomicLong();
  private @Nullable QueryTimer timer;
  private volatile boolean autoCommit = true;
  private volatile boolean readOnly;
  private volatile int isolation = TRANSACTION_READ_COMMITTED;
  private volatile int holdability = ResultSet.CLOSE_CURSORS_AT_COMMIT;
  private volatile String schema;

  /** Whether the transaction was begun by a call that is no statement, and has had none since. */
  private enum Untouched {
    NO,
    BEGUN,
    RESUMED
  }

  private volatile Untouched untouched = Untouched.NO;

  private volatile @Nullable SQLWarning warnings;
  private volatile @Nullable ZoneId zone;

  JdbcConnection(Wire wire, NextTransaction next, Origin origin, @Nullable SQLWarning warning) {
    this.wire = wire;
    this.next = next;
    this.origin = origin;
    this.settings = origin.settings();
    this.warnings = warning;
    this.readOnly = settings.flag(ConnectionProperty.READ_ONLY);
    String start = settings.text(ConnectionProperty.CURRENT_SCHEMA);
    this.schema = start.isEmpty() ? "public" : start;
    this.statements =
        new StatementCache(settings.number(ConnectionProperty.PREPARED_STATEMENT_CACHE_SIZE), wire);
    this.committer = new Committer(wire, origin, journal);
  }

  // ------------------------------------------------------------------ for the other classes

  Wire wire() {
    return wire;
  }

  String url() {
    return origin.url();
  }

  ConnectionSettings settings() {
    return settings;
  }

  StatementCache statements() {
    return statements;
  }

  String nextPortalName() {
    return "p" + portals.incrementAndGet();
  }

  synchronized QueryTimer timer() {
    QueryTimer existing = timer;
    if (existing == null) {
      existing = new QueryTimer();
      timer = existing;
    }
    return existing;
  }

  private synchronized void closeTimer() {
    if (timer != null) {
      timer.close();
    }
  }

  void cancelQuietly(ResponseHandler handler) {
    try {
      wire.cancel(handler);
    } catch (SQLException e) {
      System.getLogger(JdbcConnection.class.getName())
          .log(System.Logger.Level.WARNING, "a query timeout could not be enforced", e);
    }
  }

  /**
   * How the transaction of a statement begins.
   *
   * @throws SQLException 25000 when something is set for the next transaction that the statement
   *     would pass over
   */
  Wire.Transaction transactionFor(String sql) throws SQLException {
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

  /** Takes note of a statement that the application has executed. */
  void executed(String sql) {
    if (StatementKind.concernsSession(sql)) {
      journal.executed(sql, wire.status() != TransactionStatus.IDLE);
    }
  }

  Committer committer() {
    return committer;
  }

  /** Whether a statement leaves its transaction open behind it. */
  boolean holdsTransactionOpen() {
    return !autoCommit || wire.status() != TransactionStatus.IDLE;
  }

  /** The time zone of the session. */
  ZoneId zone() {
    ZoneId known = zone;
    if (known == null) {
      String name = wire.parameter("TimeZone");
      known = zoneOf(name == null ? "" : name);
      zone = known;
    }
    return known;
  }

  private static ZoneId zoneOf(String name) {
    try {
      return name.isEmpty() ? ZoneId.systemDefault() : ZoneId.of(name);
    } catch (DateTimeException e) {
      return ZoneId.systemDefault();
    }
  }

  /** A query of our own, which leaves alone what waits for the application's next statement. */
  StatementOutcome look(String sql) throws SQLException {
    return Questions.rows(wire, sql, transactionMode());
  }

  NextTransaction next() {
    return next;
  }

  /** One statement of our own that changes the session. */
  private void change(String sql) throws SQLException {
    command(Messages.command(sql), Wire.Transaction.NONE);
    executed(sql);
  }

  static String quoteName(String name) {
    return '"' + name.replace("\"", "\"\"") + '"';
  }

  static String quoteText(String text) {
    return '\'' + text.replace("'", "''") + '\'';
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
    requireManualCommit("rollback");
    next.clear();
    rollbackIfOpen();
  }

  void rollbackIfOpen() throws SQLException {
    untouched = Untouched.NO;
    if (wire.status() != TransactionStatus.IDLE) {
      journal.transactionEnded(false);
      command(Messages.ROLLBACK, Wire.Transaction.NONE);
    }
  }

  /** Begins a transaction, or resumes the one whose token waits. */
  private void begin() throws SQLException {
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
    return setSavepoint(newSavepoint(name));
  }

  private JdbcSavepoint newSavepoint(@Nullable String name) {
    return new JdbcSavepoint(this, (int) savepoints.incrementAndGet(), name);
  }

  private Savepoint setSavepoint(JdbcSavepoint savepoint) throws SQLException {
    requireManualCommit("set a savepoint");
    String sql = "SAVEPOINT " + quoteName(savepoint.serverName());
    command(Messages.command(sql), transactionFor(sql));
    return savepoint;
  }

  @Override
  public void rollback(Savepoint savepoint) throws SQLException {
    requireManualCommit("roll back to a savepoint");
    change("ROLLBACK TO SAVEPOINT " + quoteName(own(savepoint).serverName()));
  }

  @Override
  public void releaseSavepoint(Savepoint savepoint) throws SQLException {
    requireManualCommit("release a savepoint");
    command(
        Messages.command("RELEASE SAVEPOINT " + quoteName(own(savepoint).serverName())),
        Wire.Transaction.NONE);
  }

  private JdbcSavepoint own(Savepoint savepoint) throws SQLException {
    if (savepoint instanceof JdbcSavepoint mine && mine.belongsTo(this)) {
      return mine;
    }
    throw SqlErrors.of("3B001", "the savepoint is not of this connection");
  }

  @Override
  public Optional<String> transactionId() throws SQLException {
    wire.requireOpen();
    if (!holdsTransactionOpen()) {
      return Optional.empty();
    }
    if (wire.status() == TransactionStatus.IDLE) {
      boolean resumes = next.token() != null;
      begin();
      untouched = resumes ? Untouched.RESUMED : Untouched.BEGUN;
    }
    String reported = wire.transactionId();
    return Optional.ofNullable(
        reported != null
            ? reported
            : Questions.text(wire, "SHOW TRANSACTION ID", Wire.Transaction.NONE));
  }

  @Override
  public String suspend() throws SQLException {
    wire.requireOpen();
    if (!holdsTransactionOpen()) {
      throw SqlErrors.of(SqlErrors.NO_TRANSACTION, "there is no transaction to suspend");
    }
    if (next.commitResult() != null) {
      throw SqlErrors.of(
          SqlErrors.INVALID_TRANSACTION_STATE,
          "a result is set for the commit of the transaction that is to be suspended: set it where"
              + " the transaction commits");
    }
    String token = Questions.text(wire, "SUSPEND", transactionFor("SUSPEND"));
    journal.transactionEnded(true);
    if (token == null) {
      throw SqlErrors.of(SqlErrors.PROTOCOL_VIOLATION, "SUSPEND has given no token");
    }
    return token;
  }

  @Override
  public void resume(String token, ResumeOption... options) throws SQLException {
    wire.requireOpen();
    if (token == null || token.isEmpty()) {
      throw SqlErrors.invalidArgument("the token is empty");
    }
    if (autoCommit) {
      throw SqlErrors.of(
          SqlErrors.INVALID_TRANSACTION_STATE,
          "cannot resume a transaction in auto-commit mode; call setAutoCommit(false) first");
    }
    if (wire.status() != TransactionStatus.IDLE) {
      throw SqlErrors.of(
          SqlErrors.ACTIVE_TRANSACTION, "commit, roll back or suspend before resuming another");
    }
    next.setToken(token, Set.copyOf(List.of(options)));
    try {
      begin();
      untouched = Untouched.RESUMED;
    } finally {
      next.setToken(null, Set.of());
    }
  }

  @Override
  public TransactionOutcome outcome(String transactionId) throws SQLException {
    wire.requireOpen();
    return Questions.outcome(wire, transactionId, false);
  }

  @Override
  public TransactionOutcome finalOutcome(String transactionId) throws SQLException {
    wire.requireOpen();
    if (transactionId != null && transactionId.equalsIgnoreCase(wire.transactionId())) {
      throw SqlErrors.of(
          SqlErrors.ACTIVE_TRANSACTION, "this is the transaction under way: commit or roll back");
    }
    return Questions.outcome(wire, transactionId, true);
  }

  @Override
  public String causalityToken() throws SQLException {
    wire.requireOpen();
    String token = Questions.text(wire, "SHOW CAUSALITY TOKEN", Wire.Transaction.NONE);
    return token == null ? "" : token;
  }

  @Override
  public void setIdempotencyKey(@Nullable String key) throws SQLException {
    wire.requireOpen();
    next.setIdempotencyKey(key);
  }

  @Override
  public void setCommitResult(@Nullable String result) throws SQLException {
    wire.requireOpen();
    next.setCommitResult(result);
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

  // ------------------------------------------------------------------ statements

  @Override
  public Statement createStatement() throws SQLException {
    return createStatement(ResultSet.TYPE_FORWARD_ONLY, ResultSet.CONCUR_READ_ONLY, holdability);
  }

  @Override
  public Statement createStatement(int type, int concurrency) throws SQLException {
    return createStatement(type, concurrency, holdability);
  }

  @Override
  public Statement createStatement(int type, int concurrency, int holdability) throws SQLException {
    wire.requireOpen();
    JdbcStatement statement =
        new JdbcStatement(this, ResultSetKind.of(type, concurrency, holdability));
    addWarning(ResultSetKind.downgrade(type, concurrency));
    return statement;
  }

  @Override
  public PreparedStatement prepareStatement(String sql) throws SQLException {
    return prepareStatement(
        sql, ResultSet.TYPE_FORWARD_ONLY, ResultSet.CONCUR_READ_ONLY, holdability);
  }

  @Override
  public PreparedStatement prepareStatement(String sql, int type, int concurrency)
      throws SQLException {
    return prepareStatement(sql, type, concurrency, holdability);
  }

  @Override
  public PreparedStatement prepareStatement(String sql, int type, int concurrency, int holdability)
      throws SQLException {
    ResultSetKind kind = ResultSetKind.of(type, concurrency, holdability);
    addWarning(ResultSetKind.downgrade(type, concurrency));
    return prepare(sql, kind, "");
  }

  private PreparedStatement prepare(String sql, ResultSetKind kind, String returning)
      throws SQLException {
    wire.requireOpen();
    StatementPlan plan = statements.plan(sql, returning, true);
    return new JdbcPreparedStatement(this, kind, plan, !returning.isEmpty());
  }

  @Override
  public PreparedStatement prepareStatement(String sql, int autoGeneratedKeys) throws SQLException {
    return prepare(sql, plainKind(), JdbcStatement.returning(sql, autoGeneratedKeys));
  }

  @Override
  public PreparedStatement prepareStatement(String sql, String[] columnNames) throws SQLException {
    return prepare(sql, plainKind(), StatementCache.returning(sql, columnNames));
  }

  private ResultSetKind plainKind() {
    return new ResultSetKind(false, holdability);
  }

  @Override
  public String nativeSQL(String sql) throws SQLException {
    wire.requireOpen();
    StringBuilder all = new StringBuilder();
    for (SqlScanner.Statement statement : SqlScanner.scan(sql, true, true)) {
      all.append(all.length() == 0 ? "" : ";").append(statement.sql());
    }
    return all.toString();
  }

  // ------------------------------------------------------------------ life

  @Override
  public void close() throws SQLException {
    wire.close();
    closeTimer();
  }

  @Override
  public boolean isClosed() {
    return wire.isClosed();
  }

  @Override
  public boolean isValid(int timeoutSeconds) throws SQLException {
    if (timeoutSeconds < 0) {
      throw SqlErrors.invalidArgument("a timeout is 0 or more");
    }
    return wire.isAlive((int) Math.min(Integer.MAX_VALUE, timeoutSeconds * 1000L));
  }

  /** Closes at once, on the calling thread: closing a socket does not block. */
  @Override
  public void abort(Executor executor) throws SQLException {
    if (executor == null) {
      throw SqlErrors.invalidArgument("the executor is null");
    }
    wire.abort();
    closeTimer();
  }

  @Override
  public void setNetworkTimeout(@Nullable Executor executor, int millis) throws SQLException {
    if (millis < 0) {
      throw SqlErrors.invalidArgument("a timeout is 0 or more");
    }
    wire.setTimeoutMillis(millis);
  }

  @Override
  public int getNetworkTimeout() throws SQLException {
    wire.requireOpen();
    return wire.timeoutMillis();
  }

  // ------------------------------------------------------------------ names and settings

  @Override
  public DatabaseMetaData getMetaData() throws SQLException {
    wire.requireOpen();
    return new JdbcDatabaseMetaData(this);
  }

  /** Ignored, as JDBC asks of drivers whose connections stay in one database. */
  @Override
  public void setCatalog(@Nullable String catalog) throws SQLException {
    wire.requireOpen();
  }

  @Override
  public String getCatalog() throws SQLException {
    wire.requireOpen();
    return origin.database();
  }

  @Override
  public void setSchema(String schema) throws SQLException {
    wire.requireOpen();
    change("SET SCHEMA " + quoteName(schema));
    this.schema = schema;
  }

  @Override
  public String getSchema() throws SQLException {
    wire.requireOpen();
    String told = wire.parameter("search_path");
    return told == null ? schema : told;
  }

  @Override
  public void setHoldability(int holdability) throws SQLException {
    wire.requireOpen();
    ResultSetKind.requireHoldability(holdability);
    this.holdability = holdability;
  }

  @Override
  public int getHoldability() throws SQLException {
    wire.requireOpen();
    return holdability;
  }

  @Override
  public void setClientInfo(String name, @Nullable String value) throws SQLClientInfoException {
    try {
      wire.requireOpen();
      ClientInfo info = ClientInfo.find(name).orElse(null);
      if (info == null) {
        addWarning(new SQLWarning("unknown client info property '" + name + "'", "01S00"));
      } else {
        clientInfo().set(info, value);
      }
    } catch (SQLException e) {
      throw new SQLClientInfoException(
          e.getMessage(), e.getSQLState(), e.getErrorCode(), Map.of(), e);
    }
  }

  private synchronized ClientInfoValues clientInfo() {
    ClientInfoValues known = clientInfo;
    if (known == null) {
      known = new ClientInfoValues(settings, next, this::change);
      clientInfo = known;
    }
    return known;
  }

  @Override
  public void setClientInfo(Properties properties) throws SQLClientInfoException {
    for (String name : properties.stringPropertyNames()) {
      setClientInfo(name, properties.getProperty(name));
    }
  }

  @Override
  public @Nullable String getClientInfo(String name) throws SQLException {
    wire.requireOpen();
    ClientInfo info = ClientInfo.find(name).orElse(null);
    return info == null ? null : clientInfo().get(info);
  }

  @Override
  public Properties getClientInfo() throws SQLException {
    wire.requireOpen();
    Properties all = new Properties();
    for (ClientInfo info : ClientInfo.values()) {
      String value = clientInfo().get(info);
      if (value != null) {
        all.setProperty(info.key(), value);
      }
    }
    return all;
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

  private void addWarning(@Nullable SQLWarning warning) {
    SQLWarning first = warnings;
    if (first == null) {
      warnings = warning;
    } else if (warning != null) {
      first.setNextWarning(warning);
    }
  }

  @Override
  public Map<String, Class<?>> getTypeMap() throws SQLException {
    wire.requireOpen();
    return Map.of();
  }

  @Override
  public void setTypeMap(Map<String, Class<?>> map) throws SQLException {
    if (map != null && !map.isEmpty()) {
      throw SqlErrors.notSupported("a type map");
    }
  }
}
