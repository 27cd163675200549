package dev.aft.engine.transaction;

import dev.aft.engine.EngineException;
import dev.aft.engine.ErrorCode;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The work of a transaction has been committed already, by an earlier attempt: one with the same
 * idempotency key, or the transaction that a token names. Nothing was written this time.
 */
public final class AlreadyCommittedException extends EngineException {
  private static final long serialVersionUID = 1L;

  private final TransactionId id;
  private final @Nullable String result;
  private final CausalityToken causality;

  /**
   * @param id of the transaction that was committed
   * @param result what its commit stored; null for none
   * @param causality what a later transaction must have heard of to see it
   */
  public AlreadyCommittedException(
      TransactionId id, @Nullable String result, CausalityToken causality) {
    super(describe(id, result));
    this.id = id;
    this.result = result;
    this.causality = causality;
  }

  /** The detail is the result and nothing else, so that every client can take it from there. */
  private static Builder describe(TransactionId id, @Nullable String result) {
    Builder builder =
        builder(
            ErrorCode.ALREADY_COMMITTED, "the work was committed already: transaction_id=" + id);
    return result == null ? builder : builder.detail(result);
  }

  /** The transaction that was committed. */
  public TransactionId id() {
    return id;
  }

  /** For whoever answers with the result, and must see the commit from now on. */
  public CausalityToken causality() {
    return causality;
  }

  /** What the commit of the earlier attempt stored. */
  public Optional<String> result() {
    return Optional.ofNullable(result);
  }
}
