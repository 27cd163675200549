package dev.aft.engine.transaction;

import dev.aft.storage.spi.Bytes;
import dev.aft.storage.spi.Entry;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A version as it lies in the store: one byte of flags, then the value.
 *
 * @param value null when the transaction deleted the key
 * @param alone whether the transaction wrote no other key
 * @param atomic whether it was written in one atomic batch with its commit record (or has been
 *     found committed since), so that its existence proves the commit
 */
record StoredVersion(Bytes key, Stamp stamp, @Nullable Bytes value, boolean alone, boolean atomic) {
  private static final int TOMBSTONE = 1;
  private static final int ALONE = 2;
  private static final int ATOMIC = 4;

  Entry encode() {
    return encode(key, value, alone, atomic, StorageLayout.versionSuffix(stamp));
  }

  /**
   * A version as an entry of the store.
   *
   * @param suffix of the stamp, see {@link StorageLayout#versionSuffix}
   */
  static Entry encode(
      Bytes key, @Nullable Bytes value, boolean alone, boolean atomic, Bytes suffix) {
    byte[] payload = value == null ? new byte[0] : value.unsafeArray();
    byte[] out = new byte[1 + payload.length];
    out[0] = (byte) ((value == null ? TOMBSTONE : 0) | (alone ? ALONE : 0) | (atomic ? ATOMIC : 0));
    System.arraycopy(payload, 0, out, 1, payload.length);
    return new Entry(StorageLayout.versionKey(key, suffix), Bytes.wrap(out));
  }

  static StoredVersion decode(Entry entry) {
    return decode(StorageLayout.userKey(entry.key()), entry);
  }

  /** A page of versions; those of one commit share their stamp. */
  static List<StoredVersion> decodeAll(List<Entry> entries) {
    List<StoredVersion> versions = new ArrayList<>(entries.size());
    Bytes before = Bytes.EMPTY;
    Bytes key = Bytes.EMPTY;
    Stamp stamp = Stamp.ZERO;
    for (Entry entry : entries) {
      Bytes stored = entry.key();
      if (!StorageLayout.hasStampOf(stored, before)) {
        stamp = StorageLayout.versionStamp(stored);
      }
      key = StorageLayout.userKey(stored, before, key);
      before = stored;
      versions.add(decode(key, stamp, entry));
    }
    return versions;
  }

  /** Whether the value of a stored version has the ATOMIC flag. */
  static boolean isAtomic(Bytes stored) {
    return stored.length() > 0 && (stored.unsafeArray()[0] & ATOMIC) != 0;
  }

  /** Like {@link #decode(Entry)} for a caller who knows the key. */
  static StoredVersion decode(Bytes key, Entry entry) {
    return decode(key, StorageLayout.versionStamp(entry.key()), entry);
  }

  private static StoredVersion decode(Bytes key, Stamp stamp, Entry entry) {
    byte[] in = entry.value().unsafeArray();
    if (in.length == 0
        || in[0] > (TOMBSTONE | ALONE | ATOMIC)
        || in[0] < 0
        || ((in[0] & TOMBSTONE) != 0 && in.length > 1)) {
      throw StorageLayout.corrupt("a version's flags", entry.key());
    }
    Bytes value =
        (in[0] & TOMBSTONE) != 0 ? null : Bytes.wrap(Arrays.copyOfRange(in, 1, in.length));
    return new StoredVersion(key, stamp, value, (in[0] & ALONE) != 0, (in[0] & ATOMIC) != 0);
  }

  KeyVersion toKeyVersion() {
    return new KeyVersion(stamp, value, alone ? WrittenKeys.ALONE : null);
  }
}
