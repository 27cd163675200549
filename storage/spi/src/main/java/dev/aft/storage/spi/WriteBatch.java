package dev.aft.storage.spi;

import java.util.List;

/**
 * Writes and deletes that belong together. The lists are copied in; a key stands in at most one of
 * them, and there once.
 */
public record WriteBatch(List<Entry> writes, List<Bytes> deletes) {
  public WriteBatch {
    writes = List.copyOf(writes);
    deletes = List.copyOf(deletes);
  }

  public static WriteBatch ofWrites(List<Entry> writes) {
    return new WriteBatch(writes, List.of());
  }

  public static WriteBatch ofDeletes(List<Bytes> deletes) {
    return new WriteBatch(List.of(), deletes);
  }

  /** Bytes of all keys and values together. */
  public long sizeBytes() {
    long size = 0;
    for (Entry entry : writes) {
      size += entry.key().length() + entry.value().length();
    }
    for (Bytes key : deletes) {
      size += key.length();
    }
    return size;
  }
}
