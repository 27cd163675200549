package dev.aft.storage.s3.log;

import dev.aft.storage.s3.run.Slot;
import dev.aft.storage.spi.Bytes;
import java.util.List;
import java.util.function.Consumer;

/**
 * What is written at once, if no key of the conditions exists. Owns its lists.
 *
 * @param conditions written too
 */
record LogBatch(List<LogEntry> conditions, List<LogEntry> writes, List<Bytes> deletes) {
  /** The objects that hold values of this batch. */
  void forEachObject(Consumer<String> action) {
    forEachObject(conditions, action);
    forEachObject(writes, action);
  }

  private static void forEachObject(List<LogEntry> entries, Consumer<String> action) {
    for (LogEntry entry : entries) {
      if (entry.slot() instanceof Slot.External external) {
        action.accept(external.object());
      }
    }
  }
}
