package dev.aft.driver;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A statement text made ready for the server, and the server's statements for it. Thread-safe;
 * between choosing a statement and marking it as prepared the caller holds the wire's lock.
 */
final class StatementPlan {
  private static final int MAX_VARIANTS = 8;

  private final StatementCache cache;
  private final String sql;
  private final int parameterCount;
  private volatile boolean kept;
  private final List<ServerStatement> variants = new ArrayList<>(1);

  /** By the number of rows; few sizes are in use. */
  private final Map<Integer, StatementPlan> groups = new HashMap<>(0);

  StatementPlan(StatementCache cache, String sql, int parameterCount) {
    this.cache = cache;
    this.sql = sql;
    this.parameterCount = parameterCount;
  }

  /** Whether the cache has it. */
  boolean isKept() {
    return kept;
  }

  void setKept(boolean kept) {
    this.kept = kept;
  }

  String sql() {
    return sql;
  }

  int parameterCount() {
    return parameterCount;
  }

  /** The statement for the types of these values, prepared or about to be. */
  synchronized ServerStatement statementFor(ParameterRow row) {
    for (int i = 0; i < variants.size(); i++) {
      ServerStatement variant = variants.get(i);
      if (variant.accepts(row)) {
        return variant;
      }
    }
    if (variants.size() == MAX_VARIANTS) {
      cache.closeLater(variants.remove(0));
    }
    ServerStatement variant = new ServerStatement(cache, sql, row.typeIds());
    variants.add(variant);
    return variant;
  }

  /**
   * Marks what a round trip has prepared, in the order of its Parse messages, and forgets what the
   * server has refused: a null must not be sent with its types.
   */
  synchronized void markPrepared(List<ServerStatement> parsed, ResultCollector collector) {
    List<ResultCollector.Description> descriptions = collector.descriptions();
    int count = Math.min(parsed.size(), collector.parsed());
    variants.removeAll(parsed.subList(count, parsed.size()));
    for (int i = 0; i < count; i++) {
      ServerStatement statement = parsed.get(i);
      statement.markPrepared(i < descriptions.size() ? descriptions.get(i) : null);
      if (i >= descriptions.size()) {
        // Parsed but not described: to be parsed anew, after the server has freed the name.
        cache.closeLater(statement);
      }
    }
  }

  /** Whether executions may answer with rows, whose size nobody knows. */
  boolean mayAnswerWithRows() {
    return BatchSource.mayAnswerWithRows(sql);
  }

  /** The plan for as many rows at once; null if this is no INSERT that can have them. */
  synchronized @Nullable StatementPlan groups(int size) {
    StatementPlan known = groups.get(size);
    String text = known == null ? InsertGroups.rewritten(sql, parameterCount, size) : null;
    if (text != null) {
      known = new StatementPlan(cache, text, parameterCount * size);
      groups.put(size, known);
    }
    return known;
  }

  /** Forgets the server's statements, which the server has lost or must not use again. */
  synchronized void closeVariants() {
    for (ServerStatement variant : variants) {
      cache.closeLater(variant);
    }
    variants.clear();
    groups.values().forEach(StatementPlan::closeVariants);
  }
}
