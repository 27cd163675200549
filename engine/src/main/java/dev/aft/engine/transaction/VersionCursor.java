package dev.aft.engine.transaction;

import dev.aft.storage.spi.Bytes;
import dev.aft.storage.spi.Entry;
import dev.aft.storage.spi.KeyRange;
import dev.aft.storage.spi.ScanDirection;
import dev.aft.storage.spi.Store;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * Reads the committed versions of one key from the store, newest first, a few more with each call.
 * Not thread-safe; one call at a time.
 */
final class VersionCursor {
  private static final int MAX_PAGE = 64;

  private final Store store;
  private final CommitRecords records;
  private final HybridLogicalClock clock;
  private final Bytes key;
  private final List<KeyVersion> found = new ArrayList<>(1);
  private KeyRange rest;

  /** The newest version is nearly always the one wanted. */
  private int limit = 1;

  private boolean complete;

  VersionCursor(Store store, CommitRecords records, HybridLogicalClock clock, Bytes key) {
    this.store = store;
    this.records = records;
    this.clock = clock;
    this.key = key;
    this.rest = StorageLayout.versionsOf(key);
  }

  /** All versions read so far, and some more. */
  CompletableFuture<VersionList> next() {
    int wanted = limit;
    limit = Math.min(MAX_PAGE, limit * 8);
    return store
        .scan(rest, ScanDirection.FORWARD, wanted)
        .thenCompose(
            entries -> {
              complete = entries.size() < wanted;
              return records.committed(decode(entries));
            })
        .thenApply(this::add);
  }

  private List<StoredVersion> decode(List<Entry> entries) {
    List<StoredVersion> versions = new ArrayList<>(entries.size());
    for (Entry entry : entries) {
      versions.add(StoredVersion.decode(key, entry));
    }
    if (!entries.isEmpty()) {
      rest = new KeyRange(entries.get(entries.size() - 1).key().successor(), rest.to());
    }
    return versions;
  }

  private VersionList add(List<StoredVersion> versions) {
    for (StoredVersion version : versions) {
      clock.observe(version.stamp().timestamp());
      found.add(version.toKeyVersion());
    }
    return new VersionList(found, complete);
  }
}
