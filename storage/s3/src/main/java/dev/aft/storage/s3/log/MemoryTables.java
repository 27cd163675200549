package dev.aft.storage.s3.log;

import dev.aft.storage.s3.run.Slot;
import dev.aft.storage.spi.Bytes;
import dev.aft.storage.spi.KeyRange;
import dev.aft.storage.spi.ScanDirection;
import java.util.Collections;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What the log has brought and no checkpoint has taken over: the table that is written to and,
 * while a checkpoint is under way, the one before. A batch enters at once: whoever holds a {@link
 * View} sees all or nothing of it. Thread-safe; one thread at a time writes.
 */
public final class MemoryTables {
  /** What an entry costs beyond its key and value: nodes, headers, references. */
  private static final int ENTRY_BYTES = 120;

  private final ReadWriteLock lock = new ReentrantReadWriteLock();
  private final View view = new View();

  /** Guarded by the lock, like all below. */
  private NavigableMap<Bytes, Slot> active = new TreeMap<>();

  private NavigableMap<Bytes, Slot> frozen = Collections.emptyNavigableMap();
  private long activeBytes;
  private long frozenBytes;

  /** The tables as they are while {@link #reading} runs. */
  public final class View {
    private View() {}

    /** What the tables have for the key; null when they have nothing. */
    public @Nullable Slot find(Bytes key) {
      Slot slot = active.get(key);
      return slot == null ? frozen.get(key) : slot;
    }

    /** The newest slot of each key of the range, {@link Slot.Deleted} included. */
    public Iterator<Map.Entry<Bytes, Slot>> scan(KeyRange range, ScanDirection direction) {
      return new NewestFirst(
          List.of(part(active, range, direction), part(frozen, range, direction)), direction);
    }
  }

  /** Calls {@code action} while nothing changes; what it returns must not use the view. */
  public <T> T reading(Function<View, T> action) {
    lock.readLock().lock();
    try {
      return action.apply(view);
    } finally {
      lock.readLock().unlock();
    }
  }

  private static Iterator<Map.Entry<Bytes, Slot>> part(
      NavigableMap<Bytes, Slot> table, KeyRange range, ScanDirection direction) {
    if (table.isEmpty() || range.isEmpty()) {
      return Collections.emptyIterator();
    }
    Bytes to = range.to();
    NavigableMap<Bytes, Slot> part =
        to == null
            ? table.tailMap(range.from(), true)
            : table.subMap(range.from(), true, to, false);
    return switch (direction) {
      case FORWARD -> part.entrySet().iterator();
      case BACKWARD -> part.descendingMap().entrySet().iterator();
    };
  }

  /**
   * Writes a batch whose conditions hold.
   *
   * @param hidden told the names of objects whose values nobody can find any more
   */
  void apply(LogBatch batch, Consumer<String> hidden) {
    lock.writeLock().lock();
    try {
      batch.conditions().forEach(entry -> put(entry.key(), entry.slot(), hidden));
      batch.writes().forEach(entry -> put(entry.key(), entry.slot(), hidden));
      batch.deletes().forEach(key -> put(key, Slot.Deleted.INSTANCE, hidden));
    } finally {
      lock.writeLock().unlock();
    }
  }

  private void put(Bytes key, Slot slot, Consumer<String> hidden) {
    Slot before = active.put(key, slot);
    activeBytes += bytes(key, slot);
    if (before != null) {
      activeBytes -= bytes(key, before);
      if (before instanceof Slot.External external) {
        hidden.accept(external.object());
      }
    }
  }

  private static long bytes(Bytes key, Slot slot) {
    long value = slot instanceof Slot.Inline inline ? inline.value().length() : 0;
    return ENTRY_BYTES + key.length() + value;
  }

  /** Begins a new table; the one before stays to be read, and does not change any more. */
  SortedMap<Bytes, Slot> freeze() {
    lock.writeLock().lock();
    try {
      if (!frozen.isEmpty()) {
        throw new IllegalStateException("A checkpoint is under way.");
      }
      frozen = active;
      frozenBytes = activeBytes;
      active = new TreeMap<>();
      activeBytes = 0;
      return Collections.unmodifiableSortedMap(frozen);
    } finally {
      lock.writeLock().unlock();
    }
  }

  /** Forgets the frozen table, which is in the runs now. */
  void dropFrozen() {
    lock.writeLock().lock();
    try {
      frozen = Collections.emptyNavigableMap();
      frozenBytes = 0;
    } finally {
      lock.writeLock().unlock();
    }
  }

  /** Objects that hold values of the tables. */
  public Set<String> objectNames() {
    return reading(
        tables -> {
          Set<String> names = new HashSet<>();
          for (NavigableMap<Bytes, Slot> table : List.of(active, frozen)) {
            for (Slot slot : table.values()) {
              if (slot instanceof Slot.External external) {
                names.add(external.object());
              }
            }
          }
          return names;
        });
  }

  /** Memory that the table being written to takes. */
  long activeBytes() {
    return reading(tables -> activeBytes);
  }

  /** Memory that all tables take. */
  public long bytes() {
    return reading(tables -> activeBytes + frozenBytes);
  }
}
