package dev.aft.engine.plan;

import dev.aft.engine.expression.EvaluationContext;
import dev.aft.engine.expression.TypedExpression;
import dev.aft.engine.type.ComparisonOperator;
import dev.aft.engine.type.Conversions;
import dev.aft.engine.type.KeyBound;
import dev.aft.engine.type.SqlType;
import dev.aft.storage.spi.Bytes;
import dev.aft.storage.spi.KeyRange;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * How a statement gets at the rows of its table: conditions on the primary key, whose values are
 * known at execution. Several alternatives come from an OR; a row is read when one of them allows
 * it.
 */
public final class KeyAccessPlan {
  /** What the plan reads, judged by its shape. */
  public enum Kind {
    POINT_READ("Point read"),
    MULTI_READ("Multi-read"),
    PREFIX_SCAN("Prefix scan"),
    RANGE_SCAN("Range scan"),
    FULL_SCAN("Full scan");

    private final String label;

    Kind(String label) {
      this.label = label;
    }

    /** What EXPLAIN calls it. */
    public String label() {
      return label;
    }
  }

  private final TableCodec codec;
  private final List<List<KeyCondition>> alternatives;
  private final int maxKeys;
  private final Kind kind;
  private final TypedExpression @Nullable [] pointValues;

  /**
   * @param alternatives at least one
   * @param maxKeys how many single keys one execution may read
   */
  KeyAccessPlan(TableCodec codec, List<List<KeyCondition>> alternatives, int maxKeys) {
    this.codec = codec;
    this.alternatives = alternatives.stream().map(List::copyOf).toList();
    this.maxKeys = maxKeys;
    this.pointValues = pointValues();
    this.kind = pointValues != null ? Kind.POINT_READ : kindOfAlternatives();
  }

  public Kind kind() {
    return kind;
  }

  /** Whether the column at this place in the key has one value in every row that is read. */
  boolean isFixed(int position) {
    return alternatives.size() == 1
        && alternatives.get(0).stream()
            .anyMatch(
                condition ->
                    condition.position() == position
                        && condition instanceof KeyCondition.Compare compare
                        && compare.operator() == ComparisonOperator.EQUAL);
  }

  private TypedExpression @Nullable [] pointValues() {
    int columns = codec.keyCodec().types().size();
    List<KeyCondition> conditions = alternatives.get(0);
    if (alternatives.size() > 1 || conditions.size() != columns) {
      return null;
    }
    TypedExpression[] values = new TypedExpression[columns];
    for (KeyCondition condition : conditions) {
      if (!(condition instanceof KeyCondition.Compare compare)
          || compare.operator() != ComparisonOperator.EQUAL
          || values[compare.position()] != null) {
        return null;
      }
      values[compare.position()] = compare.value();
    }
    return values;
  }

  private Kind kindOfAlternatives() {
    Kind widest = Kind.MULTI_READ;
    for (List<KeyCondition> conditions : alternatives) {
      Kind one = kindOf(conditions);
      widest = one.compareTo(widest) > 0 ? one : widest;
    }
    return widest;
  }

  private Kind kindOf(List<KeyCondition> conditions) {
    int columns = codec.keyCodec().types().size();
    int equal = 0;
    while (equal < columns && has(conditions, equal, true)) {
      equal++;
    }
    if (equal == columns) {
      return Kind.MULTI_READ;
    }
    if (has(conditions, equal, false)) {
      return Kind.RANGE_SCAN;
    }
    return equal > 0 ? Kind.PREFIX_SCAN : Kind.FULL_SCAN;
  }

  private static boolean has(List<KeyCondition> conditions, int position, boolean equality) {
    return conditions.stream()
        .anyMatch(
            condition -> condition.position() == position && condition.isEquality() == equality);
  }

  /** What to read with the parameters of this execution. */
  public KeyAccess resolve(EvaluationContext context) {
    if (pointValues != null) {
      KeyAccess point = resolvePoint(pointValues, context);
      if (point != null) {
        return point;
      }
    }
    List<KeyAccess> accesses = new ArrayList<>(alternatives.size());
    for (List<KeyCondition> conditions : alternatives) {
      accesses.add(new KeyAccessResolver(codec, maxKeys, context).resolve(conditions));
    }
    return accesses.size() == 1 ? accesses.get(0) : union(accesses);
  }

  /** The path of most statements: one value for each column; null when a value does not convert. */
  private @Nullable KeyAccess resolvePoint(
      TypedExpression[] expressions, EvaluationContext context) {
    List<SqlType> types = codec.keyCodec().types();
    Object[] values = new Object[expressions.length];
    for (int i = 0; i < values.length; i++) {
      Object value = expressions[i].evaluate(context);
      if (value == null) {
        return KeyAccess.NOTHING;
      }
      KeyBound bound =
          Conversions.toKeyBound(
              ComparisonOperator.EQUAL, value, expressions[i].type(), types.get(i));
      if (bound instanceof KeyBound.Never) {
        return KeyAccess.NOTHING;
      }
      if (!(bound instanceof KeyBound.Bound exact)) {
        return null;
      }
      values[i] = exact.value();
    }
    Bytes key = codec.keyCodec().encode(codec.prefix(), values);
    return new KeyAccess(List.of(key), List.of(), true);
  }

  /** Rows that satisfy any of several conditions: all keys, or everything as ranges. */
  private KeyAccess union(List<KeyAccess> accesses) {
    TreeSet<Bytes> keys = new TreeSet<>();
    List<KeyRange> ranges = new ArrayList<>();
    for (KeyAccess access : accesses) {
      keys.addAll(access.keys());
      ranges.addAll(access.ranges());
    }
    if (ranges.isEmpty() && keys.size() <= maxKeys) {
      return new KeyAccess(List.copyOf(keys), List.of(), false);
    }
    for (Bytes key : keys) {
      ranges.add(new KeyRange(key, key.successor()));
    }
    return new KeyAccess(List.of(), KeyRanges.merge(ranges), false);
  }
}
