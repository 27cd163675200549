package dev.aft.benchmarks.anomalies;

import java.sql.SQLException;

/** What functions work on: one client's way to the data. Used by one thread. */
interface FunctionPlatform extends AutoCloseable {
  /** The next function of the transaction under way; the first one begins it. */
  void beginFunction() throws SQLException;

  /** The number read, 0 for an absent key. */
  long read(int key) throws SQLException;

  void write(int key, long number) throws SQLException;

  /** The function is over and another one will go on. */
  void endFunction() throws SQLException;

  /** The last function is over, and the transaction with it. */
  void commit() throws SQLException;

  @Override
  void close() throws SQLException;
}
