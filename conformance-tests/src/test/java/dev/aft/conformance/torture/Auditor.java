package dev.aft.conformance.torture;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;

/**
 * Reads all the books in one transaction, again and again, with a statement timeout now and then.
 */
final class Auditor extends Worker {
  private final int owners;
  private final AtomicInteger audits = new AtomicInteger();

  Auditor(int owner, int owners, DataSource pool, Running running, Verdicts verdicts) {
    super(owner, pool, running, verdicts);
    this.owners = owners;
  }

  @Override
  boolean isSettled() {
    return true;
  }

  @Override
  int done() {
    return audits.get();
  }

  @Override
  void work(Connection connection) throws SQLException {
    connection.setReadOnly(true);
    connection.setAutoCommit(false);
    try (Statement statement = connection.createStatement()) {
      running.now(owner, statement);
      statement.execute("SELECT COUNT(*) FROM account WHERE balance > 0");
      List<String> differences = Books.differences(connection, owners);
      if (!differences.isEmpty()) {
        verdicts.complain("an audit: " + differences, null);
      }
      audits.incrementAndGet();
      connection.commit();
    } catch (SQLException e) {
      rollback(connection, e);
      throw e;
    } finally {
      running.over(owner);
    }
  }
}
