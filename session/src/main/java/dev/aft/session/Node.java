package dev.aft.session;

import dev.aft.engine.EngineEnvironment;
import dev.aft.engine.EngineSettings;
import dev.aft.engine.execute.SqlEngines;
import dev.aft.engine.sql.SqlSettings;
import dev.aft.engine.transaction.StorageErrors;
import dev.aft.engine.transaction.TransactionManager;
import dev.aft.engine.transaction.TransactionManagers;
import dev.aft.engine.user.Passwords;
import dev.aft.engine.user.UserDirectory;
import dev.aft.storage.spi.Ownership;
import dev.aft.storage.spi.Store;
import java.util.Map;

/**
 * Sessions over SQL over transactions over a store: what a server and an embedded database have in
 * common. Thread-safe.
 */
public final class Node implements AutoCloseable {
  private final Store store;
  private final TransactionManager transactions;
  private final UserDirectory users;
  private final Sessions sessions;

  private Node(Store store, Settings settings, EngineEnvironment environment) {
    this.store = store;
    transactions = TransactionManagers.open(store, settings.engine(), environment);
    users = users(transactions, environment);
    Passwords passwords = new Passwords(new ScramPasswords(environment.random()));
    sessions =
        new Sessions(
            SqlEngines.open(settings.sql(), environment, passwords, users),
            transactions,
            environment,
            settings.session(),
            users::current);
    store.capability(Ownership.class).ifPresent(power -> watch(power, sessions));
  }

  /** A node that cannot read its users must not let anybody in, so it does not open. */
  private static UserDirectory users(
      TransactionManager transactions, EngineEnvironment environment) {
    try {
      return UserDirectory.open(transactions, environment);
    } catch (RuntimeException e) {
      transactions.close();
      throw Async.unwrap(e) instanceof RuntimeException cause ? cause : e;
    }
  }

  private static void watch(Ownership power, Sessions sessions) {
    var unused =
        power.lost().thenAccept(why -> sessions.endWithStoreTaken(StorageErrors.describe(why)));
  }

  /** The bounds of each layer. */
  public record Settings(EngineSettings engine, SqlSettings sql, SessionSettings session) {
    public static final Settings DEFAULT =
        new Settings(EngineSettings.DEFAULT, SqlSettings.DEFAULT, SessionSettings.DEFAULT);
  }

  /**
   * Opens all layers over {@code store}, which belongs to the node from now on: it is closed with
   * the node, and when the node cannot be opened. Blocks for a few small reads.
   *
   * @throws dev.aft.engine.EngineException when what the store holds cannot be used
   */
  public static Node open(Store store, Settings settings, EngineEnvironment environment) {
    try {
      return new Node(store, settings, environment);
    } catch (RuntimeException e) {
      store.close();
      throw e;
    }
  }

  public Sessions sessions() {
    return sessions;
  }

  /** Whether there are users, so that everybody has to log in. */
  public boolean hasUsers() {
    return !users.current().isEmpty();
  }

  /** Counters and gauges of the transaction layer. */
  public Map<String, Long> transactionStatistics() {
    return transactions.statistics();
  }

  /**
   * Aborts running transactions, finishes commits under way, and closes the store. Sessions still
   * open answer with errors from then on. Not to be called from a continuation of the store.
   */
  @Override
  public void close() {
    users.close();
    try {
      transactions.close();
    } finally {
      store.close();
    }
  }
}
