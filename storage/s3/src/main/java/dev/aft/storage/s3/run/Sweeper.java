package dev.aft.storage.s3.run;

import dev.aft.storage.s3.object.ObjectSummary;
import dev.aft.storage.s3.object.WriterId;
import dev.aft.storage.spi.StorageException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Deletes what earlier owners left: runs that no manifest names, and objects of values that nothing
 * names. Only what was listed while this writer still had the store goes, so that nothing of a
 * later owner is among it.
 */
final class Sweeper {
  private static final Logger LOG = LoggerFactory.getLogger(Sweeper.class);
  private static final int ATTEMPTS = 5;

  private final RunParts parts;
  private final RunTable table;
  private final WriterId writer;
  private final Set<String> runsAtOpening = new HashSet<>();

  Sweeper(RunParts parts, RunTable table) {
    this.parts = parts;
    this.table = table;
    Manifest claimed = parts.commits().current();
    this.writer = claimed.writer();
    claimed.runs().forEach(run -> runsAtOpening.add(run.name()));
  }

  /** See {@link StoredRuns#sweep}. */
  CompletableFuture<Void> sweep(Set<String> namedByLog) {
    CompletableFuture<List<String>> runs = foreign(ObjectNames.RUNS);
    return runs.thenCombine(foreign(ObjectNames.VALUES), List::of)
        .thenCompose(listed -> parts.commits().requireGreatest().thenApply(owned -> listed))
        .thenCompose(
            listed ->
                sweepRuns(listed.get(0))
                    .thenCompose(done -> sweepValues(listed.get(1), namedByLog)));
  }

  private CompletableFuture<List<String>> foreign(String prefix) {
    return parts
        .objects()
        .list(prefix, "")
        .thenApply(
            listed ->
                listed.stream()
                    .map(ObjectSummary::name)
                    .filter(name -> !ObjectNames.isOf(writer, name))
                    .toList());
  }

  private CompletableFuture<Void> sweepRuns(List<String> foreign) {
    return delete(foreign.stream().filter(name -> !runsAtOpening.contains(name)).toList());
  }

  private CompletableFuture<Void> sweepValues(List<String> foreign, Set<String> namedByLog) {
    List<String> candidates = foreign.stream().filter(name -> !namedByLog.contains(name)).toList();
    if (candidates.isEmpty()) {
      return CompletableFuture.completedFuture(null);
    }
    return namedByRuns(ATTEMPTS)
        .thenCompose(
            named -> delete(candidates.stream().filter(name -> !named.contains(name)).toList()));
  }

  /** Reads the pages that name objects; again when runs were merged away meanwhile. */
  private CompletableFuture<Set<String>> namedByRuns(int attempts) {
    Set<String> names = new HashSet<>();
    Iterator<List<PageRef>> chunks = pagesWithNames().iterator();
    return Steps.repeat(
            () ->
                chunks.hasNext()
                    ? parts
                        .loader()
                        .read(chunks.next())
                        .thenApply(
                            pages -> {
                              pages.forEach(page -> addNames(page, names));
                              return true;
                            })
                    : CompletableFuture.completedFuture(false),
            parts.environment().worker())
        .thenApply(done -> names)
        .exceptionallyCompose(
            failure ->
                attempts > 0 && StorageException.from(failure) instanceof RunGoneException
                    ? namedByRuns(attempts - 1)
                    : CompletableFuture.failedFuture(StorageException.from(failure)));
  }

  private List<List<PageRef>> pagesWithNames() {
    List<List<PageRef>> chunks = new ArrayList<>();
    for (SortedRun sorted : table.current().sortedRuns()) {
      for (Run run : sorted.parts()) {
        for (List<PageRef> chunk : Prefetch.chunks(run, parts.settings().requestBytes())) {
          chunks.add(
              chunk.stream().filter(ref -> run.directory().externals(ref.number()) > 0).toList());
        }
      }
    }
    return chunks;
  }

  private static void addNames(Page page, Set<String> names) {
    PageCursor cursor = new PageCursor(page);
    while (cursor.advance()) {
      if (cursor.slot() instanceof Slot.External external) {
        names.add(external.object());
      }
    }
  }

  private CompletableFuture<Void> delete(List<String> names) {
    if (names.isEmpty()) {
      return CompletableFuture.completedFuture(null);
    }
    LOG.debug("Objects left by earlier owners are deleted. count={}", names.size());
    return parts.objects().delete(names);
  }
}
