package dev.aft.storage.spi;

import java.util.Collections;
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
}
