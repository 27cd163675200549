package dev.aft.storage.foundationdb.testing;

/** Decides what fails. Called under the lock of the cluster, one call at a time. */
public interface Faults {
  /** Nothing fails. */
  Faults NONE = new Faults() {};

  /** The code with which the next request for a read version fails, or 0. */
  default int readVersion() {
    return 0;
  }

  /** The code with which the next read of a key or of a part of a range fails, or 0. */
  default int read() {
    return 0;
  }

  /** What happens to the next commit. */
  default CommitFault commit() {
    return CommitFault.NONE;
  }
}
