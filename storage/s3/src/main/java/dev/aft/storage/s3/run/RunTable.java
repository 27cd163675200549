package dev.aft.storage.s3.run;

import dev.aft.storage.s3.object.ObjectStore;
import dev.aft.storage.spi.StorageException;
import dev.aft.storage.spi.StorageException.Reason;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Every run that is open, and the set of those that count: it always follows the newest manifest,
 * in whatever order its changes are heard of. Thread-safe.
 */
final class RunTable {
  private final ManifestCommits commits;
  private final PageLoader loader;
  private final Map<String, Run> open = new ConcurrentHashMap<>();
  private volatile State state;

  private record State(StoredRunSet runs, long position) {}

  private RunTable(ManifestCommits commits, PageLoader loader, List<Run> runs) {
    this.commits = commits;
    this.loader = loader;
    runs.forEach(run -> open.put(run.name(), run));
    this.state = newState();
  }

  /** Reads the directories of all runs of the manifest, at once. */
  static CompletableFuture<RunTable> open(
      ObjectStore objects, ManifestCommits commits, PageLoader loader) {
    List<CompletableFuture<Run>> runs = new ArrayList<>();
    for (RunRecord record : commits.current().runs()) {
      runs.add(open(objects, record));
    }
    return CompletableFuture.allOf(runs.toArray(CompletableFuture<?>[]::new))
        .thenApply(
            done ->
                new RunTable(commits, loader, runs.stream().map(CompletableFuture::join).toList()));
  }

  private static CompletableFuture<Run> open(ObjectStore objects, RunRecord record) {
    return objects
        .getRange(record.name(), record.directoryOffset(), record.directoryBytes())
        .thenApply(
            directory ->
                new Run(
                    record,
                    Directory.decode(
                        directory.orElseThrow(() -> missing(record.name())), record.name())));
  }

  private static StorageException missing(String run) {
    return new StorageException(
        Reason.CORRUPT, "A run that the manifest names is not there. object=" + run);
  }

  StoredRunSet current() {
    return state.runs();
  }

  long position() {
    return state.position();
  }

  /** Makes runs known before a manifest names them. */
  void add(List<Run> runs) {
    runs.forEach(run -> open.put(run.name(), run));
  }

  /** Forgets runs that no manifest names any more. */
  void remove(List<Run> runs) {
    runs.forEach(run -> open.remove(run.name()));
  }

  /** Follows the newest manifest. */
  synchronized void refresh() {
    state = newState();
  }

  private State newState() {
    Manifest manifest = commits.current();
    List<Run> runs =
        manifest.runs().stream()
            .map(record -> Objects.requireNonNull(open.get(record.name())))
            .toList();
    return new State(new StoredRunSet(SortedRun.group(runs), loader), manifest.position());
  }
}
