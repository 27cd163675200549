package dev.aft.storage.s3.run;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/**
 * Keeps the index pages of all runs in memory up to a bound, and lets those go first that were not
 * looked at since the hand of the clock came by last. Looking a page up takes no lock: runs refer
 * to their resident pages. Thread-safe.
 */
final class IndexMemory {
  private final long bound;
  private final Consumer<Page> evicted;
  private final ArrayDeque<Page> clock = new ArrayDeque<>();
  private final AtomicLong bytes = new AtomicLong();

  /**
   * A memory of {@code bound} bytes.
   *
   * @param evicted is told of pages that had to leave
   */
  IndexMemory(long bound, Consumer<Page> evicted) {
    this.bound = bound;
    this.evicted = evicted;
  }

  /** Bytes of all resident pages. */
  long bytes() {
    return bytes.get();
  }

  /** Whether that many more bytes fit without a page having to leave. */
  boolean hasRoomFor(long more) {
    return bytes.get() + more <= bound;
  }

  /** Takes a page in; others may have to leave, or this one, if it is larger than the bound. */
  void add(Page page) {
    List<Page> leaving = new ArrayList<>();
    synchronized (this) {
      if (page.memoryBytes() > bound) {
        leaving.add(page);
      } else if (!page.run().isRetired() && page.run().place(page)) {
        makeRoom(page.memoryBytes(), leaving);
        bytes.addAndGet(page.memoryBytes());
        clock.addLast(page);
      }
    }
    leaving.forEach(evicted);
  }

  private void makeRoom(int wanted, List<Page> leaving) {
    while (bytes.get() + wanted > bound) {
      Page oldest = clock.removeFirst();
      if (oldest.takeUsed()) {
        clock.addLast(oldest);
      } else {
        oldest.run().remove(oldest);
        bytes.addAndGet(-oldest.memoryBytes());
        leaving.add(oldest);
      }
    }
  }

  /** Lets all pages of {@code runs}, which are retired, go: in one pass, others wait for it. */
  synchronized void forget(List<Run> runs) {
    Set<Run> gone = Set.copyOf(runs);
    clock.removeIf(page -> gone.contains(page.run()) && let(page));
  }

  private boolean let(Page page) {
    page.run().remove(page);
    bytes.addAndGet(-page.memoryBytes());
    return true;
  }
}
