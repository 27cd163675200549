package dev.aft.storage.s3.run;

import dev.aft.storage.s3.object.ObjectStore;
import dev.aft.storage.s3.object.ObjectSummary;
import dev.aft.storage.s3.object.WriterId;
import dev.aft.storage.spi.Bytes;
import dev.aft.storage.spi.CreateResult;
import dev.aft.storage.spi.StorageException;
import dev.aft.storage.spi.StorageException.Reason;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** Takes over the manifests of a store. */
public final class Manifests {
  private static final int ATTEMPTS = 16;

  private final ObjectStore objects;
  private final WriterId writer;

  private Manifests(ObjectStore objects, WriterId writer) {
    this.objects = objects;
    this.writer = writer;
  }

  /**
   * Creates the next manifest with the content of the newest and {@code writer} as its writer; from
   * then on no earlier writer can commit one. Fails with {@code IN_USE} when others keep doing the
   * same, with {@code CORRUPT} or {@code NEWER_FORMAT} when the newest manifest cannot be read.
   *
   * <p>Claims that are made at the same time all succeed, one after the other. Before anything is
   * acknowledged, see that there is no manifest with a greater number: {@link
   * StoredRuns#requireOwnership}.
   */
  public static CompletableFuture<ClaimedManifest> claim(ObjectStore objects, WriterId writer) {
    return new Manifests(objects, writer).claim(ATTEMPTS);
  }

  private CompletableFuture<ClaimedManifest> claim(int attempts) {
    if (attempts == 0) {
      return CompletableFuture.failedFuture(
          new StorageException(
              Reason.IN_USE, "Other processes keep taking over the store. writer=" + writer));
    }
    return objects
        .first(ObjectNames.MANIFESTS)
        .thenCompose(this::succeedNewest)
        .thenCompose(
            claimed ->
                claimed.isPresent()
                    ? CompletableFuture.completedFuture(claimed.get())
                    : claim(attempts - 1));
  }

  private CompletableFuture<Optional<ClaimedManifest>> succeedNewest(
      Optional<ObjectSummary> first) {
    if (first.isEmpty()) {
      return create(Manifest.empty(writer), List.of());
    }
    String newest = first.get().name();
    return objects
        .get(newest)
        .thenCompose(
            content ->
                content.isPresent()
                    ? succeed(newest, content.get())
                    : CompletableFuture.completedFuture(Optional.empty()));
  }

  private CompletableFuture<Optional<ClaimedManifest>> succeed(String newest, Bytes content) {
    Manifest manifest = ManifestCodec.decode(content, newest);
    long number = ObjectNames.manifestNumber(newest);
    boolean isClaim = manifest.term() == number;
    return create(manifest.claimedBy(writer, number + 1), isClaim ? List.of() : List.of(newest));
  }

  private CompletableFuture<Optional<ClaimedManifest>> create(
      Manifest claim, List<String> replaced) {
    return objects
        .createIfAbsent(ObjectNames.manifest(claim.term()), ManifestCodec.encode(claim))
        .thenApply(
            created ->
                created == CreateResult.CREATED
                    ? Optional.of(new ClaimedManifest(claim, replaced))
                    : Optional.empty());
  }
}
