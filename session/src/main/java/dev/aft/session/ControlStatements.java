package dev.aft.session;

import dev.aft.engine.EngineException;
import dev.aft.engine.ErrorCode;
import dev.aft.engine.sql.ResultColumn;
import dev.aft.engine.sql.Right;
import dev.aft.engine.sql.Row;
import dev.aft.engine.transaction.CausalityToken;
import dev.aft.engine.transaction.TransactionOptions;
import dev.aft.engine.type.SqlType;
import dev.aft.grammar.ParsedStatement;
import dev.aft.grammar.Statement;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Makes the session's own statements: transaction control here, settings in {@link
 * SettingStatements}.
 */
final class ControlStatements {
  private final SessionState session;
  private static final Set<String> BEGIN_OPTIONS = Set.of("idempotency_key", "after", "timeout");
  private static final Set<String> COMMIT_OPTIONS = Set.of("result");
  private static final String KEY_IN_USE = "01X01";

  private final SettingStatements settings;
  private final HandoverStatements handover;

  ControlStatements(SessionState session) {
    this.session = session;
    this.settings = new SettingStatements(session);
    this.handover = new HandoverStatements(session, session.suspended());
  }

  /** The statement, or null when it is the engine's. */
  @Nullable RunnableStatement find(ParsedStatement parsed, List<SqlType> parameterTypes) {
    Statement statement = parsed.statement();
    if (statement instanceof Statement.Select
        || statement instanceof Statement.Insert
        || statement instanceof Statement.Update
        || statement instanceof Statement.Delete) {
      return null;
    }
    if (statement instanceof Statement.MoveCursor move) {
      return new CursorMove(session, move);
    } else if (statement instanceof Statement.CloseCursor close) {
      return new ControlStatement(statement, List.of(), () -> closeCursor(close));
    }
    RunnableStatement control = findTransactionControl(parsed, parameterTypes);
    return control != null ? control : settings.find(statement);
  }

  private @Nullable RunnableStatement findTransactionControl(
      ParsedStatement parsed, List<SqlType> declared) {
    Statement statement = parsed.statement();
    List<SqlType> types = ControlStatement.textual(parsed.parameterCount(), declared);
    if (statement instanceof Statement.Empty) {
      return new ControlStatement(statement, List.of(), () -> tag(""));
    } else if (statement instanceof Statement.Begin begin) {
      OptionValues.requireKnown("BEGIN", begin.options(), BEGIN_OPTIONS);
      return new ControlStatement(
          statement, types, List.of(), parameters -> begin(begin, parameters));
    } else if (statement instanceof Statement.Commit commit) {
      OptionValues.requireKnown("COMMIT", commit.options(), COMMIT_OPTIONS);
      return new ControlStatement(
          statement, types, List.of(), parameters -> commit(commit, parameters));
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
    return handover.find(parsed, declared);
  }

  static CompletableFuture<RunnableStatement.Outcome> tag(String tag) {
    return CompletableFuture.completedFuture(RunnableStatement.Outcome.of(tag));
  }

  static CompletableFuture<RunnableStatement.Outcome> rows(String tag, List<Row> rows) {
    return CompletableFuture.completedFuture(
        new RunnableStatement.Outcome(new FixedResult(rows), tag, false));
  }

  private CompletableFuture<RunnableStatement.Outcome> begin(
      Statement.Begin begin, @Nullable Object[] parameters) {
    requireSupported(begin.modes().isolation());
    OptionValues values = new OptionValues("BEGIN", begin.options(), parameters);
    String key = values.text("idempotency_key");
    Long owner = session.identity().userId();
    if (key != null) {
      // Whoever takes a key keeps others from doing their work, which is a way to change data.
      session.access().requireSomewhere(Right.WRITE, "use an idempotency key");
    }
    TransactionOptions options =
        new TransactionOptions(false, values.duration("timeout"), key, owner, after(values));
    if (session.block().isExplicit()) {
      return beginAgain(values);
    } else if (session.block().isUsed() && !values.isEmpty()) {
      throw new EngineException(
          ErrorCode.ACTIVE_TRANSACTION,
          "the options of BEGIN must be given before the first statement");
    }
    if (key != null && session.transactions().isRunningWithKey(key, owner)) {
      session.warn(
          KEY_IN_USE,
          "a transaction with this idempotency key is running: the first to commit wins");
    }
    return Async.then(
        session.block().begin(begin.modes().readOnly(), options),
        session.executor(),
        nothing -> {
          session.block().setModes(null, isolation(begin.modes().isolation()));
          session.reportTransactionId();
          return tag("BEGIN");
        });
  }

  private CompletableFuture<RunnableStatement.Outcome> beginAgain(OptionValues values) {
    String message = "there is already a transaction in progress";
    if (!values.isEmpty()) {
      throw new EngineException(ErrorCode.ACTIVE_TRANSACTION, message);
    }
    session.warn(ErrorCode.ACTIVE_TRANSACTION, message);
    return tag("BEGIN");
  }

  /**
   * What this transaction must see at least: what all of the session must see, and what is said for
   * it alone. The empty text is for a transaction that need not see anything.
   */
  private @Nullable CausalityToken after(OptionValues values) {
    String text = values.text("after");
    CausalityToken always = session.variables().after();
    if (text == null) {
      return always;
    }
    if (text.isEmpty()) {
      return null;
    }
    CausalityToken own = CausalityToken.parse(text);
    return always == null ? own : own.merge(always);
  }

  private CompletableFuture<RunnableStatement.Outcome> commit(
      Statement.Commit commit, @Nullable Object[] parameters) {
    TransactionBlock block = session.block();
    if (block.isFailed()) {
      block.rollback();
      return tag("ROLLBACK");
    }
    String result = new OptionValues("COMMIT", commit.options(), parameters).text("result");
    if (!block.isExplicit()) {
      if (result != null) {
        throw new EngineException(
            ErrorCode.NO_ACTIVE_TRANSACTION,
            "there is no transaction in progress that the result could be stored with");
      }
      session.warn(ErrorCode.NO_ACTIVE_TRANSACTION, "there is no transaction in progress");
    }
    return block.isNone()
        ? tag("COMMIT")
        : Async.then(block.commit(result), session.executor(), nothing -> tag("COMMIT"));
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

  private CompletableFuture<RunnableStatement.Outcome> closeCursor(Statement.CloseCursor close) {
    if (close.name() == null) {
      session.portals().closeAll();
      return tag("CLOSE CURSOR ALL");
    }
    String name = close.name().name();
    session.portals().portal(name);
    session.portals().closePortal(name);
    return tag("CLOSE CURSOR");
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
