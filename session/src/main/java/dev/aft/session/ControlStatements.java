package dev.aft.session;

import dev.aft.engine.EngineException;
import dev.aft.engine.ErrorCode;
import dev.aft.engine.sql.ResultColumn;
import dev.aft.engine.sql.Row;
import dev.aft.engine.type.SqlType;
import dev.aft.grammar.Expression;
import dev.aft.grammar.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Makes the session's own statements: transaction control here, settings in {@link
 * SettingStatements}.
 */
final class ControlStatements {
  private final SessionState session;
  private final SettingStatements settings;

  ControlStatements(SessionState session) {
    this.session = session;
    this.settings = new SettingStatements(session);
  }

  /** The statement, or null when it is the engine's. */
  @Nullable RunnableStatement find(Statement statement) {
    if (statement instanceof Statement.Select
        || statement instanceof Statement.Insert
        || statement instanceof Statement.Update
        || statement instanceof Statement.Delete) {
      return null;
    }
    RunnableStatement control = findTransactionControl(statement);
    return control != null ? control : settings.find(statement);
  }

  private @Nullable RunnableStatement findTransactionControl(Statement statement) {
    if (statement instanceof Statement.Empty) {
      return new ControlStatement(statement, List.of(), () -> tag(""));
    } else if (statement instanceof Statement.Begin begin) {
      return new ControlStatement(statement, List.of(), () -> begin(begin));
    } else if (statement instanceof Statement.Commit commit) {
      return new ControlStatement(statement, List.of(), () -> commit(commit));
    } else if (statement instanceof Statement.Rollback) {
      return new ControlStatement(statement, List.of(), this::rollback);
    } else if (statement instanceof Statement.Savepoint savepoint) {
      return new ControlStatement(
          statement,
          List.of(),
          () -> {
            session.block().setSavepoint(savepoint.name().name());
            return tag("SAVEPOINT");
          });
    } else if (statement instanceof Statement.ReleaseSavepoint release) {
      return new ControlStatement(
          statement,
          List.of(),
          () -> {
            session.block().releaseSavepoint(release.name().name());
            return tag("RELEASE");
          });
    } else if (statement instanceof Statement.RollbackToSavepoint rollback) {
      return new ControlStatement(
          statement,
          List.of(),
          () -> {
            session.block().rollbackToSavepoint(rollback.name().name());
            return tag("ROLLBACK");
          });
    } else if (statement instanceof Statement.SetTransaction set) {
      return new ControlStatement(statement, List.of(), () -> setTransaction(set));
    } else if (statement instanceof Statement.ShowTransactionId) {
      List<ResultColumn> columns =
          List.of(new ResultColumn("transaction_id", SqlType.UUID, null, 0));
      return new ControlStatement(
          statement,
          columns,
          () -> rows("SHOW", List.of(new Row(session.block().current().id().uuid()))));
    }
    return findUnsupported(statement);
  }

  private static @Nullable RunnableStatement findUnsupported(Statement statement) {
    if (statement instanceof Statement.Suspend) {
      throw unsupported("SUSPEND");
    } else if (statement instanceof Statement.Resume) {
      throw unsupported("RESUME");
    } else if (statement instanceof Statement.ShowOutcome) {
      throw unsupported("SHOW OUTCOME");
    } else if (statement instanceof Statement.ShowCausalityToken) {
      throw unsupported("SHOW CAUSALITY TOKEN");
    }
    return null;
  }

  private static EngineException unsupported(String what) {
    return new EngineException(ErrorCode.UNSUPPORTED, what + " is not supported yet");
  }

  static CompletableFuture<RunnableStatement.Outcome> tag(String tag) {
    return CompletableFuture.completedFuture(RunnableStatement.Outcome.of(tag));
  }

  static CompletableFuture<RunnableStatement.Outcome> rows(String tag, List<Row> rows) {
    return CompletableFuture.completedFuture(
        new RunnableStatement.Outcome(new FixedResult(rows), tag, false));
  }

  private CompletableFuture<RunnableStatement.Outcome> begin(Statement.Begin begin) {
    requireSupported(begin.modes().isolation());
    Duration timeout = null;
    for (Statement.Option option : begin.options()) {
      if (!option.name().name().equals("timeout")) {
        throw unsupported("option " + option.name() + " of BEGIN");
      }
      timeout = timeout(option);
    }
    if (session.block().isExplicit()) {
      session.warn(ErrorCode.ACTIVE_TRANSACTION, "there is already a transaction in progress");
      return tag("BEGIN");
    }
    session.block().begin(begin.modes().readOnly(), timeout);
    session.block().setModes(null, isolation(begin.modes().isolation()));
    return tag("BEGIN");
  }

  private static Duration timeout(Statement.Option option) {
    String text =
        option.value() instanceof Expression.StringLiteral literal
            ? literal.value()
            : option.value() instanceof Expression.IntegerLiteral number
                ? number.value().toString()
                : "";
    try {
      long millis = SettingValue.milliseconds(text);
      if (millis > 0) {
        return Duration.ofMillis(millis);
      }
    } catch (IllegalArgumentException | ArithmeticException e) {
      // Told below, together with zero.
    }
    throw EngineException.builder(
            ErrorCode.INVALID_PARAMETER_VALUE, "invalid value for option timeout of BEGIN")
        .at(option.value().offset())
        .hint("Write it as '30 s' or '500 ms', longer than zero.")
        .build();
  }

  private CompletableFuture<RunnableStatement.Outcome> commit(Statement.Commit commit) {
    if (!commit.options().isEmpty()) {
      throw unsupported("option " + commit.options().get(0).name() + " of COMMIT");
    }
    TransactionBlock block = session.block();
    if (block.isFailed()) {
      block.rollback();
      return tag("ROLLBACK");
    }
    if (!block.isExplicit()) {
      session.warn(ErrorCode.NO_ACTIVE_TRANSACTION, "there is no transaction in progress");
    }
    return block.isNone()
        ? tag("COMMIT")
        : Async.then(block.commit(), session.executor(), nothing -> tag("COMMIT"));
  }

  private CompletableFuture<RunnableStatement.Outcome> rollback() {
    if (!session.block().isExplicit()) {
      session.warn(ErrorCode.NO_ACTIVE_TRANSACTION, "there is no transaction in progress");
    }
    session.block().rollback();
    return tag("ROLLBACK");
  }

  private CompletableFuture<RunnableStatement.Outcome> setTransaction(
      Statement.SetTransaction set) {
    requireSupported(set.modes().isolation());
    String isolation = isolation(set.modes().isolation());
    Boolean readOnly = set.modes().readOnly();
    if (!set.session()) {
      if (!session.block().isExplicit()) {
        session.warn(
            ErrorCode.NO_ACTIVE_TRANSACTION,
            "SET TRANSACTION can only be used in transaction blocks");
      }
      session.block().setModes(readOnly, isolation);
      return tag("SET");
    }
    if (isolation != null) {
      session.variables().set(Setting.DEFAULT_TRANSACTION_ISOLATION, isolation, false);
    }
    if (readOnly != null) {
      session
          .variables()
          .set(Setting.DEFAULT_TRANSACTION_READ_ONLY, readOnly ? "on" : "off", false);
    }
    return tag("SET");
  }

  private static void requireSupported(Statement.@Nullable IsolationLevel level) {
    if (level == Statement.IsolationLevel.SERIALIZABLE) {
      throw EngineException.builder(
              ErrorCode.UNSUPPORTED, "isolation level SERIALIZABLE is not supported")
          .hint("Every transaction is read atomic: use READ COMMITTED or REPEATABLE READ.")
          .build();
    }
  }

  private static @Nullable String isolation(Statement.@Nullable IsolationLevel level) {
    return level == null ? null : level.name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }
}
