package dev.aft.engine;

/**
 * Every kind of write that the engine makes durable, in the words of {@code
 * docs/formats/transactions.md} and {@code docs/garbage-collection.md}. Before and after each lies
 * a fail point, where tests kill the process: see {@link FailPoints}.
 */
public enum DurableStep {
  /** The format version, when a store is opened for the first time. */
  FORMAT("format"),
  /** Versions, journal entry and commit record in one atomic batch. */
  COMMIT_BATCH("commit-batch"),
  /** The journal entry of a commit in steps. */
  COMMIT_JOURNAL("commit-journal"),
  /** Some of the versions of a commit in steps; as often as they need. */
  COMMIT_VERSIONS("commit-versions"),
  /** The commit record of a commit in steps: the one that decides. */
  COMMIT_RECORD("commit-record"),
  /** Values of a write buffer that passes its memory, written ahead of the commit. */
  SPILL_VALUES("spill-values"),
  /** Values written ahead go: those that were overwritten, or all when the transaction is over. */
  SPILL_REMOVE("spill-remove"),
  /** When a key record will expire, in a commit of several steps. */
  COMMIT_EXPIRY("commit-expiry"),
  /** The commit record as prepared, where it cannot be written together with the key record. */
  COMMIT_PREPARED("commit-prepared"),
  /** The key record of a prepared commit: the one that decides; also by whoever finds it. */
  COMMIT_KEY("commit-key"),
  /** The journal entry of an abort record. */
  FENCE_JOURNAL("fence-journal"),
  /** An abort record, or the find that the transaction has committed. */
  FENCE_RECORD("fence-record"),
  /** A surviving version of a commit in steps gets the ATOMIC flag. */
  COLLECT_PROOF("collect-proof"),
  /** Superseded versions, and those of transactions that never committed, go. */
  COLLECT_VERSIONS("collect-versions"),
  /** Tombstones go. */
  COLLECT_TOMBSTONES("collect-tombstones"),
  /** The versions in a dropped range go. */
  COLLECT_RANGE("collect-range"),
  /** Values that a dead node had written ahead go. */
  COLLECT_SPILL("collect-spill"),
  /** Key records that have lived their time go. */
  COLLECT_KEYS("collect-keys"),
  /** The entries that told when key records expire go. */
  COLLECT_EXPIRIES("collect-expiries"),
  /** The note of the time by which key records grow old. */
  COLLECT_KEY_CLOCK("collect-key-clock"),
  /** The note of how far garbage collection got. */
  COLLECT_NOTE("collect-note"),
  /**
   * What collection notes and removes goes in one atomic batch, but for what tombstones hide: that
   * goes before.
   */
  COLLECT_BOOKKEEPING("collect-bookkeeping"),
  /** The records go, where there are no batches or they are too small. */
  COLLECT_RECORDS("collect-records"),
  /** The journal entries go after their records. */
  COLLECT_JOURNAL("collect-journal");

  private final String label;

  DurableStep(String label) {
    this.label = label;
  }

  /** The name used in fail points and in the documentation. */
  public String label() {
    return label;
  }
}
