package dev.aft.cli.copy;

import dev.aft.cli.copy.CopyFailure.Kind;
import dev.aft.engine.transaction.UnfinishedCopy;
import dev.aft.storage.spi.Bytes;
import dev.aft.storage.spi.KeyRange;
import dev.aft.storage.spi.ScanDirection;
import dev.aft.storage.spi.Store;
import java.util.Optional;

/** What must hold of source and target before anything is written. Reads only. */
final class CopyConditions {
  private static final Bytes STORE_ID_KEY = Bytes.utf8("mstore");

  private final Patience patience;

  CopyConditions(Patience patience) {
    this.patience = patience;
  }

  /**
   * The name under which a target notes the source.
   *
   * @param address which store it is, in a spelling that stays the same
   * @throws CopyFailure {@code REFUSED} if there is nothing to copy
   */
  String sourceName(Store source, String address) {
    Optional<Bytes> format = read(source, UnfinishedCopy.KEY);
    if (format.isPresent() && UnfinishedCopy.isIn(format.get())) {
      throw new CopyFailure(
          Kind.REFUSED, "The source is itself the target of a copy that has not ended.");
    }
    if (isEmpty(source)) {
      throw new CopyFailure(Kind.REFUSED, "The source is empty: is its address right?");
    }
    String id = read(source, STORE_ID_KEY).map(Bytes::toUtf8).orElse("none");
    return address + " store=" + id;
  }

  /**
   * How far an earlier run came; empty for an empty target.
   *
   * @throws CopyFailure {@code REFUSED} if it has anything else
   */
  Optional<UnfinishedCopy> begun(Store target, String sourceName) {
    Optional<Bytes> found = read(target, UnfinishedCopy.KEY);
    if (found.isPresent() && UnfinishedCopy.isIn(found.get())) {
      return Optional.of(resumed(found.get(), sourceName));
    }
    if (!isEmpty(target)) {
      throw new CopyFailure(
          Kind.REFUSED,
          "The target is not empty. Name a folder, prefix or bucket without data. Nothing was changed.");
    }
    return Optional.empty();
  }

  private static UnfinishedCopy resumed(Bytes note, String sourceName) {
    UnfinishedCopy begun =
        UnfinishedCopy.decode(note)
            .orElseThrow(
                () ->
                    new CopyFailure(
                        Kind.REFUSED,
                        "The target is half a copy that another version of the software began."
                            + " Finish it with that, or remove what is in the target."));
    if (!begun.source().equals(sourceName)) {
      throw new CopyFailure(
          Kind.REFUSED,
          "The target is half a copy of another store. Finish that one, or remove what is in the"
              + " target. begun="
              + begun.source()
              + " asked="
              + sourceName);
    }
    return begun;
  }

  private Optional<Bytes> read(Store store, Bytes key) {
    return patience.await(() -> store.read(key));
  }

  private boolean isEmpty(Store store) {
    return patience.await(() -> store.scan(KeyRange.ALL, ScanDirection.FORWARD, 1)).isEmpty();
  }
}
