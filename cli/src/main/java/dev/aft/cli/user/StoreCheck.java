package dev.aft.cli.user;

import dev.aft.storage.spi.KeyRange;
import dev.aft.storage.spi.ScanDirection;
import dev.aft.storage.spi.StorageUri;
import dev.aft.storage.spi.Store;
import dev.aft.storage.spi.Stores;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** What must hold of a store before it is opened for its users. Looks only. */
final class StoreCheck {
  private StoreCheck() {}

  /**
   * Why the store must not be opened; empty when it may be.
   *
   * @param mayMake whether it is made where there is none
   * @param takeOver whether a node may lose it
   * @throws dev.aft.storage.spi.StorageException if the address is wrong or nobody answers there
   */
  static Optional<String> refusal(String storage, boolean mayMake, boolean takeOver) {
    StorageUri uri = StorageUri.parse(storage);
    Optional<Store> seen = Stores.look(uri);
    if (seen.isEmpty()) {
      // It is locked while a node has it, so only a slip in its name is left.
      boolean missing = uri.scheme().equals("rocksdb") && !Files.isDirectory(Path.of(uri.path()));
      return missing && !mayMake
          ? Optional.of("there is no folder " + uri.path())
          : Optional.empty();
    }
    try (Store store = seen.get()) {
      if (store.scan(KeyRange.ALL, ScanDirection.FORWARD, 1).join().isEmpty()) {
        return mayMake ? Optional.empty() : Optional.of("nothing is stored at " + storage);
      }
    }
    return takeOver
        ? Optional.empty()
        : Optional.of(
            "a node that runs on "
                + storage
                + " would lose it to this command. Where one runs, use --url instead; where none"
                + " does, add --take-over.");
  }
}
