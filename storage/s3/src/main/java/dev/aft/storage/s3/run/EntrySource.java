package dev.aft.storage.s3.run;

import dev.aft.storage.spi.Bytes;
import java.util.Iterator;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.concurrent.CompletableFuture;

/** Entries in ascending order of their keys that may have to be waited for. Not thread-safe. */
interface EntrySource {
  /** Whether {@link #next} has an entry now. */
  boolean hasNext();

  Map.Entry<Bytes, Slot> next();

  /** Whether more entries come after {@link #load}, when {@link #hasNext} says no. */
  boolean isStarved();

  CompletableFuture<Void> load();

  /** Entries that are all there. */
  static EntrySource of(Iterator<Map.Entry<Bytes, Slot>> entries) {
    return new EntrySource() {
      @Override
      public boolean hasNext() {
        return entries.hasNext();
      }

      @Override
      public Map.Entry<Bytes, Slot> next() {
        return entries.next();
      }

      @Override
      public boolean isStarved() {
        return false;
      }

      @Override
      public CompletableFuture<Void> load() {
        throw new NoSuchElementException("All entries are there.");
      }
    };
  }
}
