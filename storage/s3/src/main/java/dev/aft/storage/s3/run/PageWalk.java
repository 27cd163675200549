package dev.aft.storage.s3.run;

import dev.aft.storage.spi.Bytes;
import dev.aft.storage.spi.KeyRange;
import dev.aft.storage.spi.ScanDirection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The pages of a sorted run that may have keys of a range, in the order of a direction. */
final class PageWalk {
  private final List<Run> parts;
  private final KeyRange range;
  private final int step;
  private final RunView view;
  private int part;
  private int page;

  PageWalk(SortedRun run, KeyRange range, ScanDirection direction, RunView view) {
    this.parts = run.parts();
    this.range = range;
    this.view = view;
    this.step = direction == ScanDirection.FORWARD ? 1 : -1;
    if (step > 0) {
      startForward(run);
    } else {
      startBackward(run);
    }
  }

  private void startForward(SortedRun run) {
    part = run.firstPartUpTo(range.from());
    page = part < parts.size() ? parts.get(part).directory().firstPageUpTo(range.from()) : 0;
  }

  private void startBackward(SortedRun run) {
    Bytes to = range.to();
    part = to == null ? parts.size() - 1 : run.lastPartBelow(to);
    if (part >= 0) {
      Directory directory = parts.get(part).directory();
      page = to == null ? directory.pages() - 1 : directory.lastPageBelow(to);
    }
  }

  /** The next page; null at the end, or when it is missing, which the view knows. */
  @Nullable Page next() {
    if (part < 0 || part == parts.size() || !isInRange(parts.get(part), page)) {
      return null;
    }
    Run run = parts.get(part);
    Page found = view.page(run, page);
    if (found == null) {
      expectMore(run);
      return null;
    }
    move(run);
    return found;
  }

  private void move(Run run) {
    page += step;
    if (page < 0 || page == run.directory().pages()) {
      part += step;
      page = step > 0 || part < 0 ? 0 : parts.get(part).directory().pages() - 1;
    }
  }

  private void expectMore(Run run) {
    int more = view.readAhead();
    for (int next = page + step;
        more > 0 && next >= 0 && next < run.directory().pages() && isInRange(run, next);
        next += step) {
      view.expect(run, next);
      more--;
    }
  }

  private boolean isInRange(Run run, int number) {
    Bytes to = range.to();
    return step > 0
        ? to == null || run.directory().compareFirst(number, to) < 0
        : run.directory().compareLast(number, range.from()) >= 0;
  }
}
