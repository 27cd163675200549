package dev.aft.storage.s3.log;

import dev.aft.storage.s3.run.Slot;
import dev.aft.storage.spi.Bytes;
import dev.aft.storage.spi.ScanDirection;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/**
 * Several sorted sources as one: of equal keys the entry of the first source counts. Looks at a
 * source no further than the next entry.
 */
public final class NewestFirst implements Iterator<Map.Entry<Bytes, Slot>> {
  private final List<Source> sources = new ArrayList<>();
  private final ScanDirection direction;

  /** Merges sources that are sorted in {@code direction}, the newest first. */
  public NewestFirst(
      List<? extends Iterator<Map.Entry<Bytes, Slot>>> sources, ScanDirection direction) {
    this.direction = direction;
    sources.forEach(source -> this.sources.add(new Source(source)));
  }

  private static final class Source {
    private final Iterator<Map.Entry<Bytes, Slot>> entries;
    private Map.@Nullable Entry<Bytes, Slot> head;

    Source(Iterator<Map.Entry<Bytes, Slot>> entries) {
      this.entries = entries;
    }

    Map.@Nullable Entry<Bytes, Slot> head() {
      if (head == null && entries.hasNext()) {
        head = entries.next();
      }
      return head;
    }
  }

  @Override
  public boolean hasNext() {
    return sources.stream().anyMatch(source -> source.head() != null);
  }

  @Override
  public Map.Entry<Bytes, Slot> next() {
    Map.Entry<Bytes, Slot> first = null;
    for (Source source : sources) {
      Map.Entry<Bytes, Slot> head = source.head();
      if (head != null && (first == null || isBefore(head.getKey(), first.getKey()))) {
        first = head;
      }
    }
    if (first == null) {
      throw new NoSuchElementException("There is no entry left.");
    }
    for (Source source : sources) {
      if (source.head != null && source.head.getKey().equals(first.getKey())) {
        source.head = null;
      }
    }
    return first;
  }

  private boolean isBefore(Bytes left, Bytes right) {
    return switch (direction) {
      case FORWARD -> left.compareTo(right) < 0;
      case BACKWARD -> left.compareTo(right) > 0;
    };
  }
}
