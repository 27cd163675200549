package dev.aft.engine.expression;

import dev.aft.engine.EngineEnvironment;
import dev.aft.engine.sql.SessionContext;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What an expression is evaluated against. One per execution; the row is exchanged from row to row.
 * Not thread-safe.
 */
public final class EvaluationContext {
  private static final @Nullable Object[] NONE = {};

  private final SessionContext session;
  private final @Nullable EngineEnvironment environment;
  private final @Nullable Object[] parameters;
  private @Nullable Object[] row = NONE;
  private @Nullable Object[] excluded = NONE;
  private @Nullable Object[] aggregates = NONE;

  /**
   * @param parameters each of the class of its type, or null
   */
  public EvaluationContext(
      SessionContext session, EngineEnvironment environment, @Nullable Object... parameters) {
    this.session = session;
    this.environment = environment;
    this.parameters = parameters;
  }

  private EvaluationContext(SessionContext session) {
    this.session = session;
    this.environment = null;
    this.parameters = NONE;
  }

  /** For expressions that depend on nothing. */
  static EvaluationContext ofNothing() {
    return new EvaluationContext(new NoSession());
  }

  /** Sets the row that columns are read from; it is not copied. */
  public EvaluationContext row(@Nullable Object[] values) {
    this.row = values;
    return this;
  }

  /** Sets the row that {@code excluded} columns are read from; it is not copied. */
  public EvaluationContext excluded(@Nullable Object[] values) {
    this.excluded = values;
    return this;
  }

  /** Sets the results of the aggregates, by the slots that the {@link AggregateCollector} gave. */
  public EvaluationContext aggregates(@Nullable Object[] values) {
    this.aggregates = values;
    return this;
  }

  public SessionContext session() {
    return session;
  }

  public EngineEnvironment environment() {
    return Objects.requireNonNull(environment);
  }

  @Nullable Object column(int slot) {
    return row[slot];
  }

  @Nullable Object excludedColumn(int slot) {
    return excluded[slot];
  }

  @Nullable Object aggregate(int slot) {
    return aggregates[slot];
  }

  @Nullable Object parameter(int index) {
    return parameters[index - 1];
  }
}
