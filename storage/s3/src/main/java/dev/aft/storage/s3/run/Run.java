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
