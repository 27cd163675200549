package dev.aft.session;

import java.time.Duration;

/**
 * The bounds of one session and what it tells about the node.
 *
 * @param version of the product, as shown in {@code server_version}
 * @param maxStatements prepared statements one session may hold
 * @param maxPortals portals one session may hold
 * @param fetchRows rows asked of the engine at a time
 * @param maxConnections sessions open at once; more are refused with 53300
 * @param statementTimeout the default of {@code statement_timeout}; zero for none
 * @param idleInTransactionTimeout the default of {@code idle_in_transaction_session_timeout}; zero
 *     for none
 * @param maxWaitingMessages messages of one session that may wait for an answer; more than a
 *     transport that watches {@link Session#backlog} lets through
 * @param takeoverWait how long RESUME waits for the last call of whoever held the transaction
 * @param stopGrace how long a statement that shall stop may wait for the store
 * @param maxLoginDelay how long the answer to a failed login waits at most
 */
public record SessionSettings(
    String version,
    int maxStatements,
    int maxPortals,
    int fetchRows,
    int maxConnections,
    Duration statementTimeout,
    Duration idleInTransactionTimeout,
    int maxWaitingMessages,
    Duration takeoverWait,
    Duration stopGrace,
    Duration maxLoginDelay) {

  public static final SessionSettings DEFAULT =
      new SessionSettings(
          "0.1.0",
          10_000,
          10_000,
          256,
          10_000,
          Duration.ZERO,
          Duration.ZERO,
          200_000,
          Duration.ofSeconds(10),
          Duration.ofMillis(250),
          Duration.ofSeconds(5));

  public SessionSettings {
    if (maxStatements < 1 || maxPortals < 1 || fetchRows < 1 || maxConnections < 1) {
      throw new IllegalArgumentException("bounds of a session start at 1");
    }
    if (maxWaitingMessages < 1 || takeoverWait.isNegative() || stopGrace.isNegative()) {
      throw new IllegalArgumentException("bounds of waiting in a session are not negative");
    }
    if (maxLoginDelay.isNegative()) {
      throw new IllegalArgumentException("the delay of failed logins is not negative");
    }
    if (statementTimeout.isNegative() || idleInTransactionTimeout.isNegative()) {
      throw new IllegalArgumentException("timeouts of a session start at zero");
    }
  }
}
