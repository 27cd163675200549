package dev.aft.driver;

import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * The plans of a connection by statement text, the least recently used leaving first. A plan that
 * has left goes on working for the statements that hold it, and {@link #release} closes it after
 * them.
 */
final class StatementCache {
  /** Written out for the reason that {@link ConnectionTarget.HostAddress} gives. */
  private record Key(String sql, String suffix, boolean escapes) {
    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof Key that
          && escapes == that.escapes
          && sql.equals(that.sql)
          && suffix.equals(that.suffix);
    }

    @Override
    public int hashCode() {
      return 31 * sql.hashCode() + suffix.hashCode();
    }
  }

  private final int capacity;
  private final Wire wire;
  private final Map<Key, StatementPlan> plans = new LinkedHashMap<>(16, 0.75f, true);
  private final AtomicLong names = new AtomicLong();

  StatementCache(int capacity, Wire wire) {
    this.capacity = capacity;
    this.wire = wire;
  }

  /**
   * @param suffix what to add to the text, a RETURNING clause; empty for nothing
   */
  synchronized StatementPlan plan(String sql, String suffix, boolean escapes) throws SQLException {
    Key key = new Key(sql, suffix, escapes);
    StatementPlan plan = plans.get(key);
    if (plan == null) {
      plan = newPlan(sql, suffix, escapes);
      if (capacity > 0) {
        plan.setKept(true);
        plans.put(key, plan);
        evict();
      }
    }
    return plan;
  }

  private StatementPlan newPlan(String sql, String suffix, boolean escapes) throws SQLException {
    List<SqlScanner.Statement> statements = SqlScanner.scan(sql, true, escapes);
    if (statements.size() > 1) {
      throw SqlErrors.of(
          "42601", "a prepared statement is one statement; this text has " + statements.size());
    }
    SqlScanner.Statement only = statements.get(0);
    return new StatementPlan(this, only.sql() + suffix, only.parameterCount());
  }

  private void evict() {
    while (plans.size() > capacity) {
      Key eldest = plans.keySet().iterator().next();
      StatementPlan plan = plans.remove(eldest);
      if (plan != null) {
        plan.setKept(false);
        plan.closeVariants();
      }
    }
  }

  /** Closes the server's statements of a plan that is not kept. */
  synchronized void release(StatementPlan plan) {
    if (!plan.isKept()) {
      plan.closeVariants();
    }
  }

  String nextName() {
    return "s" + names.incrementAndGet();
  }

  /** Number of the session whose statements are known. */
  int generation() {
    return wire.generation();
  }

  void closeLater(ServerStatement statement) {
    if (statement.isPrepared()) {
      statement.markClosed();
      wire.sendLater(statement.close());
    }
  }

  /** {@code RETURNING} for generated keys, or nothing for a statement that cannot have it. */
  static String returning(@Nullable String sql, String @Nullable [] columns) {
    if (sql == null) {
      return "";
    }
    String upper = sql.stripLeading().toUpperCase(Locale.ROOT);
    boolean changes =
        upper.startsWith("INSERT")
            || upper.startsWith("UPSERT")
            || upper.startsWith("UPDATE")
            || upper.startsWith("DELETE");
    if (!changes || upper.contains("RETURNING")) {
      return "";
    }
    if (columns == null || columns.length == 0) {
      return "\nRETURNING *";
    }
    StringBuilder clause = new StringBuilder("\nRETURNING ");
    for (int i = 0; i < columns.length; i++) {
      clause.append(i == 0 ? "" : ", ").append(columns[i]);
    }
    return clause.toString();
  }
}
