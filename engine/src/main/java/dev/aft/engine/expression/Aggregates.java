package dev.aft.engine.expression;

import dev.aft.engine.EngineException;
import dev.aft.engine.ErrorCode;
import dev.aft.engine.type.Conversions;
import dev.aft.engine.type.SqlType;
import dev.aft.engine.type.SqlType.Kind;
import dev.aft.engine.type.ValueComparator;
import dev.aft.engine.type.ValueSize;
import dev.aft.grammar.Expression.AggregateFunction;
import java.math.BigDecimal;
import java.time.ZoneOffset;
import java.util.Comparator;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** The aggregate functions. */
public final class Aggregates {
  /** The most different values that one DISTINCT aggregate keeps. */
  public static final int MAX_DISTINCT = 1_000_000;

  private static final long MAX_DISTINCT_BYTES = 64L << 20;

  private Aggregates() {}

  /** Collects the values of one aggregate. Not thread-safe. */
  public interface Accumulator {
    /** Evaluates the argument against the context's row and adds it. */
    void add(EvaluationContext context);

    @Nullable Object result();
  }

  /** The type of an aggregate's result. */
  static SqlType resultType(AggregateCollector.Call call, int offset) {
    TypedExpression argument = call.argument();
    if (call.function() == AggregateFunction.COUNT || argument == null) {
      return SqlType.BIGINT;
    }
    SqlType type = argument.type();
    return switch (call.function()) {
      case SUM, AVG -> numericResult(call.function(), type, offset);
      default -> ordered(call.function(), type, offset);
    };
  }

  private static SqlType numericResult(AggregateFunction function, SqlType type, int offset) {
    if (!type.isNumeric()) {
      throw undefined(function, type, offset);
    }
    if (function == AggregateFunction.AVG) {
      return type.isApproximate() ? SqlType.DOUBLE_PRECISION : SqlType.DECIMAL;
    }
    return switch (type.kind()) {
      case SMALLINT, INTEGER -> SqlType.BIGINT;
      case BIGINT -> SqlType.DECIMAL;
      default -> type.unbounded();
    };
  }

  private static SqlType ordered(AggregateFunction function, SqlType type, int offset) {
    if (type.kind() == Kind.BOOLEAN) {
      throw undefined(function, type, offset);
    }
    return type;
  }

  private static EngineException undefined(AggregateFunction function, SqlType type, int offset) {
    return EngineException.builder(
            ErrorCode.UNDEFINED_FUNCTION,
            "function "
                + function.name().toLowerCase(Locale.ROOT)
                + "("
                + type.unbounded()
                + ") does not exist")
        .at(offset)
        .build();
  }

  /** A new accumulator for the call. */
  public static Accumulator accumulator(AggregateCollector.Call call) {
    TypedExpression argument = call.argument();
    if (argument == null) {
      return new RowCounter();
    }
    SqlType type = argument.type();
    Collector collector =
        switch (call.function()) {
          case COUNT -> new Counter();
          case MIN -> new Extreme(ValueComparator.of(type).reversed());
          case MAX -> new Extreme(ValueComparator.of(type));
          case SUM, AVG ->
              type.isApproximate()
                  ? new ApproximateSum(call.function(), type)
                  : new ExactSum(call.function(), type);
        };
    Set<Object> seen = call.distinct() ? new TreeSet<>(ValueComparator.of(type)) : null;
    return new ArgumentAccumulator(argument, collector, seen);
  }

  /** Takes values that are not null. */
  private interface Collector {
    void add(Object value);

    @Nullable Object result();
  }

  private static final class RowCounter implements Accumulator {
    private long count;

    @Override
    public void add(EvaluationContext context) {
      count++;
    }

    @Override
    public Object result() {
      return count;
    }
  }

  private static final class ArgumentAccumulator implements Accumulator {
    private final TypedExpression argument;
    private final Collector collector;
    private final @Nullable Set<Object> seen;
    private long seenBytes;

    ArgumentAccumulator(TypedExpression argument, Collector collector, @Nullable Set<Object> seen) {
      this.argument = argument;
      this.collector = collector;
      this.seen = seen;
    }

    @Override
    public void add(EvaluationContext context) {
      Object value = argument.evaluate(context);
      if (value != null && isNew(value)) {
        collector.add(value);
      }
    }

    private boolean isNew(Object value) {
      if (seen == null) {
        return true;
      }
      if (seen.size() >= MAX_DISTINCT && !seen.contains(value)) {
        throw new EngineException(
            ErrorCode.LIMIT_EXCEEDED, "DISTINCT over more than " + MAX_DISTINCT + " values");
      }
      boolean added = seen.add(value);
      seenBytes += added ? ValueSize.of(value) : 0;
      if (seenBytes > MAX_DISTINCT_BYTES) {
        throw new EngineException(
            ErrorCode.LIMIT_EXCEEDED, "DISTINCT over more than " + MAX_DISTINCT_BYTES + " bytes");
      }
      return added;
    }

    @Override
    public @Nullable Object result() {
      return collector.result();
    }
  }

  private static final class Counter implements Collector {
    private long count;

    @Override
    public void add(Object value) {
      count++;
    }

    @Override
    public Object result() {
      return count;
    }
  }

  private static final class Extreme implements Collector {
    private final Comparator<Object> comparator;
    private @Nullable Object extreme;

    Extreme(Comparator<Object> comparator) {
      this.comparator = comparator;
    }

    @Override
    public void add(Object value) {
      if (extreme == null || comparator.compare(value, extreme) > 0) {
        extreme = value;
      }
    }

    @Override
    public @Nullable Object result() {
      return extreme;
    }
  }

  private static final class ExactSum implements Collector {
    private final boolean average;
    private final SqlType type;
    private BigDecimal wide = BigDecimal.ZERO;
    private long narrow;
    private long count;

    ExactSum(AggregateFunction function, SqlType type) {
      this.average = function == AggregateFunction.AVG;
      this.type = type;
    }

    @Override
    public void add(Object value) {
      count++;
      if (value instanceof BigDecimal decimal) {
        wide = DecimalArithmetic.checked(wide.add(decimal));
        return;
      }
      long number = ((Number) value).longValue();
      long sum = narrow + number;
      if (((narrow ^ sum) & (number ^ sum)) < 0) {
        wide = wide.add(BigDecimal.valueOf(narrow));
        sum = number;
      }
      narrow = sum;
    }

    @Override
    public @Nullable Object result() {
      if (count == 0) {
        return null;
      }
      BigDecimal sum = wide.add(BigDecimal.valueOf(narrow));
      if (average) {
        return DecimalArithmetic.divide(sum, BigDecimal.valueOf(count));
      }
      boolean small = type.kind() == Kind.SMALLINT || type.kind() == Kind.INTEGER;
      return small ? Conversions.cast(sum, SqlType.DECIMAL, SqlType.BIGINT, ZoneOffset.UTC) : sum;
    }
  }

  private static final class ApproximateSum implements Collector {
    private final AggregateFunction function;
    private final SqlType type;
    private double sum;
    private boolean finite = true;
    private long count;

    ApproximateSum(AggregateFunction function, SqlType type) {
      this.function = function;
      this.type = type;
    }

    @Override
    public void add(Object value) {
      double number = ((Number) value).doubleValue();
      finite &= Double.isFinite(number);
      sum = Arithmetic.checked(sum + number, finite);
      count++;
    }

    @Override
    public @Nullable Object result() {
      if (count == 0) {
        return null;
      }
      if (function == AggregateFunction.AVG) {
        return sum / count;
      }
      return type.kind() == Kind.REAL
          ? Conversions.cast(sum, SqlType.DOUBLE_PRECISION, SqlType.REAL, ZoneOffset.UTC)
          : (Object) sum;
    }
  }
}
