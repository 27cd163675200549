package dev.aft.storage.s3.run;

import dev.aft.storage.s3.object.ObjectStore;
import dev.aft.storage.s3.object.ObjectSummary;
import dev.aft.storage.s3.object.S3Environment;
import dev.aft.storage.spi.Bytes;
import dev.aft.storage.spi.CreateResult;
import dev.aft.storage.spi.StorageException;
import dev.aft.storage.spi.StorageException.Reason;
import dev.aft.storage.spi.UnknownOutcomeException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Replaces the manifest, one change after the other. The claim of a later owner stands at the next
 * number for ever, so that who was stopped meanwhile finds it. Thread-safe.
 */
final class ManifestCommits {
  private static final Logger LOG = LoggerFactory.getLogger(ManifestCommits.class);
  private static final long FIRST_PAUSE_MILLIS = 100;
  private static final long LONGEST_PAUSE_MILLIS = 5_000;

  private final ObjectStore objects;
  private final S3Environment environment;
  private volatile Manifest current;
  private volatile boolean lost;
  private volatile boolean closed;
  private final Set<String> replaced = ConcurrentHashMap.newKeySet();
  private long number;
  private CompletableFuture<?> last = CompletableFuture.completedFuture(null);

  ManifestCommits(ObjectStore objects, ClaimedManifest claimed, S3Environment environment) {
    this.objects = objects;
    this.environment = environment;
    this.current = claimed.manifest();
    this.number = current.term();
    replaced.addAll(claimed.replaced());
  }

  /** The manifest of now. */
  Manifest current() {
    return current;
  }

  /** Whether another process has taken over the store. */
  boolean isLost() {
    return lost;
  }

  /**
   * Applies {@code change} to the manifest of now. Fails with {@code IN_USE} when another process
   * has the store; after any other failure nothing has changed. An unknown outcome is pursued until
   * it is known.
   */
  CompletableFuture<Manifest> commit(UnaryOperator<Manifest> change) {
    return inTurn(() -> create(change.apply(current)));
  }

  /** Completes when this writer still had the store after the call; else fails, {@code IN_USE}. */
  CompletableFuture<Void> requireOwnership() {
    return inTurn(() -> objects.first(ObjectNames.MANIFESTS).thenAccept(this::requireNewest));
  }

  /**
   * As {@link #requireOwnership}, but looks at all manifests instead of the first that is listed:
   * before anything is deleted for the reason that this one does not name it.
   */
  CompletableFuture<Void> requireGreatest() {
    return inTurn(() -> objects.list(ObjectNames.MANIFESTS, "").thenAccept(this::requireGreatest));
  }

  private void requireGreatest(List<ObjectSummary> all) {
    for (ObjectSummary each : all) {
      if (ObjectNames.manifestNumber(each.name()) > number) {
        throw lose();
      }
    }
  }

  void close() {
    closed = true;
  }

  private synchronized <T> CompletableFuture<T> inTurn(Supplier<CompletableFuture<T>> work) {
    CompletableFuture<T> next =
        last.handle((result, failure) -> result)
            .thenCompose(
                ignored -> {
                  if (lost) {
                    return CompletableFuture.failedFuture(inUse());
                  }
                  return closed ? CompletableFuture.failedFuture(Steps.closed()) : work.get();
                });
    last = next;
    return next;
  }

  private CompletableFuture<Manifest> create(Manifest next) {
    Bytes content = ManifestCodec.encode(next);
    String name = name(number + 1);
    return untilKnown(() -> objects.createIfAbsent(name, content), FIRST_PAUSE_MILLIS)
        .thenApply(
            created -> {
              if (created == CreateResult.EXISTED) {
                throw lose();
              }
              return count(next);
            });
  }

  private Manifest count(Manifest next) {
    if (number != next.term()) {
      replaced.add(name(number));
    }
    number++;
    current = next;
    deleteReplaced();
    return next;
  }

  private void deleteReplaced() {
    List<String> names = replaced.stream().sorted().toList();
    if (names.isEmpty()) {
      return;
    }
    var unused =
        objects
            .delete(names)
            .whenComplete(
                (done, failure) -> {
                  if (failure == null) {
                    replaced.removeAll(names);
                  } else {
                    LOG.debug("Old manifests stay until the next is written.", failure);
                  }
                });
  }

  private <T> CompletableFuture<T> untilKnown(
      Supplier<CompletableFuture<T>> call, long pauseMillis) {
    return call.get()
        .exceptionallyCompose(
            failure -> {
              StorageException reported = StorageException.from(failure);
              return reported instanceof UnknownOutcomeException
                  ? pursue(call, reported, pauseMillis)
                  : CompletableFuture.failedFuture(reported);
            });
  }

  /**
   * An attempt may have arrived, or may still: that a later one surely did not says nothing of it,
   * so only an answer ends this.
   */
  private <T> CompletableFuture<T> pursue(
      Supplier<CompletableFuture<T>> call, StorageException unknown, long pauseMillis) {
    if (closed) {
      return CompletableFuture.failedFuture(unknown);
    }
    LOG.debug("Whether a manifest counts is not known yet.", unknown);
    long nextPause = Math.min(2 * pauseMillis, LONGEST_PAUSE_MILLIS);
    return Steps.after(pauseMillis, environment)
        .thenCompose(
            due -> call.get().exceptionallyCompose(failure -> pursue(call, unknown, nextPause)));
  }

  private void requireNewest(Optional<ObjectSummary> newest) {
    if (!newest.map(ObjectSummary::name).equals(Optional.of(name(number)))) {
      throw lose();
    }
  }

  private StorageException lose() {
    lost = true;
    return inUse();
  }

  private StorageException inUse() {
    return new StorageException(
        Reason.IN_USE, "Another process has taken over the store. writer=" + current.writer());
  }

  private static String name(long number) {
    return ObjectNames.manifest(number);
  }
}
