package dev.aft.storage.s3.run;

import dev.aft.storage.spi.Bytes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A run object in the making: index pages as bytes, and for the values where they come from. Not
 * thread-safe.
 */
final class RunDraft {
  private final RunSettings settings;
  private final FormatWriter index = new FormatWriter(1 << 12);
  private final List<PageMark> pages = new ArrayList<>();
  private final List<Slot> values = new ArrayList<>();
  private long valueBytes;
  private long entries;
  private long deletedEntries;
  private int pageStart;
  private long pageFirstValue;
  private int pageExternals;
  private Bytes first = Bytes.EMPTY;
  private Bytes last = Bytes.EMPTY;

  private record PageMark(
      Bytes first, Bytes last, int start, int length, long firstValue, int externals) {}

  RunDraft(RunSettings settings) {
    this.settings = settings;
  }

  boolean isEmpty() {
    return entries == 0;
  }

  /** Whether another entry belongs into the next object. */
  boolean isFull() {
    return valueBytes >= settings.partValueBytes() || entries >= settings.partEntries();
  }

  /** Appends an entry; keys come in ascending order. */
  void add(Bytes key, Slot slot) {
    boolean pageBegins = index.length() == pageStart;
    if (pageBegins) {
      first = key;
      pageFirstValue = valueBytes;
      pageExternals = 0;
    }
    int shared = pageBegins ? 0 : shared(last, key);
    index.putVarint(shared).putVarint(key.length() - shared);
    index.putRaw(key.unsafeArray(), shared, key.length());
    putSlot(slot);
    last = key;
    entries++;
    if (index.length() - pageStart >= settings.pageBytes()) {
      endPage();
    }
  }

  private static int shared(Bytes before, Bytes key) {
    int mismatch = Arrays.mismatch(before.unsafeArray(), key.unsafeArray());
    return mismatch < 0 ? key.length() : mismatch;
  }

  private void putSlot(Slot slot) {
    if (slot instanceof Slot.Inline inline) {
      putInRun(slot, inline.value().length(), Checksum.of(inline.value()));
    } else if (slot instanceof Slot.InRun inRun) {
      putInRun(slot, inRun.length(), inRun.checksum());
    } else if (slot instanceof Slot.External external) {
      index.putByte(PageCursor.EXTERNAL).putText(external.object());
      index.putVarint(external.length()).putInt(external.checksum());
      pageExternals++;
    } else {
      index.putByte(PageCursor.DELETED);
      deletedEntries++;
    }
  }

  private void putInRun(Slot slot, int length, int checksum) {
    index.putByte(PageCursor.IN_RUN).putVarint(length).putInt(checksum);
    values.add(slot);
    valueBytes += length;
  }

  private void endPage() {
    index.putChecksum(pageStart);
    pages.add(
        new PageMark(
            first, last, pageStart, index.length() - pageStart, pageFirstValue, pageExternals));
    pageStart = index.length();
  }

  /** Ends the draft: nothing is added afterwards. */
  RunLayout finish(String name) {
    if (index.length() > pageStart) {
      endPage();
    }
    FormatWriter directory = new FormatWriter(64 * pages.size()).putVarint(pages.size());
    for (PageMark page : pages) {
      directory.putBytes(page.first()).putBytes(page.last());
      directory.putVarint(valueBytes + page.start()).putVarint(page.length());
      directory.putVarint(page.firstValue()).putVarint(page.externals());
    }
    Bytes encoded = directory.putChecksum(0).toBytes();
    long directoryOffset = valueBytes + index.length();
    RunRecord record =
        new RunRecord(
            name,
            directoryOffset + encoded.length(),
            directoryOffset,
            encoded.length(),
            entries,
            deletedEntries,
            valueBytes);
    return new RunLayout(record, values, index, encoded);
  }
}
