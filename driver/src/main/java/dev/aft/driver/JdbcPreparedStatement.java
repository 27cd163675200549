package dev.aft.driver;

import dev.aft.protocol.BackendMessage.TransactionStatus;
import dev.aft.protocol.FrontendMessage;
import dev.aft.protocol.Values;
import dev.aft.protocol.ValuesBuilder;
import java.sql.ParameterMetaData;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A statement with parameters. Its first execution prepares it on the server in the same round
 * trip; later ones send Bind, Execute and Sync only.
 */
final class JdbcPreparedStatement extends ParameterSetters {
  private final StatementPlan plan;
  private final boolean returnsKeys;
  private final ParameterRow parameters;
  private final ValuesBuilder builder = new ValuesBuilder();
  private final List<ParameterRow> batch = new ArrayList<>();

  JdbcPreparedStatement(
      JdbcConnection connection, ResultSetKind kind, StatementPlan plan, boolean returnsKeys) {
    super(connection, kind);
    this.plan = plan;
    this.returnsKeys = returnsKeys;
    this.parameters = new ParameterRow(plan.parameterCount());
  }

  @Override
  void set(int index, int typeId, @Nullable Object value) throws SQLException {
    requireOpen();
    parameters.set(index, typeId, value);
  }

  @Override
  public void clearParameters() throws SQLException {
    requireOpen();
    parameters.clear();
  }

  @Override
  public boolean execute() throws SQLException {
    run();
    return hasResultSet();
  }

  @Override
  public ResultSet executeQuery() throws SQLException {
    run();
    return requireResultSet();
  }

  @Override
  ZoneId zone() {
    return connection.zone();
  }

  @Override
  public long executeLargeUpdate() throws SQLException {
    run();
    return requireUpdateCount();
  }

  @Override
  public int executeUpdate() throws SQLException {
    return toInt(executeLargeUpdate());
  }

  private void run() throws SQLException {
    prepareToRun();
    parameters.requireComplete();
    TransactionStatus before = connection.wire().status();
    String token = connection.next().token();
    String key = connection.next().idempotencyKey();
    try {
      RepeatableException.repeatAction(this::runOnce);
    } catch (SQLException e) {
      if (!isStale(e)) {
        throw e;
      }
      plan.closeVariants();
      if (before != TransactionStatus.IDLE || token != null) {
        throw e;
      }
      connection.rollbackIfOpen();
      connection.next().setIdempotencyKey(key);
      runOnce();
    }
  }

  /** Whether the server has lost the statement, or its tables are no longer what they were. */
  private static boolean isStale(SQLException e) {
    return SqlErrors.UNDEFINED_STATEMENT.equals(e.getSQLState())
        || (SqlErrors.NOT_SUPPORTED.equals(e.getSQLState())
            && String.valueOf(e.getMessage()).startsWith("cached plan must not change"));
  }

  private void runOnce() throws SQLException {
    Wire wire = connection.wire();
    wire.lock();
    try {
      runLocked();
    } finally {
      wire.unlock();
    }
  }

  private void runLocked() throws SQLException {
    connection.wire().ready();
    ServerStatement server = plan.statementFor(parameters);
    Values values = parameters.encode(builder);
    String cursor = cursorName();
    List<FrontendMessage> messages = new ArrayList<>(8);
    boolean fresh = !server.isPrepared();
    if (fresh) {
      messages.add(server.parse());
      messages.add(server.describe());
    }
    addExecution(messages, cursor, server.name(), parameters.formats(), values, false);
    ResultCollector collector = new ResultCollector(fresh ? null : server.columns());
    try {
      boolean alone = !connection.holdsTransactionOpen() && !BatchSource.isQuery(plan.sql());
      MessageSource source = MessageSource.of(messages, 1);
      runTrip(source, plan.sql(), List.of(plan.sql()), collector, alone);
    } finally {
      if (fresh) {
        plan.markPrepared(List.of(server), collector);
      }
    }
    take(collector, cursor, returnsKeys);
  }

  // ------------------------------------------------------------------ batches

  @Override
  public void addBatch() throws SQLException {
    requireOpen();
    parameters.requireComplete();
    batch.add(parameters.copy());
  }

  @Override
  public void clearBatch() throws SQLException {
    requireOpen();
    batch.clear();
  }

  @Override
  public long[] executeLargeBatch() throws SQLException {
    requireOpen();
    List<ParameterRow> rows = List.copyOf(batch);
    batch.clear();
    if (!rows.isEmpty() && !returnsKeys) {
      BatchCounts.requireNoQuery(plan.sql(), rows.size());
    }
    Wire wire = connection.wire();
    wire.lock();
    try {
      wire.ready();
      return RepeatableException.repeat(() -> runBatchLocked(rows));
    } finally {
      wire.unlock();
    }
  }

  private long[] runBatchLocked(List<ParameterRow> rows) throws SQLException {
    PreparedBatch prepared = new PreparedBatch(plan, rows, builder);
    List<BatchSource.Item> items = prepared.items();
    ResultCollector collector = new ResultCollector(prepared.knownColumns());
    try {
      List<String> texts = Collections.nCopies(items.size(), plan.sql());
      return runBatch(items, texts, collector, returnsKeys, plan.mayAnswerWithRows());
    } finally {
      prepared.markPrepared(collector);
    }
  }

  // ------------------------------------------------------------------ metadata

  private ServerStatement described() throws SQLException {
    requireOpen();
    Wire wire = connection.wire();
    wire.lock();
    try {
      return describedLocked();
    } finally {
      wire.unlock();
    }
  }

  private ServerStatement describedLocked() throws SQLException {
    connection.wire().ready();
    ServerStatement server = plan.statementFor(parameters);
    if (!server.isPrepared()) {
      List<FrontendMessage> messages = new ArrayList<>(4);
      messages.add(server.parse());
      messages.add(server.describe());
      ResultCollector collector = new ResultCollector();
      try {
        roundTrip(MessageSource.of(messages, 1), Wire.Transaction.NONE, collector);
      } finally {
        plan.markPrepared(List.of(server), collector);
      }
    }
    return server;
  }

  @Override
  public @Nullable ResultSetMetaData getMetaData() throws SQLException {
    Columns columns = returnsKeys ? null : described().columns();
    return columns == null ? null : new JdbcResultSetMetaData(columns, connection);
  }

  @Override
  public ParameterMetaData getParameterMetaData() throws SQLException {
    return new JdbcParameterMetaData(described().parameterTypes());
  }

  @Override
  public void close() throws SQLException {
    if (!isClosed()) {
      connection.statements().release(plan);
    }
    super.close();
  }

  // ------------------------------------------------------------------ by text: not here

  private static SQLException hasItsText() {
    return SqlErrors.of(
        "HY010", "a prepared statement has its text already; call the method without one");
  }

  @Override
  public boolean execute(String sql) throws SQLException {
    throw hasItsText();
  }

  @Override
  public boolean execute(String sql, int autoGeneratedKeys) throws SQLException {
    throw hasItsText();
  }

  @Override
  public boolean execute(String sql, String[] columnNames) throws SQLException {
    throw hasItsText();
  }

  @Override
  public boolean execute(String sql, int[] columnIndexes) throws SQLException {
    throw hasItsText();
  }

  @Override
  public long executeLargeUpdate(String sql, int[] columnIndexes) throws SQLException {
    throw hasItsText();
  }

  @Override
  public ResultSet executeQuery(String sql) throws SQLException {
    throw hasItsText();
  }

  @Override
  public long executeLargeUpdate(String sql) throws SQLException {
    throw hasItsText();
  }

  @Override
  public long executeLargeUpdate(String sql, int autoGeneratedKeys) throws SQLException {
    throw hasItsText();
  }

  @Override
  public long executeLargeUpdate(String sql, String[] columnNames) throws SQLException {
    throw hasItsText();
  }

  @Override
  public void addBatch(String sql) throws SQLException {
    throw hasItsText();
  }
}
