package dev.aft.storage.s3.run;

import dev.aft.storage.spi.Bytes;
import dev.aft.storage.spi.Entry;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Index pages that do not fit in memory, in a store on this machine that is opened when first
 * needed. Nothing depends on it: what it does not have, or has damaged, is read from the run, and
 * after a failure it is not used any more. Thread-safe.
 */
final class DiskIndex implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(DiskIndex.class);

  /** Pages on their way to the disk; more are not written, and cost a request later. */
  private static final long MOST_PENDING_BYTES = 32L << 20;

  private final Supplier<DiskStore> opener;
  private final Executor worker;
  private final Map<Run, BitSet> pages = new ConcurrentHashMap<>();
  private final AtomicLong pendingBytes = new AtomicLong();
  private final AtomicBoolean ended = new AtomicBoolean();
  private @Nullable CompletableFuture<DiskStore> store;

  /**
   * An index that does not exist yet.
   *
   * @param opener opens an empty store; may block and fail; runs on {@code worker}, once
   */
  DiskIndex(Supplier<DiskStore> opener, Executor worker) {
    this.opener = opener;
    this.worker = worker;
  }

  /** Whether pages can be written to it, as far as is known. */
  boolean isUsable() {
    return !ended.get();
  }

  boolean has(PageRef page) {
    BitSet written = pages.get(page.run());
    if (written == null || ended.get()) {
      return false;
    }
    synchronized (written) {
      return written.get(page.number());
    }
  }

  /** Number of pages on the disk. */
  long pageCount() {
    return pages.values().stream().mapToLong(DiskIndex::count).sum();
  }

  private static int count(BitSet written) {
    synchronized (written) {
      return written.cardinality();
    }
  }

  /** Writes the page in the background, unless it is there, or too many are on their way. */
  CompletableFuture<Void> write(Page page) {
    PageRef ref = new PageRef(page.run(), page.number());
    int length = page.bytes().length;
    if (ended.get()
        || page.run().isRetired()
        || has(ref)
        || pendingBytes.get() + length > MOST_PENDING_BYTES) {
      return CompletableFuture.completedFuture(null);
    }
    pendingBytes.addAndGet(length);
    BitSet written = pages.computeIfAbsent(page.run(), run -> new BitSet());
    return store()
        .thenCompose(
            open -> open.store().write(List.of(new Entry(key(ref), Bytes.wrap(page.bytes())))))
        .handle(
            (done, failure) -> {
              pendingBytes.addAndGet(-length);
              if (failure == null) {
                mark(written, page.number());
                if (page.run().isRetired()) {
                  delete(List.of(key(ref)));
                }
              } else {
                giveUp(failure);
              }
              return null;
            });
  }

  /** Like {@link #write}, for who does not wait. */
  void offer(Page page) {
    var unused = write(page);
  }

  private static void mark(BitSet written, int page) {
    synchronized (written) {
      written.set(page);
    }
  }

  /** Those of the pages that are there and intact; never fails. */
  CompletableFuture<Map<PageRef, Page>> read(List<PageRef> wanted) {
    return store()
        .thenCompose(open -> open.store().readMany(wanted.stream().map(DiskIndex::key).toList()))
        .handle(
            (values, failure) -> {
              if (failure != null) {
                giveUp(failure);
                return Map.of();
              }
              return intact(wanted, values);
            });
  }

  private Map<PageRef, Page> intact(List<PageRef> wanted, List<Optional<Bytes>> values) {
    Map<PageRef, Page> found = new HashMap<>();
    for (int i = 0; i < wanted.size(); i++) {
      PageRef ref = wanted.get(i);
      byte[] bytes = values.get(i).orElse(Bytes.EMPTY).unsafeArray();
      if (bytes.length == ref.length() && Page.isIntact(bytes)) {
        found.put(ref, new Page(ref.run(), ref.number(), bytes));
      } else {
        clear(ref);
      }
    }
    return found;
  }

  private void clear(PageRef ref) {
    LOG.debug("A page of the node-local index is damaged. run={}", ref.run().name());
    BitSet written = pages.get(ref.run());
    if (written != null) {
      synchronized (written) {
        written.clear(ref.number());
      }
    }
  }

  /** Deletes the pages of runs that are gone, in the background. */
  void forget(List<Run> runs) {
    List<Bytes> keys = new ArrayList<>();
    for (Run run : runs) {
      BitSet written = pages.remove(run);
      if (written != null) {
        synchronized (written) {
          written.stream().forEach(page -> keys.add(key(new PageRef(run, page))));
        }
      }
    }
    delete(keys);
  }

  private void delete(List<Bytes> keys) {
    if (keys.isEmpty() || ended.get()) {
      return;
    }
    var unused =
        store()
            .thenCompose(open -> open.store().delete(keys))
            .whenComplete(
                (done, failure) -> {
                  if (failure != null) {
                    giveUp(failure);
                  }
                });
  }

  private synchronized CompletableFuture<DiskStore> store() {
    CompletableFuture<DiskStore> opening = store;
    if (opening == null) {
      opening =
          ended.get()
              ? CompletableFuture.failedFuture(Steps.closed())
              : CompletableFuture.supplyAsync(opener, worker);
      store = opening;
    }
    return opening;
  }

  private void giveUp(Throwable failure) {
    if (ended.compareAndSet(false, true)) {
      LOG.warn(
          "The node-local index does not work; index pages come from the store. {}",
          failure.toString());
      pages.clear();
    }
  }

  private static Bytes key(PageRef page) {
    byte[] name = page.run().name().getBytes(StandardCharsets.UTF_8);
    return Bytes.wrap(
        ByteBuffer.allocate(name.length + Integer.BYTES).put(name).putInt(page.number()).array());
  }

  @Override
  public void close() {
    ended.set(true);
    CompletableFuture<DiskStore> opened;
    synchronized (this) {
      opened = store;
    }
    if (opened != null) {
      var unused = opened.thenAccept(DiskStore::close);
    }
    pages.clear();
  }
}
