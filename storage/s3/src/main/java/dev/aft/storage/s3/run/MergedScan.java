package dev.aft.storage.s3.run;

import dev.aft.storage.spi.Bytes;
import dev.aft.storage.spi.ScanDirection;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/** The newest slot of each key in several sorted runs. Ends early when the view lacks a page. */
final class MergedScan implements Iterator<Map.Entry<Bytes, Slot>> {
  private final List<Source> sources = new ArrayList<>();
  private final int sign;
  private final PageView view;

  /** The source with the next key; of several with the same key the newest. */
  private @Nullable Source next;

  MergedScan(List<? extends Entries> newestFirst, ScanDirection direction, PageView view) {
    this.sign = direction == ScanDirection.FORWARD ? 1 : -1;
    this.view = view;
    for (Entries entries : newestFirst) {
      Source source = new Source(entries);
      if (source.advance()) {
        sources.add(source);
      }
    }
    next = choose();
  }

  @Override
  public boolean hasNext() {
    return next != null;
  }

  @Override
  public Map.Entry<Bytes, Slot> next() {
    Source chosen = next;
    if (chosen == null) {
      throw new NoSuchElementException();
    }
    Bytes key = chosen.key;
    Map.Entry<Bytes, Slot> entry = Map.entry(key, chosen.entries.slot());
    sources.removeIf(source -> source.key.equals(key) && !source.advance());
    next = choose();
    return entry;
  }

  private @Nullable Source choose() {
    if (!view.isComplete()) {
      return null;
    }
    Source least = null;
    for (Source source : sources) {
      if (least == null || sign * source.key.compareTo(least.key) < 0) {
        least = source;
      }
    }
    return least;
  }

  private static final class Source {
    private final Entries entries;
    private Bytes key = Bytes.EMPTY;

    Source(Entries entries) {
      this.entries = entries;
    }

    boolean advance() {
      if (!entries.advance()) {
        return false;
      }
      key = entries.key();
      return true;
    }
  }
}
