package dev.aft.session.suspended;

/**
 * What a node has done with tokens since it started.
 *
 * @param suspended transactions that no connection holds now
 * @param suspends tokens given out
 * @param resumes tokens taken and gone on with, takeovers included
 * @param takeovers transactions taken from a connection, or taken back to an earlier state
 * @param refused tokens that were refused, for whatever reason
 */
public record SuspensionStatistics(
    long suspended, long suspends, long resumes, long takeovers, long refused) {}
