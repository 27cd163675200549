package dev.aft.storage.s3;

import dev.aft.storage.s3.log.MemoryTables;
import dev.aft.storage.s3.log.NewestFirst;
import dev.aft.storage.s3.run.PageView;
import dev.aft.storage.s3.run.RunSet;
import dev.aft.storage.s3.run.Slot;
import dev.aft.storage.spi.Bytes;
import dev.aft.storage.spi.KeyRange;
import dev.aft.storage.spi.ScanDirection;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The whole store at one moment: memory tables first, then runs. */
record Sight(MemoryTables.View memory, RunSet runs, PageView pages) {
  /** What the key has; null when nothing, or when a page is missing. */
  @Nullable Slot find(Bytes key) {
    Slot slot = memory.find(key);
    return slot == null ? runs.find(key, pages) : slot;
  }

  /** The newest slot of each key; ends early when a page is missing. */
  Iterator<Map.Entry<Bytes, Slot>> scan(KeyRange range, ScanDirection direction) {
    return new NewestFirst(
        List.of(memory.scan(range, direction), runs.scan(range, direction, pages)), direction);
  }
}
