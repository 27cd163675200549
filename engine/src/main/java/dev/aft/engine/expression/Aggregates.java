package dev.aft.engine.expression;

import dev.aft.engine.type.SqlType;
import org.jspecify.annotations.Nullable;

/** The aggregate functions. */
public final class Aggregates {
  private Aggregates() {}

  /** The type of an aggregate's result. */
  public static SqlType resultType(AggregateCollector.Call call) {
    return call.argument() == null ? SqlType.BIGINT : call.argument().type();
  }

  /** A new accumulator for the call. */
  public static Accumulator accumulator(AggregateCollector.Call call) {
    return new Accumulator() {
      @Override
      public void add(EvaluationContext context) {}

      @Override
      public @Nullable Object result() {
        return call.argument();
      }
    };
  }

  /** Collects the values of one aggregate. Not thread-safe. */
  public interface Accumulator {
    /** Evaluates the argument against the context's row and adds it. */
    void add(EvaluationContext context);

    @Nullable Object result();
  }
}
