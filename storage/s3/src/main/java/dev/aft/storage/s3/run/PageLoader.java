package dev.aft.storage.s3.run;

import dev.aft.storage.s3.object.ObjectStore;
import dev.aft.storage.spi.Bytes;
import dev.aft.storage.spi.StorageException;
import dev.aft.storage.spi.StorageException.Reason;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Brings index pages into memory: from the node-local index where it has them, else from the run,
 * neighbours with one request. Who wants a page that is on its way waits for it. Thread-safe.
 */
final class PageLoader {
  private final ObjectStore objects;
  private final IndexMemory memory;
  private final DiskIndex disk;
  private final RunSettings settings;
  private final RunCounters counters;
  private final Map<PageRef, CompletableFuture<Page>> underWay = new ConcurrentHashMap<>();

  PageLoader(
      ObjectStore objects,
      IndexMemory memory,
      DiskIndex disk,
      RunSettings settings,
      RunCounters counters) {
    this.objects = objects;
    this.memory = memory;
    this.disk = disk;
    this.settings = settings;
    this.counters = counters;
  }

  /** The pages, in any order. Fails with {@link RunGoneException} or what the store reports. */
  CompletableFuture<List<Page>> load(List<PageRef> wanted) {
    List<CompletableFuture<Page>> pages = new ArrayList<>();
    Map<PageRef, CompletableFuture<Page>> ours = new HashMap<>();
    for (PageRef ref : wanted) {
      CompletableFuture<Page> promise = new CompletableFuture<>();
      CompletableFuture<Page> other = underWay.putIfAbsent(ref, promise);
      pages.add(other == null ? promise : other);
      if (other == null) {
        ours.put(ref, promise);
      }
    }
    start(ours);
    return CompletableFuture.allOf(pages.toArray(CompletableFuture<?>[]::new))
        .thenApply(done -> pages.stream().map(CompletableFuture::join).toList());
  }

  /**
   * Each page is looked for on the disk once: it may come there meanwhile, and must not be missed.
   */
  private void start(Map<PageRef, CompletableFuture<Page>> promises) {
    Map<Boolean, List<PageRef>> places =
        promises.keySet().stream().collect(Collectors.partitioningBy(disk::has));
    fromStore(places.getOrDefault(false, List.of()), promises);
    List<PageRef> onDisk = places.getOrDefault(true, List.of());
    if (onDisk.isEmpty()) {
      return;
    }
    var unused =
        disk.read(onDisk)
            .thenAccept(
                found -> {
                  found.forEach((ref, page) -> arrive(ref, page, promises));
                  counters.diskPageLoads.add(found.size());
                  fromStore(
                      onDisk.stream().filter(ref -> !found.containsKey(ref)).toList(), promises);
                })
            .exceptionally(
                failure -> {
                  onDisk.forEach(ref -> fail(ref, failure, promises));
                  return null;
                });
  }

  private void fromStore(List<PageRef> refs, Map<PageRef, CompletableFuture<Page>> promises) {
    for (List<PageRef> neighbours : neighbours(refs)) {
      var unused =
          fetch(neighbours)
              .whenComplete(
                  (pages, failure) -> {
                    for (int i = 0; i < neighbours.size(); i++) {
                      if (failure == null) {
                        arrive(neighbours.get(i), pages.get(i), promises);
                      } else {
                        fail(neighbours.get(i), failure, promises);
                      }
                    }
                  });
    }
  }

  /**
   * The pages, in their order, for who goes through many of them once: from wherever they are, and
   * without making others leave memory. Fails like {@link #load}.
   */
  CompletableFuture<List<Page>> read(List<PageRef> wanted) {
    Map<PageRef, Page> found = new ConcurrentHashMap<>();
    for (PageRef ref : wanted) {
      Page resident = ref.run().resident(ref.number());
      if (resident != null) {
        found.put(ref, resident);
      }
    }
    List<PageRef> onDisk =
        wanted.stream().filter(ref -> !found.containsKey(ref) && disk.has(ref)).toList();
    CompletableFuture<Map<PageRef, Page>> fromDisk =
        onDisk.isEmpty() ? CompletableFuture.completedFuture(Map.of()) : disk.read(onDisk);
    return fromDisk
        .thenCompose(
            pages -> {
              found.putAll(pages);
              return fetchMissing(wanted, found);
            })
        .thenApply(
            done -> wanted.stream().map(ref -> Objects.requireNonNull(found.get(ref))).toList());
  }

  private CompletableFuture<Void> fetchMissing(List<PageRef> wanted, Map<PageRef, Page> found) {
    List<PageRef> missing = wanted.stream().filter(ref -> !found.containsKey(ref)).toList();
    return CompletableFuture.allOf(
        neighbours(missing).stream()
            .map(
                group ->
                    fetch(group)
                        .thenAccept(
                            pages ->
                                pages.forEach(
                                    page ->
                                        found.put(new PageRef(page.run(), page.number()), page))))
            .toArray(CompletableFuture<?>[]::new));
  }

  /** Reads pages of one run, sorted and close together, with one request; nothing is kept. */
  CompletableFuture<List<Page>> fetch(List<PageRef> neighbours) {
    PageRef first = neighbours.get(0);
    PageRef last = neighbours.get(neighbours.size() - 1);
    int length = (int) (last.offset() + last.length() - first.offset());
    String run = first.run().name();
    counters.storePageRequests.increment();
    return objects
        .getRange(run, first.offset(), length)
        .thenApply(
            content -> {
              Bytes range = content.orElseThrow(() -> new RunGoneException(run));
              counters.storePageLoads.add(neighbours.size());
              return neighbours.stream().map(ref -> cut(ref, range, first.offset())).toList();
            });
  }

  private static Page cut(PageRef ref, Bytes range, long start) {
    int from = (int) (ref.offset() - start);
    byte[] bytes = Arrays.copyOfRange(range.unsafeArray(), from, from + ref.length());
    if (!Page.isIntact(bytes)) {
      throw new StorageException(
          Reason.CORRUPT,
          "The checksum of an index page is wrong. object="
              + ref.run().name()
              + " page="
              + ref.number());
    }
    return new Page(ref.run(), ref.number(), bytes);
  }

  private List<List<PageRef>> neighbours(List<PageRef> refs) {
    List<PageRef> sorted = new ArrayList<>(refs);
    sorted.sort(
        Comparator.comparing((PageRef ref) -> ref.run().name()).thenComparing(PageRef::number));
    List<List<PageRef>> groups = new ArrayList<>();
    PageRef before = null;
    long start = 0;
    for (PageRef ref : sorted) {
      if (before == null || !isNear(before, ref, start)) {
        groups.add(new ArrayList<>());
        start = ref.offset();
      }
      groups.get(groups.size() - 1).add(ref);
      before = ref;
    }
    return groups;
  }

  private boolean isNear(@Nullable PageRef before, PageRef ref, long start) {
    return before != null
        && before.run() == ref.run()
        && ref.offset() - (before.offset() + before.length()) <= settings.gapBytes()
        && ref.offset() + ref.length() - start <= settings.requestBytes();
  }

  private void arrive(PageRef ref, Page page, Map<PageRef, CompletableFuture<Page>> promises) {
    memory.add(page);
    underWay.remove(ref);
    promise(ref, promises).complete(page);
  }

  private void fail(
      PageRef ref, Throwable failure, Map<PageRef, CompletableFuture<Page>> promises) {
    underWay.remove(ref);
    promise(ref, promises).completeExceptionally(StorageException.from(failure));
  }

  private static CompletableFuture<Page> promise(
      PageRef ref, Map<PageRef, CompletableFuture<Page>> promises) {
    return Objects.requireNonNull(promises.get(ref));
  }
}
