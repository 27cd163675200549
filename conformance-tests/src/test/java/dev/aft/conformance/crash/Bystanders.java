package dev.aft.conformance.crash;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.aft.conformance.wire.SqlError;
import dev.aft.conformance.wire.WireConnection;
import java.io.IOException;

/** Clients that see to it that the rarer durable steps happen as well. */
final class Bystanders {
  private Bystanders() {}

  /** Creates, fills and drops tables. */
  static Survivor definitions(NodeAddress node) {
    return new Survivor(node) {
      private int n;

      @Override
      void work(WireConnection connection) throws IOException, SqlError, InterruptedException {
        String table = "scratch" + n % 10;
        connection.query(
            "CREATE TABLE IF NOT EXISTS " + table + " (id INTEGER PRIMARY KEY, note VARCHAR)");
        connection.query(
            "INSERT INTO " + table + " VALUES (1, 'a'), (2, 'b') ON CONFLICT (id) DO NOTHING");
        connection.query("DROP TABLE IF EXISTS " + table);
        n++;
        Thread.sleep(20);
      }
    };
  }

  /** Writes more than the memory of a transaction, over and over the same rows. */
  static Survivor spills(NodeAddress node) {
    return new Survivor(node) {
      private int n;

      @Override
      void work(WireConnection connection) throws IOException, SqlError, InterruptedException {
        connection.query(
            "CREATE TABLE IF NOT EXISTS spilled (id INTEGER PRIMARY KEY, note VARCHAR)");
        String value = "y".repeat(20_000);
        connection.query("BEGIN");
        for (int i = 0; i < 8; i++) {
          connection.query("UPSERT INTO spilled VALUES (" + i % 5 + ", '" + n + value + "')");
        }
        connection.query(n % 4 == 0 ? "ROLLBACK" : "COMMIT");
        n++;
        Thread.sleep(20);
      }
    };
  }

  /** Has the outcome of transactions that never committed decided. */
  static Survivor fences(NodeAddress node) {
    return new Survivor(node) {
      @Override
      void work(WireConnection connection) throws IOException, SqlError, InterruptedException {
        connection.query("BEGIN");
        String id = connection.value("SHOW TRANSACTION ID");
        connection.query("ROLLBACK");
        assertEquals("aborted", connection.value("SHOW OUTCOME OF '" + id + "' FINAL"));
        Thread.sleep(20);
      }
    };
  }
}
