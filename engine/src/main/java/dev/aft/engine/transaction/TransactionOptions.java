package dev.aft.engine.transaction;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What a caller may say at BEGIN.
 *
 * @param readOnly whether writes are refused
 * @param timeout how long the transaction may live; null for the node's maximum, which also bounds
 *     it
 * @param idempotencyKey names the work: of all transactions with this key one can commit; null for
 *     none
 * @param keyOwner whose key it is: keys of different owners are different keys; null where all
 *     share theirs
 * @param after what the transaction must see at least; null for whatever the node knows
 * @param isRefusable whether it is refused where there are too many; the node's own short looks are
 *     not
 */
public record TransactionOptions(
    boolean readOnly,
    @Nullable Duration timeout,
    @Nullable String idempotencyKey,
    @Nullable Long keyOwner,
    @Nullable CausalityToken after,
    boolean isRefusable) {
  public static final TransactionOptions DEFAULT = new TransactionOptions(false, null);

  /** For what must go on when clients hold all the transactions there may be: logins, users. */
  public static final TransactionOptions OF_THE_NODE =
      new TransactionOptions(true, null, null, null, null, false);

  public TransactionOptions(boolean readOnly, @Nullable Duration timeout) {
    this(readOnly, timeout, null, null, null);
  }

  public TransactionOptions(
      boolean readOnly,
      @Nullable Duration timeout,
      @Nullable String idempotencyKey,
      @Nullable Long keyOwner,
      @Nullable CausalityToken after) {
    this(readOnly, timeout, idempotencyKey, keyOwner, after, true);
  }

  public TransactionOptions(
      boolean readOnly,
      @Nullable Duration timeout,
      @Nullable String idempotencyKey,
      @Nullable CausalityToken after) {
    this(readOnly, timeout, idempotencyKey, null, after);
  }
}
