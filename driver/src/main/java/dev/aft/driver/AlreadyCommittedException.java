package dev.aft.driver;

import java.sql.SQLNonTransientException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The work is done: another attempt under the same idempotency key has committed, or the
 * transaction to resume has. SQLState 25X01. Nothing of this attempt is stored; answer with {@link
 * #result()}.
 *
 * <p>It is an error because code that does not know it must not do the work again. It comes from
 * the first statement of the transaction, or from its commit when both attempts ran at once.
 */
public final class AlreadyCommittedException extends SQLNonTransientException {
  /** The SQLState, for code that cannot name this class. */
  public static final String SQL_STATE = "25X01";

  private static final long serialVersionUID = 1L;

  private final @Nullable String transactionId;
  private final @Nullable String result;

  AlreadyCommittedException(
      String message, @Nullable String transactionId, @Nullable String result) {
    super(message, SQL_STATE);
    this.transactionId = transactionId;
    this.result = result;
  }

  /** The id of the transaction that committed. */
  public Optional<String> transactionId() {
    return Optional.ofNullable(transactionId);
  }

  /** What that transaction's commit stored; empty if it stored nothing. */
  public Optional<String> result() {
    return Optional.ofNullable(result);
  }

  /** The one among {@code failure} and its causes, where a framework has wrapped it. */
  public static Optional<AlreadyCommittedException> in(@Nullable Throwable failure) {
    Throwable at = failure;
    for (int depth = 0; at != null && depth < 100; depth++) {
      if (at instanceof AlreadyCommittedException found) {
        return Optional.of(found);
      }
      at = at.getCause();
    }
    return Optional.empty();
  }
}
