package dev.aft.storage.s3.object;

import dev.aft.storage.spi.Bytes;
import dev.aft.storage.spi.CreateResult;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * Objects to look at: what is written and deleted stays in the memory of this process, and what is
 * below is never changed.
 */
public final class OverlayObjects implements ObjectStore {
  private final ObjectStore below;
  private final InMemoryObjects above = new InMemoryObjects();
  private final Set<String> deleted = ConcurrentHashMap.newKeySet();

  /**
   * @param below closed with this one
   */
  public OverlayObjects(ObjectStore below) {
    this.below = below;
  }

  @Override
  public CompletableFuture<CreateResult> createIfAbsent(String name, Bytes content) {
    return get(name)
        .thenCompose(
            present ->
                present.isPresent() && !present.get().equals(content)
                    ? CompletableFuture.completedFuture(CreateResult.EXISTED)
                    : above.createIfAbsent(name, content));
  }

  @Override
  public CompletableFuture<Void> put(String name, Bytes content) {
    return above.put(name, content);
  }

  @Override
  public CompletableFuture<Optional<Bytes>> get(String name) {
    return orBelow(name, above.get(name), () -> below.get(name));
  }

  @Override
  public CompletableFuture<Optional<Bytes>> getRange(String name, long offset, int length) {
    return orBelow(
        name, above.getRange(name, offset, length), () -> below.getRange(name, offset, length));
  }

  private CompletableFuture<Optional<Bytes>> orBelow(
      String name,
      CompletableFuture<Optional<Bytes>> written,
      Supplier<CompletableFuture<Optional<Bytes>>> readBelow) {
    return written.thenCompose(
        found ->
            found.isPresent() || deleted.contains(name)
                ? CompletableFuture.completedFuture(found)
                : readBelow.get());
  }

  @Override
  public CompletableFuture<List<ObjectSummary>> list(String prefix, String after) {
    return below
        .list(prefix, after)
        .thenCombine(above.list(prefix, after), (all, written) -> merged(all, written));
  }

  private List<ObjectSummary> merged(List<ObjectSummary> all, List<ObjectSummary> written) {
    Set<String> hidden = new HashSet<>(deleted);
    written.forEach(object -> hidden.add(object.name()));
    List<ObjectSummary> merged = new ArrayList<>(written);
    all.stream().filter(object -> !hidden.contains(object.name())).forEach(merged::add);
    merged.sort(Comparator.comparing(ObjectSummary::name));
    return merged;
  }

  @Override
  public CompletableFuture<Optional<ObjectSummary>> first(String prefix) {
    return below
        .first(prefix)
        .thenCompose(
            found ->
                found.isPresent() && deleted.contains(found.get().name())
                    ? list(prefix, "").thenApply(all -> all.stream().findFirst())
                    : above.first(prefix).thenApply(written -> earlier(found, written)));
  }

  private static Optional<ObjectSummary> earlier(
      Optional<ObjectSummary> one, Optional<ObjectSummary> other) {
    return Stream.of(one, other)
        .flatMap(Optional::stream)
        .min(Comparator.comparing(ObjectSummary::name));
  }

  @Override
  public CompletableFuture<Void> delete(List<String> names) {
    deleted.addAll(names);
    return above.delete(names);
  }

  @Override
  public void close() {
    above.close();
    below.close();
  }
}
