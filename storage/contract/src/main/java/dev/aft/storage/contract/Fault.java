package dev.aft.storage.contract;

/** What a {@link FaultInjectingStore} does to one call. */
public enum Fault {
  /** Nothing: the call goes through. */
  NONE,
  /** Fails, and nothing is done. */
  NOT_DONE,
  /** For a write: is done, and fails with an unknown outcome. For a read: fails. */
  UNKNOWN_BUT_DONE,
  /** For a write: is not done, and fails with an unknown outcome. For a read: fails. */
  UNKNOWN_AND_NOT_DONE
}
