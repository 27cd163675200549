package dev.aft.engine.transaction;

import dev.aft.engine.EngineException;
import dev.aft.engine.EngineSettings;
import dev.aft.engine.ErrorCode;
import dev.aft.storage.spi.Bytes;
import dev.aft.storage.spi.KeyRange;
import dev.aft.storage.spi.ScanDirection;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * The writes of a running transaction: the newest per key, and as much of the past as savepoints
 * and scans under way may ask for. Not thread-safe, except for {@link #release}.
 */
final class WriteBuffer {
  private static final int OVERHEAD_BYTES = 100;
  private static final long RELEASED = Long.MIN_VALUE / 2;

  /**
   * A write.
   *
   * @param value null for a delete
   * @param sequence position among the transaction's writes
   * @param older what the key had before, kept only for scans that started in between
   */
  record Write(@Nullable Bytes value, long sequence, @Nullable Write older) {}

  private record Undo(Bytes key, @Nullable Write before, long bytes) {}

  private record Savepoint(String name, int undoSize, int rangesSize) {}

  /** A state to return to, with the savepoints that it had. */
  private record Mark(int undoSize, List<Savepoint> savepoints, List<KeyRange> droppedRanges) {
    Mark {
      savepoints = List.copyOf(savepoints);
      droppedRanges = List.copyOf(droppedRanges);
    }
  }

  private final EngineSettings settings;
  private final WriteBudget budget;
  private final TreeMap<Bytes, Write> writes = new TreeMap<>();
  private final List<KeyRange> droppedRanges = new ArrayList<>(0);
  private final List<Savepoint> savepoints = new ArrayList<>(0);
  private final List<Mark> marks = new ArrayList<>(0);
  private final List<Undo> undos = new ArrayList<>(0);
  private final AtomicLong takenBytes = new AtomicLong();
  private long sequence;
  private long newestScanSequence = -1;

  WriteBuffer(EngineSettings settings, WriteBudget budget) {
    this.settings = settings;
    this.budget = budget;
  }

  boolean isEmpty() {
    return writes.isEmpty() && droppedRanges.isEmpty();
  }

  @Nullable Write find(Bytes key) {
    return writes.isEmpty() ? null : writes.get(key);
  }

  SortedMap<Bytes, Write> writes() {
    return writes;
  }

  List<KeyRange> droppedRanges() {
    return droppedRanges;
  }

  /** Buffers a write; null deletes. On an error everything is as before. */
  void put(Bytes key, @Nullable Bytes value) {
    requireLength("keyBytes", key.length(), settings.keyBytes());
    int length = value == null ? 0 : value.length();
    requireLength("valueBytes", length, settings.valueBytes());
    Write before = writes.get(key);
    boolean keepsBefore =
        keepsPast() || (before != null && before.sequence() <= newestScanSequence);
    long freed = before == null || keepsBefore ? 0 : sizeOf(key, before);
    long bytes = OVERHEAD_BYTES + (long) key.length() + length - freed;
    take(bytes);
    Write older = before != null && before.sequence() <= newestScanSequence ? before : null;
    if (before != null && older == null) {
      older = before.older();
    }
    writes.put(key, new Write(value, ++sequence, older));
    if (keepsPast()) {
      undos.add(new Undo(key, before, bytes));
    }
  }

  private boolean keepsPast() {
    return !savepoints.isEmpty() || !marks.isEmpty();
  }

  void dropRange(KeyRange range) {
    take(OVERHEAD_BYTES);
    droppedRanges.add(range);
  }

  private static long sizeOf(Bytes key, Write write) {
    Bytes value = write.value();
    return OVERHEAD_BYTES + (long) key.length() + (value == null ? 0 : value.length());
  }

  private static void requireLength(String setting, int actual, int max) {
    if (actual > max) {
      throw new EngineException(
          ErrorCode.LIMIT_EXCEEDED,
          "A write is too large: " + setting + "=" + max + " actual=" + actual);
    }
  }

  private void take(long bytes) {
    long taken = takenBytes.get();
    if (taken >= 0 && taken + bytes > settings.writeBufferBytesPerTransaction()) {
      throw new EngineException(
          ErrorCode.LIMIT_EXCEEDED,
          "The transaction writes too much: writeBufferBytesPerTransaction="
              + settings.writeBufferBytesPerTransaction());
    }
    budget.take(bytes);
    if (takenBytes.addAndGet(bytes) < 0) {
      budget.giveBack(bytes);
      throw AftTransaction.expired();
    }
  }

  /** Gives the bytes back to the node's budget, once. Thread-safe. */
  void release() {
    long taken = takenBytes.getAndSet(RELEASED);
    if (taken > 0) {
      budget.giveBack(taken);
    }
  }

  /** A scan starts: it will see the writes made so far. */
  long startScan() {
    newestScanSequence = sequence;
    return sequence;
  }

  /** The keys of {@code range} written up to {@code asOf}, in the order of the scan. */
  NavigableMap<Bytes, Write> writesIn(KeyRange range, ScanDirection direction, long asOf) {
    NavigableMap<Bytes, Write> found = new TreeMap<>();
    if (!writes.isEmpty() && !range.isEmpty()) {
      Bytes to = range.to();
      SortedMap<Bytes, Write> part =
          to == null ? writes.tailMap(range.from()) : writes.subMap(range.from(), to);
      part.forEach(
          (key, newest) -> {
            Write write = asOf(newest, asOf);
            if (write != null) {
              found.put(key, write);
            }
          });
    }
    return direction == ScanDirection.FORWARD ? found : found.descendingMap();
  }

  private static @Nullable Write asOf(Write newest, long sequence) {
    Write write = newest;
    while (write != null && write.sequence() > sequence) {
      write = write.older();
    }
    return write;
  }

  void setSavepoint(String name) {
    savepoints.add(new Savepoint(name, undos.size(), droppedRanges.size()));
  }

  void releaseSavepoint(String name) {
    savepoints.subList(indexOf(name), savepoints.size()).clear();
    if (!keepsPast()) {
      undos.clear();
    }
  }

  void rollbackToSavepoint(String name) {
    int index = indexOf(name);
    Savepoint savepoint = savepoints.get(index);
    int markedSize = marks.isEmpty() ? 0 : marks.get(marks.size() - 1).undoSize();
    undoTo(Math.max(savepoint.undoSize(), markedSize));
    if (savepoint.undoSize() < markedSize) {
      revertTo(savepoint.undoSize());
    }
    savepoints.subList(index + 1, savepoints.size()).clear();
    droppedRanges.subList(savepoint.rangesSize(), droppedRanges.size()).clear();
  }

  /** Undoes the newest changes and forgets them. */
  private void undoTo(int undoSize) {
    for (int i = undos.size() - 1; i >= undoSize; i--) {
      Undo undo = undos.remove(i);
      replace(undo.key(), undo.before());
      take(-undo.bytes());
    }
  }

  /** Undoes changes by changes of their own, so that a mark between them can be returned to. */
  private void revertTo(int undoSize) {
    Map<Bytes, Optional<Write>> wanted = new LinkedHashMap<>();
    for (int i = undos.size() - 1; i >= undoSize; i--) {
      wanted.put(undos.get(i).key(), Optional.ofNullable(undos.get(i).before()));
    }
    take(wanted.keySet().stream().mapToLong(key -> OVERHEAD_BYTES + (long) key.length()).sum());
    wanted.forEach(
        (key, before) -> {
          undos.add(new Undo(key, writes.get(key), OVERHEAD_BYTES + (long) key.length()));
          replace(key, before.orElse(null));
        });
  }

  private void replace(Bytes key, @Nullable Write write) {
    if (write == null) {
      writes.remove(key);
    } else {
      writes.put(key, write);
    }
  }

  /** Marks the state; nothing that is done to savepoints takes the mark away. */
  int setMark() {
    take(OVERHEAD_BYTES * (1L + savepoints.size() + droppedRanges.size()));
    marks.add(new Mark(undos.size(), savepoints, droppedRanges));
    return marks.size();
  }

  /** Takes writes and savepoints back to a mark; later marks are gone. */
  void returnToMark(int number) {
    Mark mark = marks.get(number - 1);
    marks.subList(number, marks.size()).clear();
    undoTo(mark.undoSize());
    savepoints.clear();
    savepoints.addAll(mark.savepoints());
    droppedRanges.clear();
    droppedRanges.addAll(mark.droppedRanges());
  }

  private int indexOf(String name) {
    for (int i = savepoints.size() - 1; i >= 0; i--) {
      if (savepoints.get(i).name().equals(name)) {
        return i;
      }
    }
    throw new EngineException(ErrorCode.NO_SUCH_SAVEPOINT, "No such savepoint: name=" + name);
  }
}
