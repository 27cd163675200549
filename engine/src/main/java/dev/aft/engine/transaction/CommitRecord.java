package dev.aft.engine.transaction;

import dev.aft.storage.spi.Bytes;

/**
 * What decides a transaction: stored under its id, created if absent, by whoever comes first.
 *
 * @param stamp of the commit; of the moment of the decision for an abort record
 */
record CommitRecord(boolean committed, Stamp stamp) {
  private static final byte COMMITTED = 1;
  private static final byte ABORTED = 2;

  /** Format version, kind, timestamp; the id stands in the key. */
  Bytes encode() {
    Bytes head =
        Bytes.wrap(new byte[] {StorageLayout.FORMAT_VERSION, committed ? COMMITTED : ABORTED});
    return head.concat(StorageLayout.encode(stamp));
  }

  static CommitRecord decode(Bytes encoded) {
    if (encoded.length() < 2
        || encoded.at(0) != StorageLayout.FORMAT_VERSION
        || (encoded.at(1) != COMMITTED && encoded.at(1) != ABORTED)) {
      throw StorageLayout.corrupt("a commit record", encoded);
    }
    Stamp stamp = StorageLayout.decodeStamp(encoded.slice(2, encoded.length()));
    return new CommitRecord(encoded.at(1) == COMMITTED, stamp);
  }
}
