package dev.aft.storage.s3.run;

import dev.aft.storage.spi.StorageException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes runs and makes them count; lets go what does not count any more. Thread-safe. */
final class RunChanges {
  private static final Logger LOG = LoggerFactory.getLogger(RunChanges.class);

  private final RunParts parts;
  private final RunTable table;
  private volatile boolean closed;

  RunChanges(RunParts parts, RunTable table) {
    this.parts = parts;
    this.table = table;
  }

  void close() {
    closed = true;
  }

  /**
   * Writes {@code source} as a sorted run and commits the manifest that {@code change} makes of the
   * one of then and the new run. Answers the bytes written. After a failure nothing has changed.
   */
  CompletableFuture<Long> write(
      EntrySource source, BiFunction<Manifest, List<RunRecord>, Manifest> change) {
    List<Run> written = Collections.synchronizedList(new ArrayList<>());
    List<String> begun = Collections.synchronizedList(new ArrayList<>());
    return parts
        .writer()
        .write(source, written, begun::add)
        .thenCompose(
            done -> {
              table.add(written);
              List<RunRecord> records = written.stream().map(Run::record).toList();
              return parts.commits().commit(now -> change.apply(now, records));
            })
        .handle(
            (counted, failure) -> {
              if (failure != null) {
                discard(List.copyOf(written), List.copyOf(begun));
                throw StorageException.from(failure);
              }
              table.refresh();
              return written.stream().mapToLong(run -> run.record().objectBytes()).sum();
            });
  }

  /** Lets go of runs that never counted. What S3 has not answered for may arrive after this. */
  private void discard(List<Run> written, List<String> begun) {
    table.remove(written);
    forget(written);
    if (!closed) {
      delete(begun);
    }
    if (begun.size() > written.size()) {
      deleteLater(begun);
    }
  }

  /**
   * Lets go of runs that count no more. Their objects, and {@code values}, go a little later, for
   * the sake of those who are reading; what is left at close is found by the next owner.
   */
  void retire(List<Run> runs, List<String> values) {
    table.remove(runs);
    forget(runs);
    List<String> names = new ArrayList<>(values);
    runs.forEach(run -> names.add(run.name()));
    deleteLater(names);
  }

  private void deleteLater(List<String> names) {
    var unused =
        Steps.after(parts.settings().retirementMillis(), parts.environment())
            .thenRun(
                () -> {
                  if (!closed) {
                    delete(names);
                  }
                });
  }

  private void forget(List<Run> runs) {
    runs.forEach(Run::retire);
    parts.memory().forget(runs);
    parts.disk().forget(runs);
  }

  private void delete(List<String> names) {
    if (names.isEmpty()) {
      return;
    }
    var unused =
        parts
            .objects()
            .delete(names)
            .whenComplete(
                (done, failure) -> {
                  if (failure != null) {
                    LOG.debug("Objects stay until the next owner finds them.", failure);
                  }
                });
  }
}
