package dev.aft.conformance.torture;

import dev.aft.driver.AlreadyCommittedException;
import dev.aft.driver.OutcomeUnknownException;
import java.sql.BatchUpdateException;
import java.sql.SQLException;
import java.sql.SQLNonTransientConnectionException;
import java.sql.SQLRecoverableException;
import java.sql.SQLTransactionRollbackException;
import java.sql.SQLTransientConnectionException;
import java.sql.SQLTransientException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Judges every exception that leaves the pool or the driver, and remembers those that are wrong.
 */
final class Verdicts {
  /** What may happen under torture, with the class that the table of errors names for it. */
  private static final Map<String, Class<? extends SQLException>> EXPECTED =
      Map.ofEntries(
          Map.entry("08001", SQLTransientConnectionException.class),
          Map.entry("08003", SQLNonTransientConnectionException.class),
          Map.entry("08006", SQLNonTransientConnectionException.class),
          Map.entry("08007", SQLNonTransientConnectionException.class),
          Map.entry("25P03", SQLTransientException.class),
          Map.entry("25X01", AlreadyCommittedException.class),
          Map.entry("40001", SQLTransactionRollbackException.class),
          Map.entry("40003", OutcomeUnknownException.class),
          Map.entry("53300", SQLTransientException.class),
          Map.entry("57014", SQLException.class),
          Map.entry("57P01", SQLRecoverableException.class));

  private static final int KEPT = 20;

  private final Map<String, AtomicInteger> seen = new ConcurrentHashMap<>();
  private final List<String> wrong = new ArrayList<>();

  /** Takes note of an exception that a statement, a commit or a borrow has ended with. */
  void judge(SQLException e) {
    String state = e.getSQLState();
    seen.computeIfAbsent(String.valueOf(state), absent -> new AtomicInteger()).incrementAndGet();
    if (isTimeoutOfThePool(e)) {
      return;
    }
    Class<? extends SQLException> expected = EXPECTED.get(String.valueOf(state));
    if (expected == null || !isOf(expected, classOf(e))) {
      complain("wrong class or state", e);
    }
  }

  /** A plain SQLException must be just that: pools evict for some of its subclasses. */
  private static boolean isOf(Class<? extends SQLException> expected, Class<?> actual) {
    return expected.equals(SQLException.class)
        ? actual.equals(expected)
        : expected.isAssignableFrom(actual);
  }

  /** JDBC wants a class of its own for batches: the right one is that of its cause. */
  private static Class<?> classOf(SQLException e) {
    Throwable cause = e.getCause();
    return e instanceof BatchUpdateException && cause != null ? cause.getClass() : e.getClass();
  }

  /** It has the state of the last failed try to connect, or none. */
  private static boolean isTimeoutOfThePool(SQLException e) {
    return e.getClass().equals(SQLTransientConnectionException.class)
        && String.valueOf(e.getMessage()).contains("request timed out");
  }

  /** Anything that must not happen. */
  synchronized void complain(String what, @Nullable Throwable cause) {
    if (wrong.size() < KEPT) {
      StringBuilder text = new StringBuilder(what);
      for (Throwable t = cause; t != null; t = t.getCause()) {
        String state = t instanceof SQLException e ? " " + e.getSQLState() : "";
        text.append("\n  ").append(t).append(state);
        for (int i = 0; i < Math.min(14, t.getStackTrace().length); i++) {
          text.append("\n      at ").append(t.getStackTrace()[i]);
        }
      }
      wrong.add(text.toString());
    }
  }

  synchronized List<String> wrong() {
    return List.copyOf(wrong);
  }

  /** How often which state was seen. */
  Map<String, AtomicInteger> seen() {
    return new TreeMap<>(seen);
  }

  /** Whether what failed so may still come to pass, or has. */
  static boolean isInDoubt(SQLException e) {
    String state = String.valueOf(e.getSQLState());
    return state.equals("40003") || state.equals("08007");
  }
}
