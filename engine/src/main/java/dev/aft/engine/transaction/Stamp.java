package dev.aft.engine.transaction;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What orders the versions of a key: the commit timestamp (hybrid logical clock), then the
 * transaction id. {@link #ZERO} is the version of a key that is absent.
 */
record Stamp(long timestamp, TransactionId id) implements Comparable<Stamp> {
  static final Stamp ZERO = new Stamp(0, new TransactionId(new UUID(0, 0)));

  @Override
  public int compareTo(Stamp other) {
    int order = Long.compare(timestamp, other.timestamp);
    return order != 0 ? order : id.compareTo(other.id);
  }

  // Written out because generated ones go through method handles, and stamps are keys of hot maps.

  @Override
  public boolean equals(@Nullable Object other) {
    return this == other
        || (other instanceof Stamp stamp && timestamp == stamp.timestamp && id.equals(stamp.id));
  }

  @Override
  public int hashCode() {
    return 31 * Long.hashCode(timestamp) + id.hashCode();
  }

  boolean isAfter(Stamp other) {
    return compareTo(other) > 0;
  }

  boolean isBefore(Stamp other) {
    return compareTo(other) < 0;
  }
}
