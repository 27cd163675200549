package dev.aft.benchmarks;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLTransactionRollbackException;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicLong;
import java.util.random.RandomGenerator;

/** What one client does over and over. The SQL is plain enough for every database compared. */
enum Workload {
  POINT_READ("point-read", "one SELECT by key, autocommit") {
    @Override
    void run(Client client) throws SQLException {
      client.read(client.randomKey());
    }
  },
  UPDATE("update", "one UPDATE by key, autocommit") {
    @Override
    void run(Client client) throws SQLException {
      client.update(client.randomKey());
      client.afterCommit();
    }
  },
  INSERT("insert", "one INSERT of a new key, autocommit") {
    @Override
    void run(Client client) throws SQLException {
      client.insert();
      client.afterCommit();
    }
  },
  TRANSACTION("transaction", "4 SELECTs and 2 UPDATEs by key, one commit") {
    @Override
    void run(Client client) throws SQLException {
      client.transaction(4, 2);
    }
  },
  SCAN("scan", "the next 20 rows from a random key, autocommit") {
    @Override
    void run(Client client) throws SQLException {
      client.scan(client.randomKey());
    }
  };

  private final String title;
  private final String description;

  Workload(String title, String description) {
    this.title = title;
    this.description = description;
  }

  String title() {
    return title;
  }

  String description() {
    return description;
  }

  abstract void run(Client client) throws SQLException;

  static Workload named(String title) {
    return Arrays.stream(values())
        .filter(workload -> workload.title.equals(title))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "no workload '"
                        + title
                        + "'; there are "
                        + String.join(
                            ", ", Arrays.stream(values()).map(Workload::title).toList())));
  }

  /** Ten digits, without a formatter: it would take longer than the read of the row. */
  static String key(long number) {
    String digits = Long.toString(number);
    return "key-" + "0".repeat(Math.max(0, 10 - digits.length())) + digits;
  }

  /** One connection with its statements. Used by one thread. */
  static final class Client implements AutoCloseable {
    private static final AtomicLong INSERTED = new AtomicLong();

    private final Connection connection;
    private final Target target;
    private final int rows;
    private final RandomGenerator random;
    private final String value;
    private final PreparedStatement select;
    private final PreparedStatement update;
    private final PreparedStatement insert;
    private final PreparedStatement range;

    Client(Target target, int rows, int valueBytes, RandomGenerator random) throws SQLException {
      this.target = target;
      this.rows = rows;
      this.random = random;
      this.value = "v".repeat(valueBytes);
      connection = target.connect();
      select = connection.prepareStatement("SELECT v FROM bench WHERE k = ?");
      update = connection.prepareStatement("UPDATE bench SET v = ? WHERE k = ?");
      insert = connection.prepareStatement("INSERT INTO bench (k, v) VALUES (?, ?)");
      range =
          connection.prepareStatement("SELECT k, v FROM bench WHERE k >= ? ORDER BY k LIMIT 20");
    }

    String randomKey() {
      return key(random.nextInt(rows));
    }

    void read(String key) throws SQLException {
      select.setString(1, key);
      try (ResultSet result = select.executeQuery()) {
        if (!result.next() || result.getString(1) == null) {
          throw new SQLException("row " + key + " is missing");
        }
      }
    }

    void update(String key) throws SQLException {
      update.setString(1, value);
      update.setString(2, key);
      if (update.executeUpdate() != 1) {
        throw new SQLException("row " + key + " was not updated");
      }
    }

    void insert() throws SQLException {
      insert.setString(1, "new-" + INSERTED.incrementAndGet() + "-" + random.nextLong());
      insert.setString(2, value);
      insert.executeUpdate();
    }

    void scan(String key) throws SQLException {
      range.setString(1, key);
      try (ResultSet result = range.executeQuery()) {
        while (result.next()) {
          result.getString(2);
        }
      }
    }

    void transaction(int reads, int writes) throws SQLException {
      connection.setAutoCommit(false);
      try {
        for (int i = 0; i < reads; i++) {
          read(randomKey());
        }
        for (int i = 0; i < writes; i++) {
          update(randomKey());
        }
        connection.commit();
      } catch (SQLTransactionRollbackException e) {
        connection.rollback();
      }
      connection.setAutoCommit(true);
      afterCommit();
    }

    void afterCommit() throws SQLException {
      target.afterCommit(connection);
    }

    @Override
    public void close() throws SQLException {
      connection.close();
    }
  }
}
