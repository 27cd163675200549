package dev.aft.engine.sql;

import dev.aft.engine.EngineSettings;

/**
 * The bounds of statement execution. Going past one is an error that changes nothing.
 *
 * @param parseCacheCharacters how much statement text the parse cache holds
 * @param planCacheCharacters how much statement text the plan cache holds plans for
 * @param maxColumns columns of one table
 * @param maxKeyBytes length of an encoded primary key
 * @param maxStatementRows rows that one statement may change, sort, or hold to find duplicates
 * @param maxStatementBytes memory for such rows, about
 * @param maxKeysPerRead keys that one statement reads one by one; beyond, it scans
 * @param scanPageRows rows that a scan takes from the store at a time, at most
 */
public record SqlSettings(
    long parseCacheCharacters,
    long planCacheCharacters,
    int maxColumns,
    int maxKeyBytes,
    int maxStatementRows,
    long maxStatementBytes,
    int maxKeysPerRead,
    int scanPageRows) {
  /** What stands before the primary key in the key of a row: its bound is that much smaller. */
  public static final int TABLE_PREFIX_BYTES = 9;

  public static final SqlSettings DEFAULT =
      new SqlSettings(
          8_000_000,
          8_000_000,
          1_600,
          EngineSettings.DEFAULT.keyBytes() - TABLE_PREFIX_BYTES,
          1_000_000,
          128L << 20,
          10_000,
          1_024);

  public SqlSettings {
    if (parseCacheCharacters < 0
        || planCacheCharacters < 0
        || maxColumns < 1
        || maxKeyBytes < 1
        || maxStatementRows < 1
        || maxStatementBytes < 1
        || maxKeysPerRead < 1
        || scanPageRows < 1) {
      throw new IllegalArgumentException("a bound of SQL execution is out of range");
    }
  }
}
