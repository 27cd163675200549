package dev.aft.driver;

import dev.aft.protocol.BackendMessage.TransactionStatus;
import dev.aft.protocol.FrontendMessage;
import dev.aft.protocol.FrontendMessage.Parse;
import java.sql.Array;
import java.sql.Blob;
import java.sql.CallableStatement;
import java.sql.Clob;
import java.sql.DatabaseMetaData;
import java.sql.NClob;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLClientInfoException;
import java.sql.SQLException;
import java.sql.SQLWarning;
import java.sql.SQLXML;
import java.sql.Savepoint;
import java.sql.Statement;
import java.sql.Struct;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * A connection. BEGIN is not sent by itself: with auto-commit off it travels with the first
 * statement, so commit and rollback of a transaction without statements do nothing.
 */
final class JdbcConnection implements AftConnection {
  private static final String APPLICATION_NAME = "ApplicationName";

  private final Wire wire;
  private final String url;
  private final ConnectionSettings settings;
  private final String database;
  private final StatementCache statements;
  private final AtomicLong portals = new AtomicLong();
  private final AtomicLong savepoints = new AtomicLong();
  private final Properties clientInfo = new Properties();
  private @Nullable QueryTimer timer;
  private volatile boolean autoCommit = true;
  private volatile boolean readOnly;
  private volatile int isolation = TRANSACTION_READ_COMMITTED;
  private volatile int holdability = ResultSet.CLOSE_CURSORS_AT_COMMIT;
  private volatile String schema;
  private volatile @Nullable SQLWarning warnings;
  private volatile @Nullable ZoneId zone;

  JdbcConnection(
      Wire wire,
      String url,
      ConnectionSettings settings,
      String database,
      @Nullable SQLWarning warning) {
    this.wire = wire;
    this.url = url;
    this.settings = settings;
    this.database = database;
    this.warnings = warning;
    this.readOnly = settings.flag(ConnectionProperty.READ_ONLY);
    String start = settings.text(ConnectionProperty.CURRENT_SCHEMA);
    this.schema = start.isEmpty() ? "public" : start;
    this.statements =
        new StatementCache(settings.number(ConnectionProperty.PREPARED_STATEMENT_CACHE_SIZE), wire);
    clientInfo.setProperty(APPLICATION_NAME, settings.text(ConnectionProperty.APPLICATION_NAME));
  }

  // ------------------------------------------------------------------ for the other classes

  Wire wire() {
    return wire;
  }

  String url() {
    return url;
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

  /** How the next statement's transaction begins. */
  Wire.Transaction transactionMode() {
    if (autoCommit) {
      return readOnly ? Wire.Transaction.WITHIN_READ_ONLY : Wire.Transaction.NONE;
    }
    return readOnly ? Wire.Transaction.BEGIN_READ_ONLY : Wire.Transaction.BEGIN;
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

  /** One statement of our own; the outcome's rows are complete. */
  StatementOutcome run(String sql, Wire.Transaction transaction) throws SQLException {
    List<FrontendMessage> messages = new ArrayList<>(8);
    messages.add(new Parse("", sql, List.of()));
    messages.add(Messages.BIND_NOTHING);
    messages.add(Messages.DESCRIBE_PORTAL);
    messages.add(Messages.EXECUTE_ALL);
    ResultCollector collector = new ResultCollector();
    wire.roundTrip(MessageSource.of(messages, 1), transaction, collector);
    return collector.outcomes().get(0);
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
      commitOpen();
    }
    this.autoCommit = autoCommit;
  }

  @Override
  public boolean getAutoCommit() throws SQLException {
    wire.requireOpen();
    return autoCommit;
  }

  @Override
  public void commit() throws SQLException {
    requireManualCommit("commit");
    commitOpen();
  }

  private void commitOpen() throws SQLException {
    switch (wire.status()) {
      case IDLE -> {}
      case IN_TRANSACTION -> wire.commit(ResponseHandler.IGNORE);
      case FAILED -> {
        rollbackIfOpen();
        throw SqlErrors.of(
            SqlErrors.ROLLED_BACK,
            "a statement of the transaction had failed: it was rolled back, nothing is committed");
      }
    }
  }

  @Override
  public void rollback() throws SQLException {
    requireManualCommit("rollback");
    rollbackIfOpen();
  }

  void rollbackIfOpen() throws SQLException {
    if (wire.status() != TransactionStatus.IDLE) {
      command(Messages.ROLLBACK, Wire.Transaction.NONE);
    }
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
    command(Messages.command("SAVEPOINT " + quoteName(savepoint.serverName())), transactionMode());
    return savepoint;
  }

  @Override
  public void rollback(Savepoint savepoint) throws SQLException {
    requireManualCommit("roll back to a savepoint");
    command(
        Messages.command("ROLLBACK TO SAVEPOINT " + quoteName(own(savepoint).serverName())),
        Wire.Transaction.NONE);
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
    StatementOutcome outcome = run("SHOW TRANSACTION ID", transactionMode());
    if (outcome.rows().isEmpty() || outcome.rows().get(0).isNull(0)) {
      return Optional.empty();
    }
    Columns columns = outcome.columns();
    assert columns != null : "SHOW has a result";
    return Optional.of(new ValueReader(columns, this::zone).text(outcome.rows().get(0), 0));
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
  public PreparedStatement prepareStatement(String sql, int[] columnIndexes) throws SQLException {
    throw SqlErrors.notSupported("choosing generated keys by column number");
  }

  @Override
  public PreparedStatement prepareStatement(String sql, String[] columnNames) throws SQLException {
    return prepare(sql, plainKind(), StatementCache.returning(sql, columnNames));
  }

  private ResultSetKind plainKind() {
    return new ResultSetKind(false, holdability);
  }

  @Override
  public CallableStatement prepareCall(String sql) throws SQLException {
    throw SqlErrors.notSupported("a stored procedure");
  }

  @Override
  public CallableStatement prepareCall(String sql, int type, int concurrency) throws SQLException {
    throw SqlErrors.notSupported("a stored procedure");
  }

  @Override
  public CallableStatement prepareCall(String sql, int type, int concurrency, int holdability)
      throws SQLException {
    throw SqlErrors.notSupported("a stored procedure");
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
    return database;
  }

  @Override
  public void setSchema(String schema) throws SQLException {
    wire.requireOpen();
    run("SET SCHEMA " + quoteName(schema), Wire.Transaction.NONE);
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
      if (APPLICATION_NAME.equals(name)) {
        String text = value == null ? "" : value;
        run("SET application_name = " + quoteText(text), Wire.Transaction.NONE);
        clientInfo.setProperty(name, text);
      } else {
        addWarning(new SQLWarning("unknown client info property '" + name + "'", "01S00"));
      }
    } catch (SQLException e) {
      throw new SQLClientInfoException(
          e.getMessage(), e.getSQLState(), e.getErrorCode(), Map.of(), e);
    }
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
    return clientInfo.getProperty(name);
  }

  @Override
  public Properties getClientInfo() throws SQLException {
    wire.requireOpen();
    Properties copy = new Properties();
    clientInfo
        .stringPropertyNames()
        .forEach(name -> copy.setProperty(name, clientInfo.getProperty(name)));
    return copy;
  }

  @Override
  public @Nullable SQLWarning getWarnings() throws SQLException {
    wire.requireOpen();
    return warnings;
  }

  @Override
  public void clearWarnings() throws SQLException {
    wire.requireOpen();
    warnings = null;
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

  // ------------------------------------------------------------------ types the dialect lacks

  @Override
  public Clob createClob() throws SQLException {
    throw SqlErrors.notSupported("CLOB; use setString or setCharacterStream");
  }

  @Override
  public Blob createBlob() throws SQLException {
    throw SqlErrors.notSupported("BLOB; use setBytes or setBinaryStream");
  }

  @Override
  public NClob createNClob() throws SQLException {
    throw SqlErrors.notSupported("NCLOB; use setString or setCharacterStream");
  }

  @Override
  public SQLXML createSQLXML() throws SQLException {
    throw SqlErrors.notSupported("XML");
  }

  @Override
  public Array createArrayOf(String typeName, Object[] elements) throws SQLException {
    throw SqlErrors.notSupported("ARRAY");
  }

  @Override
  public Struct createStruct(String typeName, Object[] attributes) throws SQLException {
    throw SqlErrors.notSupported("STRUCT");
  }

  @Override
  public <T> T unwrap(Class<T> type) throws SQLException {
    return Wrappers.unwrap(this, type);
  }

  @Override
  public boolean isWrapperFor(Class<?> type) {
    return type.isInstance(this);
  }
}
