package dev.aft.engine.transaction;

import dev.aft.storage.spi.Bytes;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a running transaction holds, and gives back at its end. Whoever takes it away from the
 * transaction decides how that ends; see {@link AftTransaction}.
 */
final class TransactionMemory {
  final WriteBuffer writes;

  /** Keys whose newest version must still be this one at commit. */
  final Map<Bytes, Stamp> unchanged = new HashMap<>(0);

  /** Null until the buffer passes its memory. Guarded by the transaction. */
  @Nullable Spill spill;

  /** Null until something is read: the snapshot is taken then. */
  volatile @Nullable ReadSet reads;

  /** Whether everything was given back. Guarded by the transaction. */
  boolean finished;

  TransactionMemory(WriteBuffer writes) {
    this.writes = writes;
  }
}
