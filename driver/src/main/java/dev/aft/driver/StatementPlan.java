package dev.aft.driver;

import java.util.ArrayList;
import java.util.List;

/** A statement text made ready for the server, and the server's statements for it. */
final class StatementPlan {
  private static final int MAX_VARIANTS = 8;

  private final StatementCache cache;
  private final String sql;
  private final int parameterCount;
  private boolean kept;
  private final List<ServerStatement> variants = new ArrayList<>(1);

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
  ServerStatement statementFor(ParameterRow row) {
    for (int i = 0; i < variants.size(); i++) {
      ServerStatement variant = variants.get(i);
      if (variant.accepts(row)) {
        return variant;
      }
    }
    if (variants.size() == MAX_VARIANTS) {
      cache.closeLater(variants.remove(0));
    }
    ServerStatement variant = new ServerStatement(cache.nextName(), sql, row.typeIds());
    variants.add(variant);
    return variant;
  }

  /** Marks what a round trip has prepared, in the order of its Parse messages. */
  static void markPrepared(List<ServerStatement> parsed, ResultCollector collector) {
    int count = Math.min(parsed.size(), collector.parsed());
    for (int i = 0; i < count; i++) {
      List<ResultCollector.Description> descriptions = collector.descriptions();
      if (i < descriptions.size()) {
        parsed.get(i).markPrepared(descriptions.get(i));
      } else {
        // Parsed but not described: to be parsed anew, under the same name.
        parsed.get(i).markClosed();
        break;
      }
    }
  }

  /** Forgets the server's statements, which the server has lost or must not use again. */
  void closeVariants() {
    for (ServerStatement variant : variants) {
      cache.closeLater(variant);
    }
    variants.clear();
  }
}
