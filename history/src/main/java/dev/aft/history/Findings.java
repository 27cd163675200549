package dev.aft.history;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** Collects the anomalies that the level forbids; explains a bounded number of them. */
final class Findings {
  private static final int EXPLAINED_OF_EACH_KIND = 200;

  private final Level level;
  private final Map<AnomalyKind, Integer> counts = new EnumMap<>(AnomalyKind.class);
  private final List<Violation> violations = new ArrayList<>();

  Findings(Level level) {
    this.level = level;
  }

  void add(AnomalyKind kind, Supplier<Violation> explanation) {
    if (!level.forbids(kind)) {
      return;
    }
    if (counts.merge(kind, 1, Integer::sum) <= EXPLAINED_OF_EACH_KIND) {
      violations.add(explanation.get());
    }
  }

  Verdict verdict() {
    return new Verdict(level, counts, violations);
  }
}
