package dev.aft.engine.transaction;

import dev.aft.engine.EngineException;
import dev.aft.engine.ErrorCode;
import dev.aft.storage.spi.Bytes;
import dev.aft.storage.spi.KeyRange;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The keys of the transaction layer on an ordered store, as specified in {@code
 * docs/formats/transactions.md}. The first byte names the key space.
 */
final class StorageLayout {
  /** Of journal entries. */
  static final byte FORMAT_VERSION = 1;

  /** Of the whole, as written by {@link TransactionManagers}. */
  static final Bytes FORMAT_KEY = Bytes.utf8("mformat");

  /** Holds the id of the store, made when it was first opened. */
  static final Bytes STORE_ID_KEY = Bytes.utf8("mstore");

  /** Holds the stamp up to which garbage collection has deleted journal entries. */
  static final Bytes COLLECTED_KEY = Bytes.utf8("mcollected");

  /** Holds the time by which key records grow old, see {@link KeyClock}. */
  static final Bytes KEY_CLOCK_KEY = Bytes.utf8("mkeyclock");

  private static final byte DATA = 'd';
  private static final byte RECORD = 'c';
  private static final byte JOURNAL = 't';
  private static final byte SPILL = 's';
  private static final byte KEY_RECORD = 'i';
  private static final byte EXPIRY = 'e';
  private static final byte ESCAPED_ZERO = (byte) 0xff;
  private static final int TERMINATOR_LENGTH = 2;
  private static final long MAX_TIMESTAMP = Long.MAX_VALUE >>> 1;
  static final long MAX_MILLIS = HybridLogicalClock.millisOf(MAX_TIMESTAMP);
  static final int STAMP_LENGTH = 24;
  private static final int ID_LENGTH = 16;

  /** The whole journal, oldest commit first. */
  static final KeyRange JOURNAL_RANGE = KeyRange.prefix(Bytes.wrap(new byte[] {JOURNAL}));

  /** Every value written ahead of a commit. */
  static final KeyRange SPILL_RANGE = KeyRange.prefix(Bytes.wrap(new byte[] {SPILL}));

  /** Every idempotency key with the time of its commit, oldest first. */
  static final KeyRange EXPIRY_RANGE = KeyRange.prefix(Bytes.wrap(new byte[] {EXPIRY}));

  /** Every version of every key. */
  static final KeyRange DATA_RANGE = KeyRange.prefix(Bytes.wrap(new byte[] {DATA}));

  private StorageLayout() {}

  /** Where a version is stored: versions of a key are neighbours, the newest first. */
  static Bytes versionKey(Bytes key, Stamp stamp) {
    return versionKey(key, versionSuffix(stamp));
  }

  /** What the stored keys of all versions with that stamp end with. */
  static Bytes versionSuffix(Stamp stamp) {
    byte[] out = new byte[TERMINATOR_LENGTH + STAMP_LENGTH];
    ByteBuffer.wrap(out, TERMINATOR_LENGTH, STAMP_LENGTH)
        .putLong(~stamp.timestamp())
        .putLong(~stamp.id().uuid().getMostSignificantBits())
        .putLong(~stamp.id().uuid().getLeastSignificantBits());
    return Bytes.wrap(out);
  }

  /** Like {@link #versionKey(Bytes, Stamp)}, with the {@link #versionSuffix} of the stamp. */
  static Bytes versionKey(Bytes key, Bytes suffix) {
    int end = 1 + escapedLength(key);
    byte[] out = new byte[end + suffix.length()];
    out[0] = DATA;
    escape(key, out, 1);
    System.arraycopy(suffix.unsafeArray(), 0, out, end, suffix.length());
    return Bytes.wrap(out);
  }

  /** All versions of a key. */
  static KeyRange versionsOf(Bytes key) {
    int escaped = escapedLength(key);
    byte[] from = new byte[1 + escaped + TERMINATOR_LENGTH];
    from[0] = DATA;
    escape(key, from, 1);
    byte[] to = from.clone();
    to[to.length - 1] = 1;
    return new KeyRange(Bytes.wrap(from), Bytes.wrap(to));
  }

  /** All versions of all keys of a range. */
  static KeyRange versionsOf(KeyRange range) {
    Bytes to = range.to();
    return new KeyRange(bound(range.from()), to == null ? DATA_RANGE.to() : bound(to));
  }

  private static Bytes bound(Bytes key) {
    byte[] out = new byte[1 + escapedLength(key)];
    out[0] = DATA;
    escape(key, out, 1);
    return Bytes.wrap(out);
  }

  private static int escapedLength(Bytes key) {
    int zeros = 0;
    for (byte b : key.unsafeArray()) {
      if (b == 0) {
        zeros++;
      }
    }
    return key.length() + zeros;
  }

  /** A zero byte becomes 00 ff; everything else stands for itself; 00 00 ends the key. */
  private static void escape(Bytes key, byte[] out, int offset) {
    int at = offset;
    for (byte b : key.unsafeArray()) {
      out[at++] = b;
      if (b == 0) {
        out[at++] = ESCAPED_ZERO;
      }
    }
  }

  /** The key of which {@code stored} is a version. */
  static Bytes userKey(Bytes stored) {
    byte[] in = stored.unsafeArray();
    int end = in.length - TERMINATOR_LENGTH - STAMP_LENGTH;
    if (end < 1 || in[0] != DATA || in[end] != 0 || in[end + 1] != 0) {
      throw corrupt("a version's key", stored);
    }
    byte[] out = new byte[end - 1 - escapedZeros(in, 1, end, stored)];
    unescape(in, 1, out, 0);
    return Bytes.wrap(out);
  }

  /**
   * Like {@link #userKey(Bytes)}, quicker for neighbours in a page: what both begin with is taken
   * from the other.
   *
   * @param before a stored version
   * @param beforeKey the key of which that is a version; returned if this is one as well
   */
  static Bytes userKey(Bytes stored, Bytes before, Bytes beforeKey) {
    byte[] in = stored.unsafeArray();
    byte[] other = before.unsafeArray();
    int end = in.length - TERMINATOR_LENGTH - STAMP_LENGTH;
    int otherEnd = other.length - TERMINATOR_LENGTH - STAMP_LENGTH;
    if (end < 1 || otherEnd < 1 || in[0] != DATA || in[end] != 0 || in[end + 1] != 0) {
      return userKey(stored);
    }
    int same = Arrays.mismatch(in, 0, end, other, 0, otherEnd);
    if (same < 0) {
      return beforeKey;
    }
    // An escape is not to be cut in two; its first byte is a zero, and no other byte is one.
    int from = in[same - 1] == 0 ? same - 1 : same;
    int shared =
        beforeKey.length() - (otherEnd - from - escapedZeros(other, from, otherEnd, before));
    byte[] out =
        Arrays.copyOf(
            beforeKey.unsafeArray(), shared + end - from - escapedZeros(in, from, end, stored));
    unescape(in, from, out, shared);
    return Bytes.wrap(out);
  }

  private static void unescape(byte[] in, int from, byte[] out, int offset) {
    int at = from;
    for (int length = offset; length < out.length; length++) {
      out[length] = in[at];
      at += in[at] == 0 ? 2 : 1;
    }
  }

  private static int escapedZeros(byte[] in, int from, int end, Bytes stored) {
    int zeros = 0;
    for (int i = from; i < end; i++) {
      if (in[i] == 0) {
        zeros++;
        if (++i == end || in[i] != ESCAPED_ZERO) {
          throw corrupt("a version's key", stored);
        }
      }
    }
    return zeros;
  }

  /** The stamp of the version stored under {@code stored}. */
  static Stamp versionStamp(Bytes stored) {
    if (stored.length() < STAMP_LENGTH) {
      throw corrupt("a version's key", stored);
    }
    ByteBuffer in =
        ByteBuffer.wrap(stored.unsafeArray(), stored.length() - STAMP_LENGTH, STAMP_LENGTH);
    return stamp(~in.getLong(), new UUID(~in.getLong(), ~in.getLong()), stored);
  }

  /** Whether both are versions with the same stamp; false for what is no version. */
  static boolean hasStampOf(Bytes stored, Bytes other) {
    int length = stored.length();
    int otherLength = other.length();
    return length >= STAMP_LENGTH
        && otherLength >= STAMP_LENGTH
        && Arrays.equals(
            stored.unsafeArray(),
            length - STAMP_LENGTH,
            length,
            other.unsafeArray(),
            otherLength - STAMP_LENGTH,
            otherLength);
  }

  /** Whether two stored keys are versions of one key. */
  static boolean isSameKey(Bytes stored, Bytes other) {
    int length = stored.length() - STAMP_LENGTH;
    return other.length() == stored.length()
        && Arrays.equals(stored.unsafeArray(), 0, length, other.unsafeArray(), 0, length);
  }

  /** Where a transaction keeps the value of its write with that number ahead of its commit. */
  static Bytes spillKey(TransactionId id, long sequence) {
    byte[] number = new byte[Long.BYTES];
    ByteBuffer.wrap(number).putLong(sequence);
    return idKey(SPILL, id).concat(Bytes.wrap(number));
  }

  /** All that a transaction has written ahead. */
  static KeyRange spillOf(TransactionId id) {
    return KeyRange.prefix(idKey(SPILL, id));
  }

  /** Whose value is stored under {@code stored}. */
  static TransactionId spillId(Bytes stored) {
    if (stored.length() != 1 + ID_LENGTH + Long.BYTES || stored.unsafeArray()[0] != SPILL) {
      throw corrupt("a spill key", stored);
    }
    ByteBuffer in = ByteBuffer.wrap(stored.unsafeArray(), 1, ID_LENGTH);
    return new TransactionId(new UUID(in.getLong(), in.getLong()));
  }

  /** When the transaction began, in milliseconds since 1970. */
  static long beginMillis(TransactionId id) {
    return id.uuid().getMostSignificantBits() >>> 16;
  }

  /** Where the commit or abort record of a transaction is stored. */
  static Bytes recordKey(TransactionId id) {
    return idKey(RECORD, id);
  }

  private static Bytes idKey(byte space, TransactionId id) {
    byte[] out = new byte[1 + ID_LENGTH];
    ByteBuffer.wrap(out)
        .put(space)
        .putLong(id.uuid().getMostSignificantBits())
        .putLong(id.uuid().getLeastSignificantBits());
    return Bytes.wrap(out);
  }

  /** Where the journal entry of a commit is stored: in the order of stamps. */
  static Bytes journalKey(Stamp stamp) {
    return Bytes.wrap(new byte[] {JOURNAL}).concat(encode(stamp));
  }

  static Stamp journalStamp(Bytes stored) {
    return stampAfter(JOURNAL, stored);
  }

  private static Stamp stampAfter(byte space, Bytes stored) {
    if (stored.length() != 1 + STAMP_LENGTH || stored.unsafeArray()[0] != space) {
      throw corrupt("a key of space " + (char) space, stored);
    }
    return decodeStamp(stored.slice(1, stored.length()));
  }

  /** Where the {@link KeyRecord} of an idempotency key is stored. */
  static Bytes keyRecordKey(Bytes idempotencyKey) {
    return Bytes.wrap(new byte[] {KEY_RECORD}).concat(idempotencyKey);
  }

  /** Where garbage collection finds the idempotency key of a commit: in the order of stamps. */
  static Bytes expiryKey(Stamp stamp) {
    return Bytes.wrap(new byte[] {EXPIRY}).concat(encode(stamp));
  }

  static Stamp expiryStamp(Bytes stored) {
    return stampAfter(EXPIRY, stored);
  }

  static Bytes encode(Stamp stamp) {
    ByteBuffer out = ByteBuffer.allocate(STAMP_LENGTH);
    put(stamp, out);
    return Bytes.wrap(out.array());
  }

  static void put(Stamp stamp, ByteBuffer out) {
    out.putLong(stamp.timestamp())
        .putLong(stamp.id().uuid().getMostSignificantBits())
        .putLong(stamp.id().uuid().getLeastSignificantBits());
  }

  static Stamp getStamp(ByteBuffer in) {
    long timestamp = in.getLong();
    return stamp(timestamp, new UUID(in.getLong(), in.getLong()), null);
  }

  static Stamp decodeStamp(Bytes encoded) {
    if (encoded.length() != STAMP_LENGTH) {
      throw corrupt("a stamp", encoded);
    }
    return getStamp(ByteBuffer.wrap(encoded.unsafeArray()));
  }

  /** The clock follows what it reads: a damaged timestamp must not take it to its end. */
  private static Stamp stamp(long timestamp, UUID id, @Nullable Bytes stored) {
    if (timestamp < 0 || timestamp > MAX_TIMESTAMP) {
      throw corrupt("a commit timestamp", stored);
    }
    return new Stamp(timestamp, new TransactionId(id));
  }

  /** Refuses text that is not UTF-8, which the platform would read as other characters. */
  static void requireText(@Nullable Bytes bytes) {
    if (bytes != null && !Bytes.utf8(bytes.toUtf8()).equals(bytes)) {
      throw corrupt("text in UTF-8", bytes);
    }
  }

  static EngineException corrupt(String what, @Nullable Bytes bytes) {
    return EngineException.builder(ErrorCode.DATA_CORRUPTED, "The store holds damaged data")
        .detail("expected " + what + ", found bytes=" + bytes)
        .build();
  }
}
