package dev.aft.storage.rocksdb;

import dev.aft.storage.spi.Bytes;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.rocksdb.ReadOptions;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;

/**
 * Answers whether a key exists, without asking the database, for keys that grow with time: of all
 * keys that begin with one byte it knows each that is greater than a floor, and the floor follows
 * the newest keys.
 *
 * <p>The condition of a commit is a key with the time in front that nobody has used before. To find
 * that out from the filters of the files was a sixth of the committer's time; here it is a lookup
 * in a small tree. A key below the floor is answered by the database as ever.
 *
 * <p>Used by the committer, which alone writes: what it has not put is not there.
 */
final class RecentKeys {
  static final int MOST_KEYS = 4096;

  private final TreeSet<Bytes> aboveFloor = new TreeSet<>();
  private @Nullable Bytes prefix;
  private Bytes floor = Bytes.EMPTY;

  /** Whether {@link #contains} can answer for {@code key}. */
  boolean covers(Bytes key) {
    return prefix != null && key.startsWith(prefix) && key.compareTo(floor) > 0;
  }

  /** Whether a key that is covered exists. */
  boolean contains(Bytes key) {
    return aboveFloor.contains(key);
  }

  void put(Bytes key) {
    if (covers(key)) {
      aboveFloor.add(key);
      if (aboveFloor.size() > MOST_KEYS) {
        floor = aboveFloor.pollFirst();
      }
    }
  }

  void delete(Bytes key) {
    if (covers(key)) {
      aboveFloor.remove(key);
    }
  }

  /** Knows nothing any more: what is in the database is not what was put and deleted here. */
  void forget() {
    prefix = null;
    aboveFloor.clear();
  }

  /**
   * Begins to know the keys with the first byte of {@code key}, unless it knows some already.
   * Answers whether it has begun: what has been put and is not yet in the database is to be put
   * again.
   */
  boolean learn(Bytes key, NativeDatabase database) throws RocksDBException {
    if (prefix != null || key.isEmpty()) {
      return false;
    }
    Bytes first = key.slice(0, 1);
    floor = greatest(first, database);
    prefix = first;
    return true;
  }

  /** The greatest key that begins with {@code first}, or {@code first} itself for none. */
  private static Bytes greatest(Bytes first, NativeDatabase database) throws RocksDBException {
    try (ReadOptions options = new ReadOptions();
        RocksIterator iterator = database.rocksDb().newIterator(options)) {
      int next = (first.at(0) & 0xff) + 1;
      if (next > 0xff) {
        iterator.seekToLast();
      } else {
        iterator.seekForPrev(new byte[] {(byte) next});
        if (iterator.isValid() && iterator.key().length == 1 && first.at(0) != iterator.key()[0]) {
          iterator.prev();
        }
      }
      iterator.status();
      Bytes found = iterator.isValid() ? Bytes.wrap(iterator.key()) : first;
      return found.startsWith(first) ? found : first;
    }
  }
}
