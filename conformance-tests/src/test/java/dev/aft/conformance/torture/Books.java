package dev.aft.conformance.torture;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/**
 * Transfer 1, 2, 3, ... of an owner moves that amount from the left to the right of its two
 * accounts by relative updates and counts it. A transfer that is lost, done twice or seen in part
 * leaves the three in disagreement.
 */
final class Books {
  private Books() {}

  static void create(Connection connection, int owners) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute("CREATE TABLE account (id INTEGER PRIMARY KEY, balance BIGINT NOT NULL)");
      statement.execute("CREATE TABLE done (owner INTEGER PRIMARY KEY, n INTEGER NOT NULL)");
      statement.execute("CREATE TABLE single (owner INTEGER PRIMARY KEY, n INTEGER NOT NULL)");
      for (int owner = 0; owner < owners; owner++) {
        statement.execute("INSERT INTO account VALUES (" + 2 * owner + ", 0)");
        statement.execute("INSERT INTO account VALUES (" + (2 * owner + 1) + ", 0)");
        statement.execute("INSERT INTO done VALUES (" + owner + ", 0)");
        statement.execute("INSERT INTO single VALUES (" + owner + ", 0)");
      }
    }
  }

  /** The number in table {@code done} or {@code single}. */
  static int number(Connection connection, String table, int owner) throws SQLException {
    try (PreparedStatement query =
        connection.prepareStatement("SELECT n FROM " + table + " WHERE owner = ?")) {
      query.setInt(1, owner);
      try (ResultSet rows = query.executeQuery()) {
        if (!rows.next()) {
          throw new IllegalStateException("owner " + owner + " is not in table " + table);
        }
        return rows.getInt(1);
      }
    }
  }

  /** All of a transfer but its commit; half of the owners send it as a batch. */
  static void transfer(Connection connection, int owner, int amount, Running running)
      throws SQLException {
    try (PreparedStatement move =
            connection.prepareStatement("UPDATE account SET balance = balance + ? WHERE id = ?");
        PreparedStatement count =
            connection.prepareStatement("UPDATE done SET n = n + 1 WHERE owner = ?")) {
      running.now(owner, move);
      move.setInt(1, -amount);
      move.setInt(2, 2 * owner);
      if (owner % 2 == 0) {
        move.addBatch();
        move.setInt(1, amount);
        move.setInt(2, 2 * owner + 1);
        move.addBatch();
        move.executeBatch();
      } else {
        requireOne(move.executeUpdate());
        move.setInt(1, amount);
        move.setInt(2, 2 * owner + 1);
        requireOne(move.executeUpdate());
      }
      running.now(owner, count);
      count.setInt(1, owner);
      requireOne(count.executeUpdate());
    } finally {
      running.over(owner);
    }
  }

  private static void requireOne(int count) {
    if (count != 1) {
      throw new IllegalStateException("an update by key has changed " + count + " rows");
    }
  }

  /**
   * What disagrees in what one transaction sees. Rows come in pages, because of the fetch size.
   *
   * @param connection with auto-commit off
   */
  static List<String> differences(Connection connection, int owners) throws SQLException {
    long[] balances = read(connection, "SELECT id, balance FROM account", 2 * owners);
    long[] done = read(connection, "SELECT owner, n FROM done", owners);
    List<String> differences = new ArrayList<>();
    for (int owner = 0; owner < owners; owner++) {
      long expected = done[owner] * (done[owner] + 1) / 2;
      if (balances[2 * owner] != -expected || balances[2 * owner + 1] != expected) {
        differences.add(
            String.format(
                "owner %d after transfer %d: %d and %d, not %d",
                owner, done[owner], balances[2 * owner], balances[2 * owner + 1], expected));
      }
    }
    return differences;
  }

  private static long[] read(Connection connection, String query, int rowCount)
      throws SQLException {
    long[] values = new long[rowCount];
    int seen = 0;
    try (Statement statement = connection.createStatement()) {
      statement.setFetchSize(5);
      try (ResultSet rows = statement.executeQuery(query)) {
        while (rows.next()) {
          values[rows.getInt(1)] = rows.getLong(2);
          seen++;
        }
      }
    }
    if (seen != rowCount) {
      throw new IllegalStateException(query + " gave " + seen + " rows, not " + rowCount);
    }
    return values;
  }
}
