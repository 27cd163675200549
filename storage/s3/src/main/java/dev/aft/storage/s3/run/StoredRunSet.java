package dev.aft.storage.s3.run;

import dev.aft.storage.spi.Bytes;
import dev.aft.storage.spi.KeyRange;
import dev.aft.storage.spi.ScanDirection;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The runs of one manifest. Immutable, apart from which of its pages are in memory. */
final class StoredRunSet implements RunSet {
  private final List<SortedRun> newestFirst;
  private final PageLoader loader;

  StoredRunSet(List<SortedRun> newestFirst, PageLoader loader) {
    this.newestFirst = List.copyOf(newestFirst);
    this.loader = loader;
  }

  List<SortedRun> sortedRuns() {
    return newestFirst;
  }

  @Override
  public RunView newView() {
    return new RunView(loader);
  }

  @Override
  public @Nullable Slot find(Bytes key, PageView view) {
    RunView pages = (RunView) view;
    boolean missing = false;
    for (SortedRun run : newestFirst) {
      PageRef wanted = run.pageFor(key);
      if (wanted != null && wanted.run().isKnownAbsent(key)) {
        continue;
      }
      Page page = wanted == null ? null : pages.page(wanted.run(), wanted.number());
      missing |= wanted != null && page == null;
      Slot found = page == null || missing ? null : find(key, page);
      if (found != null) {
        return found;
      }
    }
    return null;
  }

  private static @Nullable Slot find(Bytes key, Page page) {
    PageCursor cursor = new PageCursor(page);
    if (!cursor.seek(key.unsafeArray())) {
      return null;
    }
    if (cursor.compareKey(key) == 0) {
      return cursor.slot();
    }
    page.run().noteAbsent(key, cursor.key());
    return null;
  }

  @Override
  public Iterator<Map.Entry<Bytes, Slot>> scan(
      KeyRange range, ScanDirection direction, PageView view) {
    if (range.isEmpty()) {
      return Collections.emptyIterator();
    }
    RunView pages = (RunView) view;
    return new MergedScan(
        newestFirst.stream().map(run -> new SortedRunScan(run, range, direction, pages)).toList(),
        direction,
        view);
  }
}
