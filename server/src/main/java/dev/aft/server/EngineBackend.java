package dev.aft.server;

import dev.aft.engine.EngineEnvironment;
import dev.aft.engine.EngineException;
import dev.aft.engine.EngineSettings;
import dev.aft.engine.sql.SqlSettings;
import dev.aft.server.setting.Setting;
import dev.aft.server.setting.Settings;
import dev.aft.session.MessageSink;
import dev.aft.session.Node;
import dev.aft.session.Peer;
import dev.aft.session.Session;
import dev.aft.session.SessionSettings;
import dev.aft.session.SessionStatistics;
import dev.aft.session.suspended.SuspensionStatistics;
import dev.aft.storage.spi.Store;
import dev.aft.storage.spi.StoreStatistics;
import dev.aft.storage.spi.Stores;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.UnaryOperator;

/** Sessions over SQL over transactions over a store. */
final class EngineBackend implements Backend {
  private static final int BYTES_PER_CHARACTER = 2;

  private final Optional<StoreStatistics> storeStatistics;
  private final Node node;

  private EngineBackend(Optional<StoreStatistics> storeStatistics, Node node) {
    this.storeStatistics = storeStatistics;
    this.node = node;
  }

  /**
   * Opens the store that the settings name, and all above it. Blocks.
   *
   * @throws dev.aft.storage.spi.StorageException when the store cannot be opened
   * @throws dev.aft.engine.EngineException when what it holds cannot be used
   */
  static EngineBackend open(Settings settings, Surroundings surroundings) {
    return open(settings, UnaryOperator.identity(), surroundings.environment());
  }

  /** The same over a decorated store. */
  static EngineBackend open(
      Settings settings, UnaryOperator<Store> decorateStore, EngineEnvironment environment) {
    Store store = decorateStore.apply(Stores.open(settings.text(Setting.STORAGE)));
    Node.Settings bounds =
        new Node.Settings(
            engineSettings(settings), sqlSettings(settings), sessionSettings(settings));
    return new EngineBackend(
        store.capability(StoreStatistics.class), Node.open(store, bounds, environment));
  }

  private static EngineSettings engineSettings(Settings settings) {
    return EngineSettings.builder()
        .maxTransactionLifetime(settings.duration(Setting.TRANSACTION_LIFETIME))
        .skewAllowance(settings.duration(Setting.SKEW_ALLOWANCE))
        .runningTransactions(settings.intNumber(Setting.MAX_TRANSACTIONS))
        .transactionBytes(settings.number(Setting.MAX_TRANSACTION_SIZE))
        .transactionKeyBytes(settings.intNumber(Setting.MAX_TRANSACTION_KEY_SIZE))
        .writeBufferBytesPerTransaction(settings.number(Setting.TRANSACTION_WRITE_BUFFER))
        .writeBufferBytesTotal(settings.number(Setting.TRANSACTION_MEMORY))
        .readSetEntries(settings.intNumber(Setting.MAX_READ_SET))
        .keyBytes(settings.intNumber(Setting.MAX_KEY_SIZE))
        .valueBytes(settings.intNumber(Setting.MAX_VALUE_SIZE))
        .versionIndexBytes(settings.number(Setting.VERSION_INDEX_MEMORY))
        .commitRecordCacheBytes(settings.number(Setting.COMMIT_RECORD_MEMORY))
        .collectionInterval(settings.duration(Setting.COLLECTION_INTERVAL))
        .collectedCommitsPerSecond(settings.intNumber(Setting.COLLECTION_RATE))
        .idempotencyKeyLifetime(settings.duration(Setting.IDEMPOTENCY_KEY_LIFETIME))
        .idempotencyKeyBytes(settings.intNumber(Setting.MAX_IDEMPOTENCY_KEY_SIZE))
        .resultBytes(settings.intNumber(Setting.MAX_RESULT_SIZE))
        .causalityTimeout(settings.duration(Setting.CAUSALITY_TIMEOUT))
        .build();
  }

  private static SqlSettings sqlSettings(Settings settings) {
    SqlSettings defaults = SqlSettings.DEFAULT;
    return new SqlSettings(
        settings.number(Setting.STATEMENT_CACHE) / BYTES_PER_CHARACTER,
        settings.number(Setting.PLAN_CACHE),
        defaults.maxColumns(),
        settings.intNumber(Setting.MAX_KEY_SIZE) - SqlSettings.TABLE_PREFIX_BYTES,
        settings.intNumber(Setting.MAX_STATEMENT_ROWS),
        settings.number(Setting.MAX_STATEMENT_MEMORY),
        defaults.maxKeysPerRead(),
        defaults.scanPageRows());
  }

  private static SessionSettings sessionSettings(Settings settings) {
    return new SessionSettings(
        Version.current(),
        settings.intNumber(Setting.MAX_STATEMENTS),
        settings.intNumber(Setting.MAX_PORTALS),
        settings.intNumber(Setting.FETCH_ROWS),
        // The listener counts who has been let in; others have a session too while they log in.
        settings.intNumber(Setting.MAX_CONNECTIONS) + settings.intNumber(Setting.MAX_HANDSHAKES),
        settings.duration(Setting.STATEMENT_TIMEOUT),
        settings.duration(Setting.IDLE_IN_TRANSACTION_TIMEOUT),
        settings.intNumber(Setting.MAX_WAITING_MESSAGES),
        settings.duration(Setting.TAKEOVER_WAIT),
        settings.duration(Setting.STOP_GRACE),
        settings.duration(Setting.MAX_LOGIN_DELAY));
  }

  @Override
  public Session open(Executor executor, MessageSink sink, Peer peer) {
    return node.sessions().open(executor, sink, peer);
  }

  @Override
  public boolean hasUsers() {
    return node.hasUsers();
  }

  @Override
  public void cancel(int processId, int secretKey) {
    node.sessions().cancel(processId, secretKey);
  }

  @Override
  public Map<String, Long> statistics() {
    Map<String, Long> all = new TreeMap<>();
    SessionStatistics session = node.sessions().statistics();
    all.put("session_open", session.openSessions());
    all.put("session_open_transactions", session.openTransactions());
    all.put("session_statements_total", session.statements());
    all.put("session_errors_total", session.errors());
    all.put("session_committed_total", session.committed());
    all.put("session_rolled_back_total", session.rolledBack());
    all.put("session_cancelled_total", session.cancelled());
    all.put("session_logins_total", session.logins());
    all.put("session_failed_logins_total", session.failedLogins());
    session
        .refusals()
        .forEach(
            (setting, count) ->
                all.put("limits_refused_" + setting.replace('-', '_') + "_total", count));
    SuspensionStatistics suspension = node.sessions().suspensionStatistics();
    all.put("session_suspended_transactions", suspension.suspended());
    all.put("session_suspends_total", suspension.suspends());
    all.put("session_resumes_total", suspension.resumes());
    all.put("session_takeovers_total", suspension.takeovers());
    all.put("session_refused_tokens_total", suspension.refused());
    putAll(all, "engine_", node.transactionStatistics());
    storeStatistics.ifPresent(statistics -> putAll(all, "store_", statistics.statistics()));
    return all;
  }

  @Override
  public CompletableFuture<EngineException> storeTaken() {
    return node.sessions().storeTaken();
  }

  private static void putAll(Map<String, Long> all, String prefix, Map<String, Long> some) {
    some.forEach((name, value) -> all.put(StatisticNames.of(prefix + name), value));
  }

  @Override
  public void close() {
    node.close();
  }
}
