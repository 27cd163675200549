package dev.aft.engine.transaction;

import java.util.UUID;

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
  public String toString() {
    return uuid.toString();
  }
}
