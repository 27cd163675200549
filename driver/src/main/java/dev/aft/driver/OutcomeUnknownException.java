package dev.aft.driver;

import java.sql.SQLNonTransientException;
import org.jspecify.annotations.Nullable;

/**
 * A commit whose outcome could not be found out in time: the transaction may have committed or not.
 * SQLState 40003. Ask later, on any connection: {@link AftConnection#finalOutcome}.
 */
public final class OutcomeUnknownException extends SQLNonTransientException {
  /** The SQLState, for code that cannot name this class. */
  public static final String SQL_STATE = "40003";

  private static final long serialVersionUID = 1L;

  private final String transactionId;

  OutcomeUnknownException(String message, String transactionId, @Nullable Throwable cause) {
    super(message, SQL_STATE, 0, cause);
    this.transactionId = transactionId;
  }

  /** The id of the transaction, for asking again. */
  public String transactionId() {
    return transactionId;
  }
}
