package dev.aft.cli.copy;

import dev.aft.cli.copy.CopyFailure.Kind;
import dev.aft.cli.copy.CopyListener.Phase;
import dev.aft.engine.transaction.UnfinishedCopy;
import dev.aft.storage.spi.Bytes;
import dev.aft.storage.spi.CreateResult;
import dev.aft.storage.spi.Entry;
import dev.aft.storage.spi.KeyRange;
import dev.aft.storage.spi.StorageException;
import dev.aft.storage.spi.StorageException.Reason;
import dev.aft.storage.spi.Store;
import dev.aft.storage.spi.StoreStatistics;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Copies every key of a store into an empty one, in the order of keys.
 *
 * <p>The target's format version is written last; until then its key holds an {@link
 * UnfinishedCopy}, which makes nodes refuse the store and from which an interrupted copy goes on.
 * It is updated every few seconds, after everything that it says is copied.
 *
 * <p>A copy that goes on reads again from the source what was copied before, and compares
 * checksums: so a source that was changed meanwhile is found. Whatever the target has beyond that
 * point is removed first. At the end the target is read again as a whole.
 */
final class StoreCopy {
  private static final long NOTE_EVERY_NANOS = 2_000_000_000L;
  private static final int CLEARED_AT_ONCE = 1_000;

  /** Never in a store: deleting it shows whether the store may still be written. */
  private static final Bytes NO_KEY = Bytes.utf8("mcopy");

  /** How stores call the number of their entries: exact in memory, about right elsewhere. */
  private static final List<String> COUNTS = List.of("entries", "entries_estimate", "run_entries");

  private final Store source;
  private final Store target;
  private final String sourceAddress;
  private final CopyListener listener;
  private final LongSupplier nanoTime;
  private final Patience patience;
  private final CopyConditions conditions;
  private final ContentChecksum checksum = new ContentChecksum();
  private volatile boolean stopping;
  private String sourceName = "";
  private long lastNoteNanos;

  /** Up to where everything is copied. */
  private record Mark(Optional<Bytes> key, Bytes checksum) {}

  /**
   * What was copied.
   *
   * @param resumed whether an earlier run had begun it
   */
  record Result(Volume volume, Bytes checksum, boolean resumed) {}

  /**
   * @param sourceAddress which store the source is, in a spelling that stays the same
   */
  StoreCopy(
      Store source,
      Store target,
      String sourceAddress,
      CopyListener listener,
      LongSupplier nanoTime,
      Patience.Pause pause) {
    this.source = source;
    this.target = target;
    this.sourceAddress = sourceAddress;
    this.listener = listener;
    this.nanoTime = nanoTime;
    this.patience = new Patience(pause);
    this.conditions = new CopyConditions(patience);
  }

  /** Ends {@link #run} soon, in a state from which it goes on. From any thread. */
  void stop() {
    stopping = true;
  }

  /**
   * @throws CopyFailure see its kinds
   * @throws StorageException when a store fails; another run goes on
   */
  Result run() {
    Optional<Bytes> format = read(source, UnfinishedCopy.KEY);
    sourceName = conditions.sourceName(source, sourceAddress);
    UnfinishedCopy begun = begin();
    if (begun.reached().isPresent()) {
      clearAfter(begun.reached().get());
      checkAgain(begun);
    } else {
      clearAfter(null);
    }
    copyAfter(begun.reached().orElse(null));
    requireSource();
    verify(format);
    finish(format);
    return new Result(checksum.volume(), checksum.soFar(), begun.reached().isPresent());
  }

  private Optional<Bytes> read(Store store, Bytes key) {
    return patience.await(() -> store.read(key));
  }

  /** How far an earlier run came, or a note in an empty target. */
  private UnfinishedCopy begin() {
    Optional<UnfinishedCopy> begun = conditions.begun(target, sourceName);
    if (begun.isPresent()) {
      return begun.get();
    }
    UnfinishedCopy fresh = new UnfinishedCopy(sourceName, Optional.empty(), checksum.soFar());
    CreateResult created =
        patience.await(() -> target.createIfAbsent(UnfinishedCopy.KEY, fresh.encode()));
    if (created == CreateResult.EXISTED
        && !read(target, UnfinishedCopy.KEY).equals(Optional.of(fresh.encode()))) {
      throw new CopyFailure(
          Kind.REFUSED, "Somebody else began to use the target. Nothing was changed.");
    }
    return fresh;
  }

  /** What was written but not noted goes: the source may have changed there meanwhile. */
  private void clearAfter(@Nullable Bytes reached) {
    Bytes from = reached == null ? Bytes.EMPTY : reached.successor();
    PageReader pages = new PageReader(target, new KeyRange(from, null), patience);
    for (List<Entry> page = pages.next(); !page.isEmpty(); page = pages.next()) {
      List<Bytes> keys =
          page.stream().map(Entry::key).filter(key -> !key.equals(UnfinishedCopy.KEY)).toList();
      for (int i = 0; i < keys.size(); i += CLEARED_AT_ONCE) {
        List<Bytes> some = keys.subList(i, Math.min(keys.size(), i + CLEARED_AT_ONCE));
        patience.await(() -> target.delete(some));
      }
    }
  }

  private void checkAgain(UnfinishedCopy begun) {
    listener.begins(Phase.CHECKING, OptionalLong.empty());
    Bytes end = begun.reached().orElseThrow().successor();
    PageReader pages = new PageReader(source, new KeyRange(Bytes.EMPTY, end), patience);
    for (List<Entry> page = pages.next(); !page.isEmpty(); page = pages.next()) {
      page.forEach(checksum::add);
      listener.reached(checksum.volume());
      stopIfAsked();
    }
    if (!checksum.soFar().equals(begun.checksum())) {
      throw new CopyFailure(
          Kind.REFUSED,
          "The source has changed since the copy began. Remove what is in the target and start"
              + " again. Nothing was changed.");
    }
  }

  private void copyAfter(@Nullable Bytes reached) {
    listener.begins(Phase.COPYING, expectedEntries());
    listener.reached(checksum.volume());
    Bytes from = reached == null ? Bytes.EMPTY : reached.successor();
    PageReader pages = new PageReader(source, new KeyRange(from, null), patience);
    PageWriter<Mark> writer = new PageWriter<>(target, patience);
    lastNoteNanos = nanoTime.getAsLong();
    for (List<Entry> page = pages.next(); !page.isEmpty(); page = pages.next()) {
      writer.write(copied(page), markAfter(page));
      listener.reached(checksum.volume());
      if (stopping || nanoTime.getAsLong() - lastNoteNanos >= NOTE_EVERY_NANOS) {
        note(writer);
      }
    }
    writer.settle();
    note(writer);
  }

  /** Adds the page to the checksum; all of it but the format version is written. */
  private List<Entry> copied(List<Entry> page) {
    List<Entry> entries = new ArrayList<>(page.size());
    for (Entry entry : page) {
      checksum.add(entry);
      if (!entry.key().equals(UnfinishedCopy.KEY)) {
        entries.add(entry);
      }
    }
    return entries;
  }

  private Mark markAfter(List<Entry> page) {
    return new Mark(Optional.of(page.get(page.size() - 1).key()), checksum.soFar());
  }

  private void note(PageWriter<Mark> writer) {
    if (stopping) {
      writer.settle();
    }
    Mark mark = writer.reached();
    if (mark != null) {
      Entry note =
          new Entry(
              UnfinishedCopy.KEY,
              new UnfinishedCopy(sourceName, mark.key(), mark.checksum()).encode());
      patience.await(() -> target.write(List.of(note)));
    }
    lastNoteNanos = nanoTime.getAsLong();
    stopIfAsked();
  }

  private void stopIfAsked() {
    if (stopping) {
      throw new CopyFailure(Kind.STOPPED, "The copy was stopped.");
    }
  }

  private OptionalLong expectedEntries() {
    Map<String, Long> statistics =
        source.capability(StoreStatistics.class).map(StoreStatistics::statistics).orElse(Map.of());
    return COUNTS.stream()
        .mapToLong(name -> statistics.getOrDefault(name, 0L))
        .filter(count -> count > 0)
        .findFirst();
  }

  /** A node that has taken the source meanwhile may have changed it under the copy. */
  private void requireSource() {
    try {
      patience.await(() -> source.delete(List.of(NO_KEY)));
    } catch (StorageException e) {
      if (e.reason() == Reason.IN_USE) {
        throw e;
      }
      listener.warns(
          "could not make sure that nobody else used the source during the copy: "
              + e.getMessage());
    }
  }

  private void verify(Optional<Bytes> format) {
    Volume expected = checksum.volume();
    listener.begins(Phase.VERIFYING, OptionalLong.of(expected.entries()));
    ContentChecksum found = new ContentChecksum();
    PageReader pages = new PageReader(target, KeyRange.ALL, patience);
    for (List<Entry> page = pages.next(); !page.isEmpty(); page = pages.next()) {
      for (Entry entry : page) {
        if (!entry.key().equals(UnfinishedCopy.KEY)) {
          found.add(entry);
        } else if (format.isPresent()) {
          found.add(new Entry(UnfinishedCopy.KEY, format.get()));
        }
      }
      listener.reached(found.volume());
      stopIfAsked();
    }
    if (!found.soFar().equals(checksum.soFar())) {
      throw new CopyFailure(
          Kind.DIFFERENT,
          "The target is not equal to the source. Remove what is in the target and start again; no"
              + " node opens it as it is."
              + described("source", checksum)
              + described("target", found));
    }
  }

  private static String described(String name, ContentChecksum checksum) {
    return " " + name + "=" + checksum.soFar() + " (" + checksum.volume().entries() + " entries)";
  }

  private void finish(Optional<Bytes> format) {
    if (format.isPresent()) {
      Entry entry = new Entry(UnfinishedCopy.KEY, format.get());
      patience.await(() -> target.write(List.of(entry)));
    } else {
      patience.await(() -> target.delete(List.of(UnfinishedCopy.KEY)));
    }
    if (!read(target, UnfinishedCopy.KEY).equals(format)) {
      throw new CopyFailure(Kind.DIFFERENT, "The target did not keep its format version.");
    }
  }
}
