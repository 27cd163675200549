package dev.aft.conformance.torture;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;

/** Works on what one owner has until told to stop, and then until it knows what it has done. */
abstract class Worker implements Runnable {
  final int owner;
  final Running running;
  final Verdicts verdicts;
  private final DataSource pool;
  private volatile boolean stopping;
  private final AtomicInteger failures = new AtomicInteger();

  Worker(int owner, DataSource pool, Running running, Verdicts verdicts) {
    this.owner = owner;
    this.pool = pool;
    this.running = running;
    this.verdicts = verdicts;
  }

  /** Does one piece of work on a borrowed connection, or finds out what became of the last. */
  abstract void work(Connection connection) throws SQLException;

  /** Whether it knows what became of all its work. */
  abstract boolean isSettled();

  /** What is in the end in the books of the owner must be this. */
  abstract int done();

  final void stop() {
    stopping = true;
  }

  final int failures() {
    return failures.get();
  }

  @Override
  public final void run() {
    while (!stopping || !isSettled()) {
      try (Connection connection = pool.getConnection()) {
        work(connection);
      } catch (SQLException e) {
        verdicts.judge(e);
        failures.incrementAndGet();
      } catch (RuntimeException | Error e) {
        verdicts.complain("owner " + owner, e);
        return;
      }
    }
  }

  /** The driver forgets nothing that it is sure of: so may we. */
  static void rollback(Connection connection, SQLException failure) {
    try {
      connection.rollback();
    } catch (SQLException e) {
      failure.addSuppressed(e);
    }
  }
}
