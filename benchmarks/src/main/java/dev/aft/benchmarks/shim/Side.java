package dev.aft.benchmarks.shim;

import java.sql.SQLException;

/** One way to do the work: as many of them as there are clients, each used by one thread. */
interface Side extends AutoCloseable {
  /** Writes {@code keys} keys, atomically if the side can. */
  void write(int keys) throws Exception;

  /** Reads a key that this side has written, again and again the same. */
  void read() throws Exception;

  @Override
  void close() throws SQLException;
}
