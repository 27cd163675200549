package dev.aft.session;

import dev.aft.engine.EngineException;
import dev.aft.engine.ErrorCode;
import dev.aft.engine.sql.ResultColumn;
import dev.aft.engine.sql.Right;
import dev.aft.engine.sql.Row;
import dev.aft.engine.transaction.TransactionId;
import dev.aft.engine.type.Conversions;
import dev.aft.engine.type.SqlType;
import dev.aft.grammar.Expression;
import dev.aft.grammar.ParsedStatement;
import dev.aft.grammar.Statement;
import dev.aft.session.suspended.CarriedState;
import dev.aft.session.suspended.ResumeOptions;
import dev.aft.session.suspended.SuspendedTransactions;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * What connects the transactions of several functions: SUSPEND, RESUME, SHOW OUTCOME and SHOW
 * CAUSALITY TOKEN.
 */
final class HandoverStatements {
  private static final Set<String> RESUME_OPTIONS = Set.of("takeover", "on_close");
  private static final Set<String> ON_CLOSE = Set.of("suspend", "abort");
  private static final List<ResultColumn> TOKEN = List.of(text("transaction_token"));
  private static final List<ResultColumn> CAUSALITY = List.of(text("causality_token"));
  private static final List<ResultColumn> OUTCOME = List.of(text("outcome"), text("result"));

  private final SessionState session;
  private final SuspendedTransactions suspended;

  HandoverStatements(SessionState session, SuspendedTransactions suspended) {
    this.session = session;
    this.suspended = suspended;
  }

  private static ResultColumn text(String label) {
    return new ResultColumn(label, SqlType.TEXT, null, 0);
  }

  /** The statement, or null when it is none of these. */
  @Nullable RunnableStatement find(ParsedStatement parsed, List<SqlType> declared) {
    Statement statement = parsed.statement();
    List<SqlType> types = ControlStatement.textual(parsed.parameterCount(), declared);
    if (statement instanceof Statement.Suspend) {
      return new ControlStatement(statement, TOKEN, this::suspend);
    } else if (statement instanceof Statement.Resume resume) {
      OptionValues.requireKnown("RESUME", resume.options(), RESUME_OPTIONS);
      return new ControlStatement(
          statement, types, List.of(), parameters -> resume(resume, parameters));
    } else if (statement instanceof Statement.ShowOutcome show) {
      return new ControlStatement(
          statement, types, OUTCOME, parameters -> showOutcome(show, parameters));
    } else if (statement instanceof Statement.ShowCausalityToken) {
      return new ControlStatement(statement, CAUSALITY, this::showCausalityToken);
    }
    return null;
  }

  private CompletableFuture<RunnableStatement.Outcome> suspend() {
    return ControlStatements.rows(
        "SUSPEND",
        List.of(new Row(session.block().suspend(suspended, session.identity().userId()))));
  }

  private CompletableFuture<RunnableStatement.Outcome> resume(
      Statement.Resume resume, @Nullable Object[] parameters) {
    TransactionBlock block = session.block();
    if (block.isExplicit() || block.isUsed()) {
      throw new EngineException(
          ErrorCode.ACTIVE_TRANSACTION, "cannot resume a transaction inside of another one");
    }
    OptionValues values = new OptionValues("RESUME", resume.options(), parameters);
    ResumeOptions options =
        new ResumeOptions(
            values.flag("takeover"), "suspend".equals(values.word("on_close", ON_CLOSE)));
    return block.waiting(
        suspended.resume(values.text(resume.token(), "the token"), options, this::mayTake),
        resumed -> {
          block.goOn(resumed);
          session.reportTransactionId();
          return ControlStatements.tag("RESUME");
        },
        resumed -> resumed.transaction().giveBack());
  }

  /** Whoever began it goes on with it, or a user with ADMIN. */
  private boolean mayTake(CarriedState carried) {
    return session.access().allowsEverywhere(Right.ADMIN)
        || Objects.equals(carried.owner(), session.identity().userId());
  }

  private CompletableFuture<RunnableStatement.Outcome> showOutcome(
      Statement.ShowOutcome show, @Nullable Object[] parameters) {
    return Async.then(
        session.transactions().outcome(idOf(show.transactionId(), parameters), show.isFinal()),
        session.executor(),
        outcome -> {
          session.block().saw(outcome.causality());
          String state = outcome.state().name().toLowerCase(Locale.ROOT);
          return ControlStatements.rows("SHOW", List.of(new Row(state, outcome.result())));
        });
  }

  private TransactionId idOf(Expression given, @Nullable Object[] parameters) {
    OptionValues values = new OptionValues("SHOW OUTCOME", List.of(), parameters);
    String text = values.text(given, "the transaction id");
    return new TransactionId((UUID) Conversions.parse(text, SqlType.UUID, session.timeZone()));
  }

  private CompletableFuture<RunnableStatement.Outcome> showCausalityToken() {
    return ControlStatements.rows(
        "SHOW", List.of(new Row(session.block().causalityToken().toText())));
  }
}
