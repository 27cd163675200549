package dev.aft.conformance.crash;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.aft.conformance.wire.SqlError;
import dev.aft.conformance.wire.WireConnection;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Books that show everything a crash can do wrong. Owner by owner, transfer 1, 2, 3, ... moves an
 * amount from the owner's left account to the right one. A transfer that is lost, done twice or
 * visible in part leaves accounts, postings and count of transfers in disagreement, at every moment
 * and for ever. One transfer of an owner at a time: updates are relative, and lost updates are not
 * what is looked for here.
 */
public final class Ledger {
  /** Statements of a transfer fall into that many parts, one for each function of a workflow. */
  public static final int PARTS = 3;

  private static final int KEPT = 5;
  private static final String LARGE = "x".repeat(6_000);

  private final int owners;

  public Ledger(int owners) {
    this.owners = owners;
  }

  public int owners() {
    return owners;
  }

  public void create(WireConnection connection) throws IOException, SqlError {
    connection.query("CREATE TABLE account (id INTEGER PRIMARY KEY, balance BIGINT NOT NULL)");
    connection.query("CREATE TABLE done (owner INTEGER PRIMARY KEY, n INTEGER NOT NULL)");
    connection.query(
        "CREATE TABLE posting (owner INTEGER, n INTEGER, side INTEGER, amount BIGINT NOT NULL,"
            + " note VARCHAR, PRIMARY KEY (owner, n, side))");
    for (int owner = 0; owner < owners; owner++) {
      connection.query("INSERT INTO account VALUES (" + 2 * owner + ", 0)");
      connection.query("INSERT INTO account VALUES (" + (2 * owner + 1) + ", 0)");
      connection.query("INSERT INTO done VALUES (" + owner + ", 0)");
    }
  }

  /** The statements of one part of a transfer. Every third transfer is large. */
  public static List<String> statements(int owner, int n, int part) {
    long amount = amount(n);
    return switch (part) {
      case 0 ->
          List.of(
              insert(owner, n, 0, -amount, ""),
              "UPDATE account SET balance = balance - " + amount + " WHERE id = " + 2 * owner);
      case 1 ->
          List.of(
              insert(owner, n, 1, amount, n % 3 == 0 ? LARGE : ""),
              "UPDATE account SET balance = balance + "
                  + amount
                  + " WHERE id = "
                  + (2 * owner + 1));
      default ->
          List.of(
              "DELETE FROM posting WHERE owner = " + owner + " AND n = " + (n - KEPT),
              "UPDATE done SET n = n + 1 WHERE owner = " + owner);
    };
  }

  private static String insert(int owner, int n, int side, long amount, String note) {
    return String.format(
        "INSERT INTO posting VALUES (%d, %d, %d, %d, '%s')", owner, n, side, amount, note);
  }

  private static long amount(int n) {
    return n % 97 + 1L;
  }

  /** How many transfers of {@code owner} are visible. */
  public static int done(WireConnection connection, int owner) throws IOException, SqlError {
    return Integer.parseInt(connection.value("SELECT n FROM done WHERE owner = " + owner));
  }

  /**
   * Reads everything in one transaction and compares.
   *
   * @return how many transfers of each owner are done
   */
  public Map<Integer, Integer> audit(WireConnection connection) throws IOException, SqlError {
    connection.query("BEGIN READ ONLY");
    Map<Integer, List<String>> postings = new HashMap<>();
    for (var row : connection.query("SELECT owner, n, side, amount FROM posting")) {
      postings
          .computeIfAbsent(number(row, 0), absent -> new ArrayList<>())
          .add(number(row, 1) + "/" + number(row, 2) + "=" + number(row, 3));
    }
    Map<Integer, Integer> done = pairs(connection, "SELECT owner, n FROM done");
    Map<Integer, Integer> balances = pairs(connection, "SELECT id, balance FROM account");
    connection.query("COMMIT");
    assertEquals(owners, done.size(), "owners");
    done.forEach((owner, n) -> check(owner, n, postings.getOrDefault(owner, List.of()), balances));
    return done;
  }

  private static void check(
      int owner, int n, List<String> postings, Map<Integer, Integer> balances) {
    long sum = 0;
    List<String> expected = new ArrayList<>();
    for (int i = 1; i <= n; i++) {
      sum += amount(i);
      if (i > n - KEPT) {
        expected.add(i + "/0=" + -amount(i));
        expected.add(i + "/1=" + amount(i));
      }
    }
    String who = "owner " + owner + " after transfer " + n;
    assertEquals(expected, postings, who);
    assertEquals(-sum, balances.getOrDefault(2 * owner, 0).longValue(), who + ", left account");
    assertEquals(sum, balances.getOrDefault(2 * owner + 1, 0).longValue(), who + ", right account");
  }

  private static Map<Integer, Integer> pairs(WireConnection connection, String sql)
      throws IOException, SqlError {
    Map<Integer, Integer> pairs = new TreeMap<>();
    for (var row : connection.query(sql)) {
      pairs.put(number(row, 0), number(row, 1));
    }
    assertTrue(!pairs.isEmpty(), sql);
    return pairs;
  }

  private static int number(List<@Nullable String> row, int column) {
    return Integer.parseInt(String.valueOf(row.get(column)));
  }
}
