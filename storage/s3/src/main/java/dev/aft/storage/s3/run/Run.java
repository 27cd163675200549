package dev.aft.storage.s3.run;

import dev.aft.storage.spi.Bytes;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/** A run object: its directory, and those of its pages that are in memory. Thread-safe. */
final class Run {
  private final RunRecord record;
  private final Directory directory;
  private final AtomicReferenceArray<@Nullable Page> resident;
  private volatile boolean retired;
  private volatile @Nullable Gap gap;

  /** Keys from here on, up to the next key that the run has: it has none of them. */
  private record Gap(Bytes from, Bytes next) {}

  Run(RunRecord record, Directory directory) {
    this.record = record;
    this.directory = directory;
    this.resident = new AtomicReferenceArray<>(directory.pages());
  }

  String name() {
    return record.name();
  }

  RunRecord record() {
    return record;
  }

  Directory directory() {
    return directory;
  }

  /** The page if it is in memory. */
  @Nullable Page resident(int page) {
    Page found = resident.get(page);
    if (found != null) {
      found.markUsed();
    }
    return found;
  }

  /**
   * Whether it is known from the last search in vain that the run does not have {@code key}. The
   * keys of new transactions ascend, so that in a run of older ones all fall between the same two.
   */
  boolean isKnownAbsent(Bytes key) {
    Gap known = gap;
    return known != null && key.compareTo(known.from()) >= 0 && key.compareTo(known.next()) < 0;
  }

  /** The run does not have {@code key}, and {@code next} is the first greater one that it has. */
  void noteAbsent(Bytes key, Bytes next) {
    Gap known = gap;
    gap =
        known != null && known.next().equals(next) && known.from().compareTo(key) < 0
            ? known
            : new Gap(key, next);
  }

  /** From now on its pages are not kept anywhere: it counts no more. */
  void retire() {
    retired = true;
  }

  boolean isRetired() {
    return retired;
  }

  /** For {@link IndexMemory} alone. */
  boolean place(Page page) {
    return resident.compareAndSet(page.number(), null, page);
  }

  /** For {@link IndexMemory} alone. */
  boolean remove(Page page) {
    return resident.compareAndSet(page.number(), page, null);
  }

  /** Whether every key of this run is smaller than {@code key}. */
  boolean endsBelow(Bytes key) {
    return directory.pages() == 0 || directory.compareLast(directory.pages() - 1, key) < 0;
  }

  /** Whether no key of this run is smaller than {@code key}. */
  boolean startsAtOrAbove(Bytes key) {
    return directory.pages() == 0 || directory.compareFirst(0, key) >= 0;
  }
}
