package dev.aft.conformance.torture;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.Set;
import javax.sql.DataSource;

/**
 * Writes 1, 2, 3, ... by statements in auto-commit mode. One that was lost may come to pass later,
 * but not after a later one that was acknowledged; one that has failed must never be seen.
 */
final class SingleWorker extends Worker {
  private final Set<Integer> possible = new HashSet<>(Set.of(0));
  private int last;
  private volatile int seen;

  SingleWorker(int owner, DataSource pool, Running running, Verdicts verdicts) {
    super(owner, pool, running, verdicts);
  }

  @Override
  boolean isSettled() {
    return true;
  }

  @Override
  int done() {
    return seen;
  }

  @Override
  void work(Connection connection) throws SQLException {
    int found = Books.number(connection, "single", owner);
    if (!possible.contains(found)) {
      throw new IllegalStateException("found " + found + ", which is none of " + possible);
    }
    seen = Math.max(seen, found);
    int next = ++last;
    try (PreparedStatement write =
        connection.prepareStatement("UPDATE single SET n = ? WHERE owner = ?")) {
      running.now(owner, write);
      write.setQueryTimeout(2);
      write.setInt(1, next);
      write.setInt(2, owner);
      write.executeUpdate();
      possible.add(next);
    } catch (SQLException e) {
      if (Verdicts.isInDoubt(e)) {
        possible.add(next);
      }
      throw e;
    } finally {
      running.over(owner);
    }
  }
}
