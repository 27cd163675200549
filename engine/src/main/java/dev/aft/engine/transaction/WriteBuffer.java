package dev.aft.engine.transaction;

import dev.aft.engine.EngineException;
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
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The writes of a running transaction: the newest per key, and as much of the past as savepoints
 * and scans under way may ask for.
 *
 * <p><b>Threads.</b> Its transaction uses it from one thread at a time. Another thread may spill
 * its values or release it at any moment: what both touch is changed under the lock of the buffer.
 */
final class WriteBuffer {
  /** Values shorter than that stay: pointing to them costs as much. */
  static final int LEAST_SPILLED_BYTES = 64;

  /**
   * A write. Its value is in memory, or spilled: in the store under the transaction's id and the
   * sequence number.
   */
  static final class Write {
    private final int length;
    private final long sequence;
    private final @Nullable Write older;
    private volatile @Nullable Bytes value;

    /** Nobody asks for it any more. Guarded by the buffer. */
    private boolean dropped;

    Write(@Nullable Bytes value, long sequence, @Nullable Write older) {
      this.length = value == null ? -1 : value.length();
      this.sequence = sequence;
      this.older = older;
      this.value = value;
    }

    boolean isDelete() {
      return length < 0;
    }

    /** Once true it stays so. */
    boolean isSpilled() {
      return length >= 0 && value == null;
    }

    /** The value in memory; null for a delete and for a spilled value. */
    @Nullable Bytes value() {
      return value;
    }

    /** Bytes of the value, wherever it is. */
    int length() {
      return Math.max(0, length);
    }

    /** Position among the transaction's writes. */
    long sequence() {
      return sequence;
    }

    private boolean isSpillable() {
      return length >= LEAST_SPILLED_BYTES && value != null;
    }
  }

  /**
   * A change of what a key has.
   *
   * @param created the write made for it; null for one that brings back what was there earlier
   * @param before what the key had
   * @param chained whether {@code created} keeps {@code before} for scans
   */
  private record Undo(
      Bytes key, @Nullable Write created, @Nullable Write before, boolean chained) {}

  private record Savepoint(String name, int undoSize, int rangesSize) {}

  /**
   * A state to return to, with the savepoints that it had.
   *
   * @param extraBytes what marks and dropped ranges took then
   */
  private record Mark(
      int undoSize, List<Savepoint> savepoints, List<KeyRange> droppedRanges, long extraBytes) {
    Mark {
      savepoints = List.copyOf(savepoints);
      droppedRanges = List.copyOf(droppedRanges);
    }
  }

  private final BufferSize size;
  private final KeyedWrites writes = new KeyedWrites();
  private final List<KeyRange> droppedRanges = new ArrayList<>(0);
  private final List<Savepoint> savepoints = new ArrayList<>(0);
  private final List<Mark> marks = new ArrayList<>(0);
  private final List<Undo> undos = new ArrayList<>(0);

  /** Spilled values that nobody asks for any more. */
  private final List<Long> stale = new ArrayList<>(0);

  /** What marks and dropped ranges take, also those ranges that only a mark still has. */
  private long extraBytes;

  /** As many of the dropped ranges are those of the last mark. */
  private int markedRanges;

  private long sequence;
  private long newestScanSequence = -1;

  WriteBuffer(BufferSize size) {
    this.size = size;
  }

  boolean isEmpty() {
    return writes.isEmpty() && droppedRanges.isEmpty();
  }

  @Nullable Write find(Bytes key) {
    return writes.get(key);
  }

  /** Whether any of the keys, which ascend, has been written. */
  boolean hasAny(List<Bytes> keys) {
    return writes.hasAny(keys);
  }

  /** A copy in the order of their keys, to be committed. */
  List<Map.Entry<Bytes, Write>> sorted() {
    return writes.sorted();
  }

  List<KeyRange> droppedRanges() {
    return droppedRanges;
  }

  BufferSize size() {
    return size;
  }

  /** Buffers a write; null deletes. On an error everything is as before. */
  synchronized void put(Bytes key, @Nullable Bytes value) {
    Write before = writes.get(key);
    int length = value == null ? 0 : value.length();
    size.add(key.length(), length, before == null);
    boolean chained = before != null && before.sequence <= newestScanSequence;
    Write older = chained || before == null ? before : before.older;
    Write write = new Write(value, ++sequence, older);
    writes.put(key, write);
    if (keepsPast()) {
      undos.add(new Undo(key, write, before, chained));
    } else if (before != null && !chained) {
      drop(key, before);
    }
  }

  private boolean keepsPast() {
    return !savepoints.isEmpty() || !marks.isEmpty();
  }

  synchronized void dropRange(KeyRange range) {
    pinExtra(roomOf(range));
    droppedRanges.add(range);
  }

  private static long roomOf(KeyRange range) {
    Bytes to = range.to();
    return roomOf(range.from()) + (to == null ? 0 : to.length());
  }

  private static long roomOf(Bytes key) {
    return BufferSize.OVERHEAD_BYTES + (long) key.length();
  }

  private void pinExtra(long bytes) {
    size.pin(bytes);
    extraBytes += bytes;
  }

  private void unpinExtra(long bytes) {
    size.unpin(bytes);
    extraBytes -= bytes;
  }

  private void drop(Bytes key, Write write) {
    write.dropped = true;
    if (write.isSpilled()) {
      stale.add(write.sequence);
    }
    size.remove(key.length(), write.length(), write.isSpilled());
  }

  /** Gives everything back, once. Whatever is buffered later is refused. Thread-safe. */
  synchronized void release() {
    size.release();
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
      for (Map.Entry<Bytes, Write> each : writes.inOrder(range.from(), range.to())) {
        Write write = asOf(each.getValue(), asOf);
        if (write != null) {
          found.put(each.getKey(), write);
        }
      }
    }
    return direction == ScanDirection.FORWARD ? found : found.descendingMap();
  }

  private static @Nullable Write asOf(Write newest, long sequence) {
    Write write = newest;
    while (write != null && write.sequence > sequence) {
      write = write.older;
    }
    return write;
  }

  // Savepoints

  void setSavepoint(String name) {
    savepoints.add(new Savepoint(name, undos.size(), droppedRanges.size()));
  }

  synchronized void releaseSavepoint(String name) {
    savepoints.subList(indexOf(name), savepoints.size()).clear();
    if (!keepsPast()) {
      for (Undo undo : undos) {
        Write before = undo.before();
        if (before != null && !undo.chained()) {
          drop(undo.key(), before);
        }
      }
      undos.clear();
    }
  }

  /** On an error everything is as before. */
  synchronized void rollbackToSavepoint(String name) {
    int index = indexOf(name);
    Savepoint savepoint = savepoints.get(index);
    int markedSize = marks.isEmpty() ? 0 : marks.get(marks.size() - 1).undoSize();
    if (savepoint.undoSize() < markedSize) {
      Map<Bytes, Optional<Write>> wanted = wantedAt(savepoint.undoSize(), markedSize);
      size.pin(
          wanted.keySet().stream().mapToLong(WriteBuffer::roomOf).sum(), freedByUndo(markedSize));
      undoTo(markedSize);
      revert(wanted);
    } else {
      undoTo(savepoint.undoSize());
    }
    savepoints.subList(index + 1, savepoints.size()).clear();
    forgetRanges(savepoint.rangesSize());
  }

  /** Forgets the newest dropped ranges; a mark keeps those that it has. */
  private void forgetRanges(int left) {
    List<KeyRange> forgotten = droppedRanges.subList(left, droppedRanges.size());
    int marked = Math.max(0, Math.min(markedRanges - left, forgotten.size()));
    unpinExtra(
        forgotten.subList(marked, forgotten.size()).stream().mapToLong(WriteBuffer::roomOf).sum());
    forgotten.clear();
    markedRanges = Math.min(markedRanges, left);
  }

  private BufferSize.Room freedByUndo(int undoSize) {
    BufferSize.Room freed = BufferSize.Room.NONE;
    for (Undo undo : undos.subList(undoSize, undos.size())) {
      Write created = undo.created();
      freed =
          created == null
              ? freed.plus(roomOf(undo.key()))
              : freed.plusWrite(undo.key().length(), created.length());
    }
    return freed;
  }

  /** Undoes the newest changes and forgets them. */
  private void undoTo(int undoSize) {
    for (int i = undos.size() - 1; i >= undoSize; i--) {
      Undo undo = undos.remove(i);
      replace(undo.key(), undo.before());
      Write created = undo.created();
      if (created == null) {
        size.unpin(roomOf(undo.key()));
      } else {
        drop(undo.key(), created);
      }
    }
  }

  /** What the keys changed between two sizes of the undo log had at the first. */
  private Map<Bytes, Optional<Write>> wantedAt(int undoSize, int until) {
    Map<Bytes, Optional<Write>> wanted = new LinkedHashMap<>();
    for (int i = until - 1; i >= undoSize; i--) {
      wanted.put(undos.get(i).key(), Optional.ofNullable(undos.get(i).before()));
    }
    return wanted;
  }

  /** Undoes changes by changes of their own, so that a mark between them can be returned to. */
  private void revert(Map<Bytes, Optional<Write>> wanted) {
    wanted.forEach(
        (key, before) -> {
          undos.add(new Undo(key, null, writes.get(key), false));
          replace(key, before.orElse(null));
        });
  }

  private void replace(Bytes key, @Nullable Write write) {
    Write replaced = write == null ? writes.remove(key) : writes.put(key, write);
    size.countKey(key.length(), (write == null ? 0 : 1) - (replaced == null ? 0 : 1));
  }

  /** Marks the state; nothing that is done to savepoints takes the mark away. */
  synchronized int setMark() {
    pinExtra(BufferSize.OVERHEAD_BYTES * (1L + savepoints.size() + droppedRanges.size()));
    marks.add(new Mark(undos.size(), savepoints, droppedRanges, extraBytes));
    markedRanges = droppedRanges.size();
    return marks.size();
  }

  /** Takes writes and savepoints back to a mark; later marks are gone. */
  synchronized void returnToMark(int number) {
    Mark mark = marks.get(number - 1);
    marks.subList(number, marks.size()).clear();
    undoTo(mark.undoSize());
    savepoints.clear();
    savepoints.addAll(mark.savepoints());
    droppedRanges.clear();
    droppedRanges.addAll(mark.droppedRanges());
    markedRanges = droppedRanges.size();
    unpinExtra(extraBytes - mark.extraBytes());
  }

  private int indexOf(String name) {
    for (int i = savepoints.size() - 1; i >= 0; i--) {
      if (savepoints.get(i).name().equals(name)) {
        return i;
      }
    }
    throw new EngineException(ErrorCode.NO_SUCH_SAVEPOINT, "No such savepoint: name=" + name);
  }

  // Spilling: by any thread

  /** Writes with values in memory that may be spilled, about as many bytes as wanted. */
  synchronized List<Write> spillable(long wantedBytes) {
    List<Write> found = new ArrayList<>();
    long bytes = 0;
    for (Write newest : writes.values()) {
      for (Write write = newest; write != null && bytes < wantedBytes; write = write.older) {
        if (write.isSpillable()) {
          found.add(write);
          bytes += write.length;
        }
      }
    }
    for (Undo undo : undos) {
      Write before = undo.before();
      if (bytes < wantedBytes && before != null && before.isSpillable()) {
        found.add(before);
        bytes += before.length;
      }
    }
    return found;
  }

  /** These values are in the store now: memory need not hold them. */
  synchronized void spilled(List<Write> done) {
    for (Write write : done) {
      if (write.dropped) {
        stale.add(write.sequence);
      } else if (write.value != null) {
        write.value = null;
        size.spilled(write.length);
      }
    }
  }

  /** Takes the spilled values that nobody asks for any more. */
  synchronized List<Long> takeStale() {
    List<Long> taken = List.copyOf(stale);
    stale.clear();
    return taken;
  }
}
