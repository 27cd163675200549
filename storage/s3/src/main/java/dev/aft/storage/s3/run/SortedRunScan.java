package dev.aft.storage.s3.run;

import dev.aft.storage.spi.Bytes;
import dev.aft.storage.spi.KeyRange;
import dev.aft.storage.spi.ScanDirection;
import org.jspecify.annotations.Nullable;

/** The entries of one sorted run in a range; ends early when a page is missing. Not thread-safe. */
final class SortedRunScan implements Entries {
  private final PageWalk pages;
  private final KeyRange range;
  private final boolean forward;
  private @Nullable Entries page;
  private boolean firstPage = true;

  SortedRunScan(SortedRun run, KeyRange range, ScanDirection direction, RunView view) {
    this.pages = new PageWalk(run, range, direction, view);
    this.range = range;
    this.forward = direction == ScanDirection.FORWARD;
  }

  @Override
  public boolean advance() {
    boolean found = page != null && page.advance();
    while (!found) {
      Page next = pages.next();
      if (next == null) {
        return false;
      }
      found = enter(next);
      firstPage = false;
    }
    return isInRange(here());
  }

  private boolean enter(Page next) {
    if (!forward) {
      ReversedPage reversed = new ReversedPage(next, range.to());
      page = reversed;
      return reversed.advance();
    }
    PageCursor cursor = new PageCursor(next);
    page = cursor;
    return firstPage ? cursor.seek(range.from().unsafeArray()) : cursor.advance();
  }

  private boolean isInRange(Entries entry) {
    Bytes to = range.to();
    return forward ? to == null || entry.compareKey(to) < 0 : entry.compareKey(range.from()) >= 0;
  }

  private Entries here() {
    if (page == null) {
      throw new IllegalStateException("There is no entry here.");
    }
    return page;
  }

  @Override
  public Bytes key() {
    return here().key();
  }

  @Override
  public int compareKey(Bytes other) {
    return here().compareKey(other);
  }

  @Override
  public Slot slot() {
    return here().slot();
  }
}
