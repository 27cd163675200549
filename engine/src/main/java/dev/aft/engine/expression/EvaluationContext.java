package dev.aft.engine.expression;

import dev.aft.engine.EngineEnvironment;
import dev.aft.engine.EngineException;
import dev.aft.engine.ErrorCode;
import dev.aft.engine.sql.SessionContext;
import dev.aft.storage.spi.Bytes;
import java.math.BigDecimal;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What an expression is evaluated against. One per execution; the row is exchanged from row to row.
 * Not thread-safe.
 */
public final class EvaluationContext {
  private static final @Nullable Object[] NONE = {};

  /** Characters, bytes or steps between two looks whether the statement should stop. */
  private static final long LOOK = 16 * 1024 * 1024;

  /** What the expressions of one row, or of a statement without rows, may take: about a second. */
  static final long MAX_WORK = 256L * 1024 * 1024;

  /** What is worth computing before execution, and keeping. */
  private static final long MAX_FOLDED = 4 * 1024;

  private final SessionContext session;
  private final @Nullable EngineEnvironment environment;
  private final @Nullable Object[] parameters;
  private @Nullable Object[] row = NONE;
  private @Nullable Object[] excluded = NONE;
  private @Nullable Object[] aggregates = NONE;
  private final long maxWork;
  private long work;
  private long workSinceLook;

  /**
   * @param parameters each of the class of its type, or null
   */
  public EvaluationContext(
      SessionContext session, EngineEnvironment environment, @Nullable Object... parameters) {
    this.session = session;
    this.environment = environment;
    this.parameters = parameters;
    this.maxWork = MAX_WORK;
  }

  private EvaluationContext(SessionContext session, long maxWork) {
    this.session = session;
    this.environment = null;
    this.parameters = NONE;
    this.maxWork = maxWork;
  }

  /** For expressions that depend on nothing; for small work only. */
  static EvaluationContext ofNothing() {
    return new EvaluationContext(new NoSession(), MAX_FOLDED);
  }

  /** For expressions without parameters that need no environment. */
  static EvaluationContext bounded(SessionContext session, long maxWork) {
    return new EvaluationContext(session, maxWork);
  }

  /** Sets the row that columns are read from; it is not copied. */
  public EvaluationContext row(@Nullable Object[] values) {
    this.row = values;
    this.work = 0;
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

  /**
   * Counts what an expression does, so that none keeps a thread from others for long.
   *
   * @param amount in characters, bytes or steps
   * @throws EngineException 54000 beyond the bound, 57014 if the statement should stop
   */
  void spend(long amount) {
    work += amount;
    workSinceLook += amount;
    if (work > maxWork) {
      throw EngineException.builder(
              ErrorCode.LIMIT_EXCEEDED,
              "the expressions of one row take too much work: the limit is "
                  + maxWork
                  + " characters handled")
          .hint("Use shorter texts, or fewer functions of them.")
          .build();
    }
    if (workSinceLook >= LOOK) {
      workSinceLook = 0;
      session.checkCancelled();
    }
  }

  /** Counts that a value was made or gone through. */
  void spendOn(@Nullable Object value) {
    if (value instanceof String text) {
      spend(text.length());
    } else if (value instanceof Bytes bytes) {
      spend(bytes.length());
    } else if (value instanceof BigDecimal number) {
      // To read, write and divide numbers takes the square of their length.
      long words = number.unscaledValue().bitLength() / 64;
      spend(words * words);
    }
  }

  public SessionContext session() {
    return session;
  }

  public EngineEnvironment environment() {
    return Objects.requireNonNull(environment);
  }

  /** The value in that slot of the row. */
  public @Nullable Object column(int slot) {
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
