package dev.aft.driver;

import dev.aft.protocol.BackendMessage.TransactionStatus;
import java.sql.SQLException;
import java.sql.SQLWarning;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What passes transactions on and asks for them: the calls that JDBC does not have. */
abstract class HandoverConnection extends TransactionConnection {
  HandoverConnection(Wire wire, NextTransaction next, Origin origin, @Nullable SQLWarning warning) {
    super(wire, next, origin, warning);
  }

  @Override
  public Optional<String> transactionId() throws SQLException {
    wire().requireOpen();
    if (!holdsTransactionOpen()) {
      return Optional.empty();
    }
    if (wire().status() == TransactionStatus.IDLE) {
      boolean resumes = next().token() != null;
      begin();
      setUntouched(resumes ? Untouched.RESUMED : Untouched.BEGUN);
    }
    String reported = wire().transactionId();
    return Optional.ofNullable(
        reported != null
            ? reported
            : Questions.text(wire(), "SHOW TRANSACTION ID", Wire.Transaction.NONE));
  }

  @Override
  public String suspend() throws SQLException {
    wire().requireOpen();
    if (!holdsTransactionOpen()) {
      throw SqlErrors.of(SqlErrors.NO_TRANSACTION, "there is no transaction to suspend");
    }
    if (next().commitResult() != null) {
      throw SqlErrors.of(
          SqlErrors.INVALID_TRANSACTION_STATE,
          "a result is set for the commit of the transaction that is to be suspended: set it where"
              + " the transaction commits");
    }
    String token = Questions.text(wire(), "SUSPEND", transactionFor("SUSPEND"));
    journal().transactionEnded(true);
    if (token == null) {
      throw SqlErrors.of(SqlErrors.PROTOCOL_VIOLATION, "SUSPEND has given no token");
    }
    return token;
  }

  @Override
  public void resume(String token, ResumeOption... options) throws SQLException {
    wire().requireOpen();
    if (token == null || token.isEmpty() || options == null) {
      throw SqlErrors.invalidArgument("the token is empty");
    }
    if (getAutoCommit()) {
      throw SqlErrors.of(
          SqlErrors.INVALID_TRANSACTION_STATE,
          "cannot resume a transaction in auto-commit mode; call setAutoCommit(false) first");
    }
    if (wire().status() != TransactionStatus.IDLE) {
      throw SqlErrors.of(
          SqlErrors.ACTIVE_TRANSACTION, "commit, roll back or suspend before resuming another");
    }
    next().setToken(token, Set.copyOf(List.of(options)));
    try {
      begin();
      setUntouched(Untouched.RESUMED);
    } finally {
      next().setToken(null, Set.of());
    }
  }

  @Override
  public TransactionOutcome outcome(String transactionId) throws SQLException {
    wire().requireOpen();
    return Questions.outcome(wire(), transactionId, false);
  }

  @Override
  public TransactionOutcome finalOutcome(String transactionId) throws SQLException {
    wire().requireOpen();
    if (transactionId != null && transactionId.equalsIgnoreCase(wire().transactionId())) {
      throw SqlErrors.of(
          SqlErrors.ACTIVE_TRANSACTION, "this is the transaction under way: commit or roll back");
    }
    return Questions.outcome(wire(), transactionId, true);
  }

  @Override
  public String causalityToken() throws SQLException {
    wire().requireOpen();
    String token = Questions.text(wire(), "SHOW CAUSALITY TOKEN", Wire.Transaction.NONE);
    return token == null ? "" : token;
  }

  @Override
  public void setIdempotencyKey(@Nullable String key) throws SQLException {
    wire().requireOpen();
    next().setIdempotencyKey(key);
  }

  @Override
  public void setCommitResult(@Nullable String result) throws SQLException {
    wire().requireOpen();
    next().setCommitResult(result);
  }
}
