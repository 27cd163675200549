/**
 * The embedded store: RocksDB in a folder of this machine, one process at a time.
 *
 * <p>Start at {@link dev.aft.storage.rocksdb.RocksDbStore}. Writes go through {@code Committer},
 * the only thread that writes; reads go through {@code Reads}; {@code DatabaseHolder} guards the
 * native database against use after close and swaps it after a failed write. The folder is
 * specified in {@code docs/formats/rocksdb-store.md}. No type of RocksDB leaves this package.
 */
@NullMarked
package dev.aft.storage.rocksdb;

import org.jspecify.annotations.NullMarked;
