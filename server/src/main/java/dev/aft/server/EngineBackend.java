package dev.aft.server;

import dev.aft.engine.EngineSettings;
import dev.aft.engine.execute.SqlEngines;
import dev.aft.engine.sql.SqlEngine;
import dev.aft.engine.sql.SqlSettings;
import dev.aft.engine.transaction.TransactionManager;
import dev.aft.engine.transaction.TransactionManagers;
import dev.aft.server.setting.Setting;
import dev.aft.server.setting.Settings;
import dev.aft.session.MessageSink;
import dev.aft.session.Session;
import dev.aft.session.SessionSettings;
import dev.aft.session.SessionStatistics;
import dev.aft.session.Sessions;
import dev.aft.storage.spi.Store;
import dev.aft.storage.spi.StoreStatistics;
import dev.aft.storage.spi.Stores;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Executor;

/** Sessions over SQL over transactions over a store. */
final class EngineBackend implements Backend {
  private static final int BYTES_PER_CHARACTER = 2;

  private final Store store;
  private final Optional<StoreStatistics> storeStatistics;
  private final TransactionManager transactions;
  private final Sessions sessions;

  private EngineBackend(Store store, Settings settings, Surroundings surroundings) {
    this.store = store;
    storeStatistics = store.capability(StoreStatistics.class);
    transactions =
        TransactionManagers.open(store, engineSettings(settings), surroundings.environment());
    SqlEngine engine = SqlEngines.open(sqlSettings(settings), surroundings.environment());
    sessions =
        new Sessions(engine, transactions, surroundings.environment(), sessionSettings(settings));
  }

  /**
   * Opens the store that the settings name, and all above it. Blocks.
   *
   * @throws dev.aft.storage.spi.StorageException when the store cannot be opened
   * @throws dev.aft.engine.EngineException when what it holds cannot be used
   */
  static EngineBackend open(Settings settings, Surroundings surroundings) {
    Store store = Stores.open(settings.text(Setting.STORAGE));
    try {
      return new EngineBackend(store, settings, surroundings);
    } catch (RuntimeException e) {
      store.close();
      throw e;
    }
  }

  private static EngineSettings engineSettings(Settings settings) {
    return EngineSettings.builder()
        .maxTransactionLifetime(settings.duration(Setting.TRANSACTION_LIFETIME))
        .skewAllowance(settings.duration(Setting.SKEW_ALLOWANCE))
        .runningTransactions(settings.intNumber(Setting.MAX_TRANSACTIONS))
        .writeBufferBytesPerTransaction(settings.number(Setting.MAX_TRANSACTION_SIZE))
        .writeBufferBytesTotal(settings.number(Setting.TRANSACTION_MEMORY))
        .readSetEntries(settings.intNumber(Setting.MAX_READ_SET))
        .keyBytes(settings.intNumber(Setting.MAX_KEY_SIZE))
        .valueBytes(settings.intNumber(Setting.MAX_VALUE_SIZE))
        .versionIndexBytes(settings.number(Setting.VERSION_INDEX_MEMORY))
        .commitRecordCacheBytes(settings.number(Setting.COMMIT_RECORD_MEMORY))
        .collectionInterval(settings.duration(Setting.COLLECTION_INTERVAL))
        .collectedCommitsPerSecond(settings.intNumber(Setting.COLLECTION_RATE))
        .build();
  }

  private static SqlSettings sqlSettings(Settings settings) {
    SqlSettings defaults = SqlSettings.DEFAULT;
    return new SqlSettings(
        settings.number(Setting.STATEMENT_CACHE) / BYTES_PER_CHARACTER,
        settings.number(Setting.PLAN_CACHE),
        defaults.maxColumns(),
        defaults.maxKeyBytes(),
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
        settings.intNumber(Setting.MAX_CONNECTIONS),
        settings.duration(Setting.STATEMENT_TIMEOUT),
        settings.duration(Setting.IDLE_IN_TRANSACTION_TIMEOUT));
  }

  @Override
  public Session open(Executor executor, MessageSink sink) {
    return sessions.open(executor, sink);
  }

  @Override
  public void cancel(int processId, int secretKey) {
    sessions.cancel(processId, secretKey);
  }

  @Override
  public Map<String, Long> statistics() {
    Map<String, Long> all = new TreeMap<>();
    SessionStatistics session = sessions.statistics();
    all.put("session_open", session.openSessions());
    all.put("session_open_transactions", session.openTransactions());
    all.put("session_statements_total", session.statements());
    all.put("session_errors_total", session.errors());
    all.put("session_committed_total", session.committed());
    all.put("session_rolled_back_total", session.rolledBack());
    all.put("session_cancelled_total", session.cancelled());
    putAll(all, "engine_", transactions.statistics());
    storeStatistics.ifPresent(statistics -> putAll(all, "store_", statistics.statistics()));
    return all;
  }

  private static void putAll(Map<String, Long> all, String prefix, Map<String, Long> some) {
    some.forEach((name, value) -> all.put(StatisticNames.of(prefix + name), value));
  }

  @Override
  public void close() {
    transactions.close();
    store.close();
  }
}
