package dev.aft.storage.spi;

import java.util.Collections;
import java.util.Optional;
import java.util.Set;

/**
 * Opens stores of one kind. Found by {@link java.util.ServiceLoader}, so a store becomes available
 * by being on the class path.
 */
public interface StoreProvider {
  /** The scheme of the addresses that this provider opens, such as {@code rocksdb}. */
  String scheme();

  /** The names of all parameters that an address may have; others are refused before open. */
  Set<String> parameters();

  /**
   * Which store an address means: the path and those parameters that make it another store, written
   * in one way whatever spellings the address has for them. Two addresses with equal identities are
   * the same store. Does not open anything and never fails: what is wrong with an address, {@link
   * #open} says.
   */
  default StorageUri identity(StorageUri uri) {
    return new StorageUri(uri.scheme(), uri.path(), Collections.emptySortedMap());
  }

  /**
   * Opens the store, which may block on I/O.
   *
   * @throws StorageException {@code MISCONFIGURED}, {@code IN_USE}, {@code NEWER_FORMAT}, {@code
   *     CORRUPT}, {@code FULL}, {@code UNAVAILABLE} or {@code IO}; nothing stays open
   */
  Store open(StorageUri uri);

  /**
   * Opens the store to read from it only: takes it from nobody, leaves nothing in it and makes none
   * where there is none. What another process writes meanwhile may be seen or not, and may fail a
   * read. Nothing may be written to it.
   *
   * @return empty where a store can only be opened as a whole; {@link #open} then fails with {@code
   *     IN_USE} while another process has it, and disturbs nobody
   * @throws StorageException as {@link #open}, but for {@code IN_USE}
   */
  default Optional<Store> look(StorageUri uri) {
    return Optional.empty();
  }
}
