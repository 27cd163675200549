package dev.aft.engine.plan;

import dev.aft.engine.expression.ExpressionAnalyzer;
import dev.aft.engine.expression.Scope;
import dev.aft.engine.expression.TypedExpression;
import dev.aft.grammar.Expression;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Plans how the rows that a WHERE selects are found. Used once, for one statement. */
final class RowsPlanner {
  private final PlanningContext context;
  private final @Nullable TableSource source;
  private final @Nullable TableScope scope;
  private final List<KeyCondition> keyConditions = new ArrayList<>();
  private final List<TypedExpression> gate = new ArrayList<>();
  private final List<TypedExpression> filter = new ArrayList<>();
  private final List<TypedExpression> residual = new ArrayList<>();
  private final List<String> keyText = new ArrayList<>();
  private final List<String> filterText = new ArrayList<>();
  private final List<String> gateText = new ArrayList<>();

  /** The furthest column of the key that a condition in {@link #keyText} is about. */
  private final Map<String, Integer> furthest = new HashMap<>();

  private @Nullable List<List<KeyCondition>> alternatives;

  RowsPlanner(PlanningContext context, @Nullable TableSource source, @Nullable TableScope scope) {
    this.context = context;
    this.source = source;
    this.scope = scope;
  }

  /** Takes the WHERE apart. */
  void where(@Nullable Expression where) {
    Scope visible = scope != null ? scope : Scope.empty();
    ExpressionAnalyzer analyzer = new ExpressionAnalyzer(visible, context.parameters(), null);
    for (Expression conjunct : SyntaxTrees.conjuncts(where)) {
      add(analyzer.analyzeCondition(conjunct), ExpressionText.of(conjunct));
    }
  }

  private void add(TypedExpression conjunct, String text) {
    if (conjunct.isRowIndependent()) {
      gate.add(conjunct);
      gateText.add(text);
      return;
    }
    filter.add(conjunct);
    if (!(source instanceof TableSource.Stored stored)) {
      residual.add(conjunct);
      filterText.add(text);
      return;
    }
    boolean whole = true;
    int known = keyConditions.size();
    for (TypedExpression part : conjunct.conjuncts()) {
      Optional<KeyCondition> condition = KeyConditions.of(stored.definition(), part);
      condition.ifPresent(keyConditions::add);
      whole &= condition.isPresent() && !(condition.get() instanceof KeyCondition.StartsWith);
    }
    boolean usesAlternatives = !whole && addAlternatives(stored, conjunct);
    for (KeyCondition condition : keyConditions.subList(known, keyConditions.size())) {
      furthest.merge(text, condition.position(), Math::max);
    }
    if (keyConditions.size() > known || usesAlternatives) {
      keyText.add(text);
    }
    if (!whole) {
      residual.add(conjunct);
      if (!usesAlternatives) {
        filterText.add(text);
      }
    }
  }

  private boolean addAlternatives(TableSource.Stored stored, TypedExpression conjunct) {
    if (alternatives != null) {
      return false;
    }
    Optional<List<List<KeyCondition>>> found =
        KeyConditions.alternatives(stored.definition(), conjunct);
    alternatives = found.orElse(null);
    return found.isPresent();
  }

  /** Adds a condition on the key that no expression stands for. */
  void addKeyCondition(KeyCondition condition, String text) {
    keyConditions.add(condition);
    keyText.add(text);
  }

  /**
   * The plan.
   *
   * @param needed the slots of the columns that the statement looks at; null for all
   */
  RowsPlan plan(@Nullable BitSet needed) {
    Filter all = new Filter(filter);
    Filter rest = new Filter(residual);
    Filter gates = gate.isEmpty() ? Filter.NONE : new Filter(gate);
    if (source instanceof TableSource.Virtual virtual) {
      return new RowsPlan(null, null, virtual.table(), gates, all, all);
    }
    if (!(source instanceof TableSource.Stored stored)) {
      return new RowsPlan(null, null, null, gates, all, all);
    }
    int maxKeyBytes = context.settings().maxKeyBytes();
    TableCodec codec =
        needed == null
            ? TableCodec.of(stored.definition(), maxKeyBytes)
            : TableCodec.reading(stored.definition(), needed, maxKeyBytes);
    return new RowsPlan(codec, access(codec), null, gates, all, rest);
  }

  private KeyAccessPlan access(TableCodec codec) {
    List<List<KeyCondition>> combined = new ArrayList<>();
    if (alternatives == null) {
      combined.add(keyConditions);
    } else {
      for (List<KeyCondition> alternative : alternatives) {
        List<KeyCondition> both = new ArrayList<>(keyConditions);
        both.addAll(alternative);
        combined.add(both);
      }
    }
    return new KeyAccessPlan(codec, combined, context.settings().maxKeysPerRead());
  }

  /** Whether a condition on the key stands behind a column that has no single values. */
  private boolean isFiltered(String text) {
    int position = 0;
    while (hasEquality(position)) {
      position++;
    }
    return furthest.getOrDefault(text, 0) > position;
  }

  private boolean hasEquality(int position) {
    return keyConditions.stream()
        .anyMatch(condition -> condition.position() == position && condition.isEquality());
  }

  /** What EXPLAIN says: the read first, then what is checked on each row. */
  List<String> explain(RowsPlan plan, String suffix) {
    List<String> lines = new ArrayList<>();
    KeyAccessPlan access = plan.access();
    if (source == null) {
      lines.add("Single row" + suffix);
    } else if (access == null) {
      lines.add("Catalog scan on " + source.definition().name() + suffix);
    } else {
      boolean full = access.kind() == KeyAccessPlan.Kind.FULL_SCAN;
      String keys = keyText.isEmpty() || full ? "" : " (" + String.join(" AND ", keyText) + ")";
      String name = source.definition().name().name();
      lines.add(access.kind().label() + " on " + name + keys + suffix);
      if (full && !keyText.isEmpty()) {
        filterText.addAll(0, keyText);
      } else if (!full && alternatives == null) {
        filterText.addAll(0, keyText.stream().filter(this::isFiltered).toList());
      }
    }
    if (!gateText.isEmpty()) {
      lines.add("Condition: " + String.join(" AND ", gateText));
    }
    if (!filterText.isEmpty()) {
      lines.add("Filter: " + String.join(" AND ", filterText.stream().distinct().toList()));
    }
    return lines;
  }
}
