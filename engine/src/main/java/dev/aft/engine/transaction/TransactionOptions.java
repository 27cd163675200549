package dev.aft.engine.transaction;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What a caller may say at BEGIN.
 *
 * @param timeout how long the transaction may live; null for the node's maximum, which also bounds
 *     it
 */
public record TransactionOptions(boolean readOnly, @Nullable Duration timeout) {
  public static final TransactionOptions DEFAULT = new TransactionOptions(false, null);
}
