package dev.aft.storage.rocksdb;

import dev.aft.storage.spi.Bytes;
import dev.aft.storage.spi.CreateResult;
import dev.aft.storage.spi.Entry;
import dev.aft.storage.spi.KeyRange;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.rocksdb.ReadOptions;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;

/**
 * The writes that share one forced write of the log. Conditions are decided against the database as
 * it will be after the earlier writes of the group. Reused from group to group; used by one thread.
 */
final class WriteGroup {
  private static final byte[] NO_VALUE = {};

  private final BatchWriter batch = new BatchWriter();
  private final Map<Bytes, Boolean> existsAfterGroup = new HashMap<>();
  private final RecentKeys recentKeys = new RecentKeys();
  private @Nullable KeyRange range;
  private boolean unwritten;

  /** Whether no other write of the group can ask whether what is put now exists. */
  private boolean last;

  void clear() {
    if (unwritten) {
      // What became of the group before is not known here.
      recentKeys.forget();
      unwritten = false;
    }
    batch.clear();
    existsAfterGroup.clear();
    range = null;
  }

  /** The database has been opened anew: what was written last may be gone from it. */
  void forget() {
    recentKeys.forget();
  }

  boolean isEmpty() {
    return batch.isEmpty() && range == null;
  }

  /** Writes the group as one batch. */
  void write(NativeDatabase database) throws RocksDBException {
    KeyRange deleted = range;
    if (deleted != null) {
      deleteRange(deleted, database);
      return;
    }
    try (org.rocksdb.WriteBatch written = new org.rocksdb.WriteBatch(batch.toBytes())) {
      database.rocksDb().write(database.writeOptions(), written);
    }
    unwritten = false;
  }

  /**
   * Adds the write, or finds that a condition does not hold; the write knows the result.
   *
   * @param isLast whether no other write follows: then nobody will ask what is in this one
   */
  void add(PendingWrite write, boolean isLast, NativeDatabase database) throws RocksDBException {
    last = isLast;
    for (Entry condition : write.conditions) {
      if (exists(condition.key(), database)) {
        write.result = CreateResult.EXISTED;
        return;
      }
    }
    for (Entry entry : write.batch.writes()) {
      put(entry);
    }
    for (Bytes key : write.batch.deletes()) {
      unwritten = true;
      batch.delete(key);
      recentKeys.delete(key);
      note(key, false);
    }
    for (Entry condition : write.conditions) {
      put(condition);
    }
  }

  /** Adds the deletion of a range; it must be the only write of its group. */
  void addRange(KeyRange deleted) {
    range = deleted.isEmpty() ? null : deleted;
    recentKeys.forget();
  }

  private static void deleteRange(KeyRange range, NativeDatabase database) throws RocksDBException {
    Bytes to = range.to();
    byte[] end = to == null ? afterLastKey(database) : to.unsafeArray();
    if (end != null) {
      database.rocksDb().deleteRange(database.writeOptions(), range.from().unsafeArray(), end);
    }
  }

  private void put(Entry entry) {
    unwritten = true;
    batch.put(entry.key(), entry.value());
    recentKeys.put(entry.key());
    note(entry.key(), true);
  }

  private void note(Bytes key, boolean exists) {
    if (!last) {
      existsAfterGroup.put(key, exists);
    }
  }

  private void putAgain() {
    existsAfterGroup.forEach(
        (key, exists) -> {
          if (exists) {
            recentKeys.put(key);
          }
        });
  }

  private boolean exists(Bytes key, NativeDatabase database) throws RocksDBException {
    Boolean inGroup = existsAfterGroup.get(key);
    if (inGroup != null) {
      return inGroup;
    }
    if (recentKeys.covers(key)) {
      return recentKeys.contains(key);
    }
    if (recentKeys.learn(key, database)) {
      putAgain();
    }
    byte[] bytes = key.unsafeArray();
    // A fresh key is absent from the filters, which costs a tenth of a get that finds nothing.
    if (!database.rocksDb().keyMayExist(bytes, null)) {
      return false;
    }
    int length = database.rocksDb().get(database.readOptions(false), bytes, NO_VALUE);
    return length != RocksDB.NOT_FOUND;
  }

  /** RocksDB's ranges have an end; the committer alone writes, so no key comes after this one. */
  private static byte @Nullable [] afterLastKey(NativeDatabase database) throws RocksDBException {
    try (ReadOptions options = new ReadOptions();
        RocksIterator iterator = database.rocksDb().newIterator(options)) {
      iterator.seekToLast();
      iterator.status();
      return iterator.isValid() ? Bytes.wrap(iterator.key()).successor().unsafeArray() : null;
    }
  }
}
