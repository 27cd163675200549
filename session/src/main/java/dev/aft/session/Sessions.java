package dev.aft.session;

import dev.aft.engine.EngineEnvironment;
import dev.aft.engine.EngineException;
import dev.aft.engine.ErrorCode;
import dev.aft.engine.sql.SqlEngine;
import dev.aft.engine.transaction.TransactionManager;
import dev.aft.engine.user.Users;
import dev.aft.protocol.BackendMessage;
import dev.aft.session.suspended.SuspendedTransactions;
import dev.aft.session.suspended.SuspensionStatistics;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Opens the sessions of one node and knows those that are open. Thread-safe. */
public final class Sessions {
  private final SessionState.Node node;
  private final Map<Integer, SqlSession> open = new ConcurrentHashMap<>();
  private final AtomicInteger lastProcessId = new AtomicInteger();
  private final CompletableFuture<EngineException> storeTaken = new CompletableFuture<>();
  private volatile boolean draining;

  /** For a node that will have no users. */
  Sessions(
      SqlEngine engine,
      TransactionManager transactions,
      EngineEnvironment environment,
      SessionSettings settings) {
    this(engine, transactions, environment, settings, () -> Users.NONE);
  }

  /**
   * @param users those that the node knows now: asked for each statement
   */
  public Sessions(
      SqlEngine engine,
      TransactionManager transactions,
      EngineEnvironment environment,
      SessionSettings settings,
      Supplier<Users> users) {
    this.node =
        new SessionState.Node(
            engine,
            new TextParser(engine, environment.worker()),
            transactions,
            environment,
            new SuspendedTransactions(transactions, environment, settings.takeoverWait()),
            settings,
            new SessionCounters(),
            Logins.of(users, environment, settings));
  }

  /**
   * Opens a session that waits for its start-up message. It counts until it is closed.
   *
   * @param sessionExecutor runs the session's tasks one at a time, in order; {@link
   *     Session#receive} is called on it
   * @param sink takes the session's answers
   * @param peer what the transport knows of the client
   */
  public Session open(Executor sessionExecutor, MessageSink sink, Peer peer) {
    int processId = lastProcessId.incrementAndGet() & Integer.MAX_VALUE;
    BackendMessage.BackendKeyData key =
        new BackendMessage.BackendKeyData(processId, node.environment().random().nextInt());
    SqlSession session =
        new SqlSession(this, node, key, new SessionState(node, sessionExecutor, sink, peer));
    open.put(processId, session);
    if (draining) {
      session.drain();
    }
    return session;
  }

  /** Stops the statement under way in the session that has both numbers; else does nothing. */
  public void cancel(int processId, int secretKey) {
    Session session = open.get(processId);
    if (session != null && session.secretKey() == secretKey) {
      session.cancel();
    }
  }

  /** Drains every session, and those opened later as they start up. */
  public void drain() {
    draining = true;
    node.suspended().drain();
    open.values().forEach(Session::drain);
  }

  /**
   * Another process has taken the store: every session ends with 57P02, those that work as soon as
   * they are answered, and those opened later as they start up. For good.
   */
  void endWithStoreTaken(EngineException why) {
    if (storeTaken.complete(why)) {
      open.values().forEach(SqlSession::endWithStore);
    }
  }

  /** Why the node has no store any more; null while it has. */
  @Nullable EngineException whyStoreTaken() {
    return storeTaken.getNow(null);
  }

  /** Completes when another process has taken the store, and never otherwise. */
  public CompletableFuture<EngineException> storeTaken() {
    return storeTaken.copy();
  }

  /** Sessions open now: a drained node waits for zero. */
  public int openSessions() {
    return open.size();
  }

  public SessionStatistics statistics() {
    return node.counters().snapshot(open.size());
  }

  public SuspensionStatistics suspensionStatistics() {
    return node.suspended().statistics();
  }

  /**
   * @throws EngineException {@code TOO_MANY_CONNECTIONS}
   */
  void requireRoom() {
    if (open.size() > node.settings().maxConnections()) {
      throw new EngineException(
          ErrorCode.TOO_MANY_CONNECTIONS,
          "the node has " + node.settings().maxConnections() + " connections, which is the limit");
    }
  }

  void remove(SqlSession session) {
    open.remove(session.processId(), session);
  }
}
