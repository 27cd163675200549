package dev.aft.storage.s3.log;

import dev.aft.storage.s3.run.LogOwner;
import java.util.List;

/**
 * The content of one object of the log.
 *
 * @param writer who wrote it, and in which term
 * @param batches empty unless the kind is {@link Kind#DATA}
 */
record LogRecord(Kind kind, LogOwner writer, List<LogBatch> batches) {
  /** What a record is for. */
  enum Kind {
    /** From here on its writer owns the store. */
    OPEN(1),
    /** Batches, if its writer owns the store. */
    DATA(2),
    /** Nothing: takes a position that an earlier owner may still try to take. */
    FILL(3);

    private final byte tag;

    Kind(int tag) {
      this.tag = (byte) tag;
    }

    byte tag() {
      return tag;
    }
  }

  LogRecord {
    batches = List.copyOf(batches);
    if (kind != Kind.DATA && !batches.isEmpty()) {
      throw new IllegalArgumentException("Only a data record has batches. kind=" + kind);
    }
  }
}
