package dev.aft.engine.plan;

import dev.aft.engine.expression.EvaluationContext;
import dev.aft.engine.expression.TypedExpression;
import dev.aft.engine.type.ComparisonOperator;
import dev.aft.engine.type.Conversions;
import dev.aft.engine.type.KeyBound;
import dev.aft.engine.type.SqlType;
import dev.aft.engine.type.ValueComparator;
import dev.aft.storage.spi.Bytes;
import dev.aft.storage.spi.KeyRange;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Turns conditions and the values of one execution into keys or ranges: goes through the columns of
 * the key as long as each has a list of values, then bounds the next one. Used once.
 */
final class KeyAccessResolver {
  private final TableCodec codec;
  private final int maxKeys;
  private final EvaluationContext context;
  private boolean exact = true;

  KeyAccessResolver(TableCodec codec, int maxKeys, EvaluationContext context) {
    this.codec = codec;
    this.maxKeys = maxKeys;
    this.context = context;
  }

  KeyAccess resolve(List<KeyCondition> conditions) {
    List<SqlType> types = codec.keyCodec().types();
    List<Object[]> prefixes = new ArrayList<>();
    prefixes.add(new Object[types.size()]);
    for (int position = 0; position < types.size(); position++) {
      ColumnBounds bounds = bounds(conditions, position, types.get(position));
      if (bounds.isEmpty()) {
        return KeyAccess.NOTHING;
      }
      Set<Object> values = bounds.values();
      if (values == null || (long) prefixes.size() * values.size() > maxKeys) {
        boolean isLast = conditions.stream().allMatch(new UpTo(position)::covers);
        return ranges(prefixes, position, bounds, exact && values == null && isLast);
      }
      prefixes = extend(prefixes, position, values);
    }
    TreeSet<Bytes> keys = new TreeSet<>();
    for (Object[] values : prefixes) {
      keys.add(codec.keyCodec().encode(codec.prefix(), values));
    }
    return new KeyAccess(List.copyOf(keys), List.of(), exact);
  }

  /** Whether a condition is about a column up to this one. */
  private record UpTo(int position) {
    boolean covers(KeyCondition condition) {
      return condition.position() <= position;
    }
  }

  private static List<Object[]> extend(List<Object[]> prefixes, int position, Set<Object> values) {
    List<Object[]> extended = new ArrayList<>(prefixes.size() * values.size());
    for (Object[] prefix : prefixes) {
      for (Object value : values) {
        Object[] copy = prefix.clone();
        copy[position] = value;
        extended.add(copy);
      }
    }
    return extended;
  }

  private KeyAccess ranges(
      List<Object[]> prefixes, int position, ColumnBounds bounds, boolean isExact) {
    List<KeyRange> ranges = new ArrayList<>(prefixes.size());
    for (Object[] prefix : prefixes) {
      ranges.add(range(prefix, position, bounds));
    }
    return new KeyAccess(List.of(), KeyRanges.merge(ranges), isExact);
  }

  private KeyRange range(Object[] values, int position, ColumnBounds bounds) {
    KeyRange whole =
        KeyRange.prefix(codec.keyCodec().encodePrefix(codec.prefix(), values, position));
    Bytes from = whole.from();
    Bytes to = whole.to();
    KeyBound.Bound lower = bounds.lower();
    if (lower != null) {
      Bytes start = encode(values, position, lower.value());
      boolean after = lower.operator() == ComparisonOperator.GREATER;
      Bytes end = after ? KeyRange.endOfPrefix(start) : start;
      from = end == null ? start : end;
    }
    KeyBound.Bound upper = bounds.upper();
    if (upper != null) {
      Bytes start = encode(values, position, upper.value());
      to = upper.operator() == ComparisonOperator.LESS ? start : KeyRange.endOfPrefix(start);
    }
    return new KeyRange(from, to);
  }

  private Bytes encode(Object[] values, int position, Object value) {
    Object[] copy = values.clone();
    copy[position] = value;
    return codec.keyCodec().encodePrefix(codec.prefix(), copy, position + 1);
  }

  private ColumnBounds bounds(List<KeyCondition> conditions, int position, SqlType type) {
    ColumnBounds bounds = new ColumnBounds(ValueComparator.of(type));
    for (KeyCondition condition : conditions) {
      if (condition.position() == position) {
        add(condition, type, bounds);
      }
    }
    return bounds;
  }

  private void add(KeyCondition condition, SqlType type, ColumnBounds bounds) {
    if (condition instanceof KeyCondition.Compare compare) {
      add(compare.operator(), compare.value(), type, bounds);
    } else if (condition instanceof KeyCondition.OneOf oneOf) {
      addOneOf(oneOf, type, bounds);
    } else if (condition instanceof KeyCondition.StartsWith startsWith) {
      exact = false;
      addPrefix(startsWith.prefix().prefix(context), bounds);
    }
  }

  private void add(
      ComparisonOperator operator, TypedExpression expression, SqlType type, ColumnBounds bounds) {
    Object value = expression.evaluate(context);
    if (value == null) {
      bounds.nothing();
      return;
    }
    KeyBound bound = Conversions.toKeyBound(operator, value, expression.type(), type);
    if (bound instanceof KeyBound.Never) {
      bounds.nothing();
    } else if (bound instanceof KeyBound.Inexpressible) {
      exact = false;
    } else if (bound instanceof KeyBound.Bound found) {
      exact &= bounds.add(found);
    }
  }

  private void addOneOf(KeyCondition.OneOf oneOf, SqlType type, ColumnBounds bounds) {
    List<Object> values = new ArrayList<>();
    for (TypedExpression expression : oneOf.values()) {
      Object value = expression.evaluate(context);
      KeyBound bound =
          value == null
              ? new KeyBound.Never()
              : Conversions.toKeyBound(ComparisonOperator.EQUAL, value, expression.type(), type);
      if (bound instanceof KeyBound.Bound found) {
        values.add(found.value());
      } else if (!(bound instanceof KeyBound.Never)) {
        exact = false;
        return;
      }
    }
    bounds.addValues(values);
  }

  private static void addPrefix(String prefix, ColumnBounds bounds) {
    if (prefix.isEmpty()) {
      return;
    }
    bounds.add(new KeyBound.Bound(ComparisonOperator.GREATER_OR_EQUAL, prefix));
    String end = KeyRanges.endOfPrefix(prefix);
    if (end != null) {
      bounds.add(new KeyBound.Bound(ComparisonOperator.LESS, end));
    }
  }

  /** What all conditions together leave of one column. */
  private static final class ColumnBounds {
    private final Comparator<Object> order;
    private @Nullable TreeSet<Object> values;
    private KeyBound.@Nullable Bound lower;
    private KeyBound.@Nullable Bound upper;

    ColumnBounds(Comparator<Object> order) {
      this.order = order;
    }

    void nothing() {
      values = new TreeSet<>(order);
    }

    KeyBound.@Nullable Bound lower() {
      return lower;
    }

    KeyBound.@Nullable Bound upper() {
      return upper;
    }

    /** Adds a bound; answers whether it says all that is to say. */
    boolean add(KeyBound.Bound bound) {
      switch (bound.operator()) {
        case EQUAL -> addValues(List.of(bound.value()));
        case LESS, LESS_OR_EQUAL -> upper = tighter(upper, bound, -1);
        case GREATER, GREATER_OR_EQUAL -> lower = tighter(lower, bound, 1);
        case NOT_EQUAL -> {
          return false;
        }
      }
      return true;
    }

    private KeyBound.Bound tighter(
        KeyBound.@Nullable Bound known, KeyBound.Bound other, int direction) {
      if (known == null) {
        return other;
      }
      int comparison = order.compare(other.value(), known.value()) * direction;
      boolean strict =
          other.operator() == ComparisonOperator.LESS
              || other.operator() == ComparisonOperator.GREATER;
      return comparison > 0 || (comparison == 0 && strict) ? other : known;
    }

    void addValues(List<Object> candidates) {
      TreeSet<Object> added = new TreeSet<>(order);
      added.addAll(candidates);
      if (values != null) {
        added.retainAll(values);
      }
      values = added;
    }

    /** The values that satisfy everything, or null when they are not listed. */
    @Nullable Set<Object> values() {
      if (values == null) {
        return null;
      }
      TreeSet<Object> allowed = new TreeSet<>(order);
      for (Object value : values) {
        if (satisfies(value, lower) && satisfies(value, upper)) {
          allowed.add(value);
        }
      }
      return allowed;
    }

    private boolean satisfies(Object value, KeyBound.@Nullable Bound bound) {
      return bound == null || bound.operator().holds(order.compare(value, bound.value()));
    }

    boolean isEmpty() {
      Set<Object> allowed = values();
      return allowed != null && allowed.isEmpty();
    }
  }
}
