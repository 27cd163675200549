package dev.aft.session;

import java.util.Map;

/**
 * What the sessions of a node have done since it started.
 *
 * @param openSessions open now
 * @param openTransactions sessions in a transaction block now
 * @param statements executed, failed ones included
 * @param errors answered with an ErrorResponse
 * @param committed transactions, explicit and implicit, that changed something or were explicit
 * @param rolledBack transactions that ended any other way
 * @param cancelled statements stopped by a cancel request or a timeout
 * @param logins with a password that was right
 * @param failedLogins wrong passwords, unknown users, broken exchanges
 * @param refusals what was refused because of a bound, by the setting that bounds it
 */
public record SessionStatistics(
    long openSessions,
    long openTransactions,
    long statements,
    long errors,
    long committed,
    long rolledBack,
    long cancelled,
    long logins,
    long failedLogins,
    Map<String, Long> refusals) {
  public SessionStatistics {
    refusals = Map.copyOf(refusals);
  }
}
