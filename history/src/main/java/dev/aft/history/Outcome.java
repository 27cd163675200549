package dev.aft.history;

/** What the client was told of its commit. */
public enum Outcome {
  COMMITTED,
  ABORTED,
  /** The answer never came. Such a transaction counts as committed if someone read its writes. */
  UNKNOWN
}
