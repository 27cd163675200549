package dev.aft.engine.execute;

import dev.aft.engine.EngineException;
import dev.aft.engine.ErrorCode;
import dev.aft.engine.expression.EvaluationContext;
import dev.aft.engine.future.Futures;
import dev.aft.engine.plan.Plan;
import dev.aft.engine.sql.PreparedSql;
import dev.aft.engine.sql.ResultColumn;
import dev.aft.engine.sql.SessionContext;
import dev.aft.engine.sql.StatementResult;
import dev.aft.engine.transaction.Transaction;
import dev.aft.engine.type.SqlType;
import dev.aft.grammar.ParsedStatement;
import dev.aft.storage.spi.Bytes;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * A planned query or change. Each execution reads the catalog entry of its table through the
 * transaction, so that a change of the table and the rows written after it are seen together or not
 * at all; the plan is used as long as the entry is the one it was made from.
 */
final class PreparedPlan implements PreparedSql {
  private final Binder binder;
  private final Execution.Shared shared;
  private final ParsedStatement statement;
  private final List<SqlType> declared;
  private final BoundPlan described;
  private volatile BoundPlan current;

  PreparedPlan(
      Binder binder,
      Execution.Shared shared,
      ParsedStatement statement,
      List<SqlType> declared,
      BoundPlan bound) {
    this.binder = binder;
    this.shared = shared;
    this.statement = statement;
    this.declared = declared;
    this.described = bound;
    this.current = bound;
  }

  @Override
  public List<SqlType> parameterTypes() {
    return described.planned().parameterTypes();
  }

  @Override
  public List<ResultColumn> columns() {
    return described.planned().columns();
  }

  @Override
  public String commandTag() {
    return described.planned().commandTag();
  }

  @Override
  public boolean isReadOnly() {
    return described.planned().isReadOnly();
  }

  @Override
  public void requireRight(SessionContext context) {
    described.requireRight(context);
  }

  /** Whether the plan that was described is made from what the transaction sees. */
  CompletableFuture<Boolean> isValid(Transaction transaction) {
    Bytes key = described.tableKey();
    return key == null
        ? CompletableFuture.completedFuture(true)
        : Futures.map(transaction.read(key), described::isValid);
  }

  @Override
  public CompletableFuture<StatementResult> execute(
      Transaction transaction, SessionContext context, @Nullable Object[] parameters) {
    if (parameters.length < parameterTypes().size() && !isConstant()) {
      return CompletableFuture.failedFuture(
          new EngineException(
              ErrorCode.UNDEFINED_PARAMETER,
              "the statement has "
                  + parameterTypes().size()
                  + " parameters, and "
                  + parameters.length
                  + " values were given"));
    }
    BoundPlan bound = current;
    if (!bound.isFor(context.database(), context.schema())) {
      return rebind(transaction, context, parameters);
    }
    Bytes key = bound.tableKey();
    if (key == null) {
      return run(bound, transaction, context, parameters);
    }
    CompletableFuture<Optional<Bytes>> entry = transaction.read(key);
    if (Futures.isReady(entry)) {
      return bound.isValid(entry.join())
          ? run(bound, transaction, context, parameters)
          : rebind(transaction, context, parameters);
    }
    return entry.thenCompose(
        value ->
            bound.isValid(value)
                ? run(bound, transaction, context, parameters)
                : rebind(transaction, context, parameters));
  }

  /** EXPLAIN shows a statement whose parameters have no values. */
  private boolean isConstant() {
    return described.planned().plan() instanceof Plan.Constant;
  }

  private CompletableFuture<StatementResult> rebind(
      Transaction transaction, SessionContext context, @Nullable Object[] parameters) {
    return Futures.then(
        binder.bind(statement, declared, transaction, context),
        bound -> {
          if (!described.looksLike(bound)) {
            throw EngineException.builder(
                    ErrorCode.UNSUPPORTED, "cached plan must not change result type")
                .hint("Prepare the statement again.")
                .build();
          }
          current = bound;
          return run(bound, transaction, context, parameters);
        });
  }

  private CompletableFuture<StatementResult> run(
      BoundPlan bound,
      Transaction transaction,
      SessionContext context,
      @Nullable Object[] parameters) {
    try {
      bound.requireRight(context);
    } catch (EngineException e) {
      return CompletableFuture.failedFuture(e);
    }
    EvaluationContext evaluation = new EvaluationContext(context, shared.environment(), parameters);
    Execution execution = new Execution(transaction, context, evaluation, shared);
    return PlanRunner.run(execution, bound.planned().plan());
  }
}
