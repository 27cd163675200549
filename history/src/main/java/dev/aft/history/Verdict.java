package dev.aft.history;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What the checker found.
 *
 * @param counts how often each kind was found
 * @param violations the cases found, up to a bound
 */
public record Verdict(Level level, Map<AnomalyKind, Integer> counts, List<Violation> violations) {
  public Verdict {
    counts = java.util.Collections.unmodifiableMap(new TreeMap<>(counts));
    violations = List.copyOf(violations);
  }

  public boolean accepted() {
    return counts.isEmpty();
  }

  public int count(AnomalyKind kind) {
    return counts.getOrDefault(kind, 0);
  }

  /** The case with the fewest transactions and operations. */
  public Optional<Violation> smallest() {
    return violations.stream()
        .min(
            Comparator.comparingInt(Violation::size)
                .thenComparing(Violation::kind)
                .thenComparing(Violation::reader));
  }
}
