package dev.aft.history;

import java.util.Locale;

/**
 * What can be wrong with a history; what can be seen inside of one transaction comes first (up to
 * {@link #NON_REPEATABLE_READ}).
 */
public enum AnomalyKind {
  /** A value was read that nobody wrote. */
  THIN_AIR_READ,
  /** A value of a transaction that aborted was read. */
  DIRTY_READ,
  /** A value was read that its writer itself overwrote. */
  INTERMEDIATE_READ,
  /** A transaction read its own value before it wrote it. */
  FUTURE_READ,
  /** A transaction did not read what it had last written itself. */
  LOST_OWN_WRITE,
  /** A transaction read two values of one key without writing it. */
  NON_REPEATABLE_READ,
  /** A transaction saw one write of another and an older version of a key the other wrote too. */
  FRACTURED_READ,
  /** A transaction read something older than what its session had written before. */
  LOST_SESSION_WRITE,
  /** Transactions read from one another in a circle. */
  CIRCULAR_READS,
  /** No order of the commits explains all reads. */
  ORDER_CYCLE;

  /** The kind in plain words, such as {@code fractured read}. */
  public String words() {
    return name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }
}
