package dev.aft.engine.transaction;

import java.util.UUID;

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

  boolean isAfter(Stamp other) {
    return compareTo(other) > 0;
  }

  boolean isBefore(Stamp other) {
    return compareTo(other) < 0;
  }
}
