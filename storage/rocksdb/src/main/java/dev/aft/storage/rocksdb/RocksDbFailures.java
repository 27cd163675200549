package dev.aft.storage.rocksdb;

import dev.aft.storage.spi.StorageException;
import dev.aft.storage.spi.StorageException.Reason;
import dev.aft.storage.spi.UnknownOutcomeException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.rocksdb.RocksDBException;
import org.rocksdb.Status;

/** What RocksDB's failures mean to a caller of the store. */
final class RocksDbFailures {
  private RocksDbFailures() {}

  /** Whether a read limited to memory would have had to go to the disk. */
  static boolean isNotInMemory(RocksDBException e) {
    Status status = e.getStatus();
    return status != null && status.getCode() == Status.Code.Incomplete;
  }

  static boolean saysNoSpace(@Nullable String message) {
    return message != null && message.contains("No space left");
  }

  static StorageException ofRead(RocksDBException e) {
    return new StorageException(reason(e), "The store could not read. " + e.getMessage(), e);
  }

  static StorageException ofOpen(RocksDBException e, Path folder) {
    String message = String.valueOf(e.getMessage());
    if (message.contains("lock hold by current process") || message.contains("While lock file")) {
      return new StorageException(
          Reason.IN_USE, "The folder is in use by another store that is open. folder=" + folder, e);
    }
    if (message.contains("create_if_missing is false")) {
      return new StorageException(
          Reason.CORRUPT, "The folder is marked as a store, its data is gone. folder=" + folder, e);
    }
    Reason reason = reason(e);
    String what =
        reason == Reason.CORRUPT
            ? "The store is damaged; nothing of it is served. Restore the folder from a copy."
            : "The store cannot be opened.";
    return new StorageException(reason, what + " folder=" + folder + " cause=" + message, e);
  }

  /** A write failed on its way to the log: how much of it is there, nobody can tell. */
  static UnknownOutcomeException ofWrite(RocksDBException e) {
    return new UnknownOutcomeException(
        reason(e), "The write failed and may be there or not. " + e.getMessage(), e);
  }

  static Reason reason(RocksDBException e) {
    Status status = e.getStatus();
    if (saysNoSpace(e.getMessage())
        || (status != null && status.getSubCode() == Status.SubCode.NoSpace)) {
      return Reason.FULL;
    }
    if (status == null) {
      return Reason.IO;
    }
    return switch (status.getCode()) {
      case Corruption -> Reason.CORRUPT;
      case Busy, TryAgain -> Reason.THROTTLED;
      case TimedOut, Aborted, Expired, MergeInProgress -> Reason.UNAVAILABLE;
      case ShutdownInProgress -> Reason.CLOSED;
      case Ok, NotFound, NotSupported, InvalidArgument, IOError, Incomplete, Undefined -> Reason.IO;
    };
  }
}
