package dev.aft.engine.transaction;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The id of a transaction: a UUID of version 7 (RFC 9562), known from BEGIN and never changed; ids
 * sort by begin time.
 */
public record TransactionId(UUID uuid) implements Comparable<TransactionId> {
  @Override
  public int compareTo(TransactionId other) {
    int high =
        Long.compareUnsigned(uuid.getMostSignificantBits(), other.uuid.getMostSignificantBits());
    return high != 0
        ? high
        : Long.compareUnsigned(
            uuid.getLeastSignificantBits(), other.uuid.getLeastSignificantBits());
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof TransactionId id && uuid.equals(id.uuid);
  }

  @Override
  public int hashCode() {
    return uuid.hashCode();
  }

  @Override
  public String toString() {
    return uuid.toString();
  }
}
