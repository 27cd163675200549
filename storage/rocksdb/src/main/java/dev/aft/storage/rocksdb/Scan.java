package dev.aft.storage.rocksdb;

import dev.aft.storage.spi.Bytes;
import dev.aft.storage.spi.Entry;
import dev.aft.storage.spi.KeyRange;
import dev.aft.storage.spi.ScanDirection;
import dev.aft.storage.spi.ScanPage;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.rocksdb.ReadOptions;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;
import org.rocksdb.Slice;

/** One scan. An iterator of RocksDB is a snapshot, so its entries are as of one moment. */
record Scan(KeyRange range, ScanDirection direction, int limit, long maxBytes) {
  /** Deleted and replaced entries between those listed, before the calling thread hands over. */
  private static final int MAX_SKIPPED_FROM_MEMORY = 1000;

  /** From as many entries on it pays to make room for keys and values once. */
  private static final int LONG_SCAN = 64;

  /**
   * What is longer comes in an array that the native call makes, which takes longer than to copy
   * what is short.
   */
  private static final int ROOM_BYTES = 1024;

  private static final byte[] NO_ROOM = {};

  ScanPage run(NativeDatabase database, boolean memoryOnly) throws RocksDBException {
    if (range.isEmpty()) {
      return new ScanPage(List.of(), false);
    }
    // The bounds must live as long as the iterator; both are freed in reverse order.
    try (Slice lower = new Slice(range.from().unsafeArray());
        Slice upper = upper(range.to());
        ReadOptions options = NativeDatabase.verified()) {
      options.setReadTier(database.tier(memoryOnly)).setIterateLowerBound(lower);
      if (memoryOnly) {
        options.setMaxSkippableInternalKeys(MAX_SKIPPED_FROM_MEMORY);
      }
      if (upper != null) {
        options.setIterateUpperBound(upper);
      }
      try (RocksIterator iterator = database.rocksDb().newIterator(options)) {
        return collect(iterator);
      }
    }
  }

  private static @Nullable Slice upper(@Nullable Bytes to) {
    return to == null ? null : new Slice(to.unsafeArray());
  }

  private ScanPage collect(RocksIterator iterator) throws RocksDBException {
    List<Entry> entries = new ArrayList<>(Math.min(limit, 64));
    byte[] room = limit < LONG_SCAN ? NO_ROOM : new byte[ROOM_BYTES];
    long bytes = 0;
    start(iterator);
    while (iterator.isValid()) {
      Entry entry = new Entry(key(iterator, room), value(iterator, room));
      entries.add(entry);
      bytes += entry.key().length() + entry.value().length();
      if (entries.size() == limit || bytes >= maxBytes) {
        return new ScanPage(entries, true);
      }
      advance(iterator);
    }
    iterator.status();
    return new ScanPage(entries, false);
  }

  private static Bytes key(RocksIterator iterator, byte[] room) {
    int length = room.length == 0 ? 1 : iterator.key(room);
    return length > room.length ? Bytes.wrap(iterator.key()) : Bytes.copyOfRange(room, 0, length);
  }

  private static Bytes value(RocksIterator iterator, byte[] room) {
    int length = room.length == 0 ? 1 : iterator.value(room);
    return length > room.length ? Bytes.wrap(iterator.value()) : Bytes.copyOfRange(room, 0, length);
  }

  private void start(RocksIterator iterator) {
    switch (direction) {
      case FORWARD -> iterator.seekToFirst();
      case BACKWARD -> iterator.seekToLast();
    }
  }

  private void advance(RocksIterator iterator) {
    switch (direction) {
      case FORWARD -> iterator.next();
      case BACKWARD -> iterator.prev();
    }
  }
}
