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
 * A reader that has met many versions which it may not see goes on below them: {@link #skipTo}. Not
 * thread-safe; one call at a time.
 */
final class VersionCursor {
  private static final int MAX_PAGE = 64;
  private static final int LONG_WALK = 64;

  private final Store store;
  private final CommitRecords records;
  private final HybridLogicalClock clock;
  private final Bytes key;
  private final List<KeyVersion> found = new ArrayList<>(1);
  private KeyRange rest;

  /** The newest version is nearly always the one wanted. */
  private int limit = 1;

  private boolean complete;
  private boolean skipped;

  VersionCursor(Store store, CommitRecords records, HybridLogicalClock clock, Bytes key) {
    this.store = store;
    this.records = records;
    this.clock = clock;
    this.key = key;
    this.rest = StorageLayout.versionsOf(key);
  }

  /** All versions read so far (since the skip, if there was one), and some more. */
  CompletableFuture<VersionList> next() {
    int wanted = limit;
    return store
        .scan(rest, ScanDirection.FORWARD, wanted)
        .thenCompose(
            entries ->
                records
                    .committed(decode(entries))
                    .thenCompose(
                        visible ->
                            visible.isEmpty()
                                ? next()
                                : CompletableFuture.completedFuture(
                                    add(entries, visible.get(), wanted))));
  }

  /** Leaves out the versions newer than {@code stamp}; what follows is no longer without a gap. */
  void skipTo(Stamp stamp) {
    skipped = true;
    found.clear();
    limit = 1;
    rest = new KeyRange(StorageLayout.versionKey(key, stamp), StorageLayout.versionsOf(key).to());
  }

  boolean hasSkipped() {
    return skipped;
  }

  /** Whether it has walked far enough to think of {@link #skipTo}. */
  boolean isLong() {
    return !skipped && found.size() >= LONG_WALK;
  }

  private List<StoredVersion> decode(List<Entry> entries) {
    List<StoredVersion> versions = new ArrayList<>(entries.size());
    for (Entry entry : entries) {
      versions.add(StoredVersion.decode(key, entry));
    }
    return versions;
  }

  private VersionList add(List<Entry> entries, List<StoredVersion> versions, int wanted) {
    complete = entries.size() < wanted;
    limit = Math.min(MAX_PAGE, limit * 8);
    if (!entries.isEmpty()) {
      rest = new KeyRange(entries.get(entries.size() - 1).key().successor(), rest.to());
    }
    for (StoredVersion version : versions) {
      clock.observe(version.stamp().timestamp());
      found.add(version.toKeyVersion());
    }
    return new VersionList(found, complete);
  }
}
