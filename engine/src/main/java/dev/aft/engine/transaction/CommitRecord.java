package dev.aft.engine.transaction;

import dev.aft.storage.spi.Bytes;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * What decides a transaction: stored under its id, created if absent, by whoever comes first.
 *
 * @param stamp of the commit; of the moment of the decision for an abort record
 * @param key the idempotency key of the transaction, in UTF-8; null for none
 * @param result what the commit stored, in UTF-8; null for none, and where the key record has it
 */
record CommitRecord(Kind kind, Stamp stamp, @Nullable Bytes key, @Nullable Bytes result) {
  /** How the transaction ended. */
  enum Kind {
    COMMITTED(1),
    ABORTED(2),
    /** Committed if the key record is, or will be, that of this transaction. */
    PREPARED(3);

    private final byte code;

    Kind(int code) {
      this.code = (byte) code;
    }

    private static Kind ofCode(byte code) {
      for (Kind kind : values()) {
        if (kind.code == code) {
          return kind;
        }
      }
      throw new IllegalArgumentException("kind=" + code);
    }
  }

  /** Of a record with fields; one without is as in format 1. */
  private static final byte VERSION_WITH_FIELDS = 2;

  private static final byte KEY = 1;
  private static final byte RESULT = 2;
  private static final int HEAD_BYTES = 2 + StorageLayout.STAMP_LENGTH;

  CommitRecord(boolean committed, Stamp stamp) {
    this(committed ? Kind.COMMITTED : Kind.ABORTED, stamp, null, null);
  }

  boolean committed() {
    return kind == Kind.COMMITTED;
  }

  /** Whether this is the record of the commit with that stamp, or was on the way to be. */
  boolean isOf(Stamp commit) {
    return kind != Kind.ABORTED && stamp.equals(commit);
  }

  /** Format version, kind, stamp; then the fields: tag, length, bytes. */
  Bytes encode() {
    boolean plain = key == null && result == null;
    ByteBuffer out = ByteBuffer.allocate(HEAD_BYTES + lengthOf(key) + lengthOf(result));
    out.put(plain ? 1 : VERSION_WITH_FIELDS).put(kind.code);
    StorageLayout.put(stamp, out);
    put(KEY, key, out);
    put(RESULT, result, out);
    return Bytes.wrap(out.array());
  }

  private static int lengthOf(@Nullable Bytes field) {
    return field == null ? 0 : 1 + Integer.BYTES + field.length();
  }

  private static void put(byte tag, @Nullable Bytes field, ByteBuffer out) {
    if (field != null) {
      out.put(tag).putInt(field.length()).put(field.unsafeArray());
    }
  }

  static CommitRecord decode(Bytes encoded) {
    ByteBuffer in = ByteBuffer.wrap(encoded.unsafeArray());
    try {
      byte version = in.get();
      Kind kind = Kind.ofCode(in.get());
      Stamp stamp = StorageLayout.getStamp(in);
      Bytes key = version == VERSION_WITH_FIELDS ? get(KEY, in) : null;
      Bytes result = version == VERSION_WITH_FIELDS ? get(RESULT, in) : null;
      boolean known = version == VERSION_WITH_FIELDS ? key != null || result != null : version == 1;
      if (known && !in.hasRemaining() && (kind != Kind.PREPARED || key != null)) {
        StorageLayout.requireText(key);
        StorageLayout.requireText(result);
        return new CommitRecord(kind, stamp, key, result);
      }
    } catch (BufferUnderflowException | IllegalArgumentException e) {
      throw StorageLayout.corrupt("a commit record", encoded);
    }
    throw StorageLayout.corrupt("a commit record", encoded);
  }

  private static @Nullable Bytes get(byte tag, ByteBuffer in) {
    if (!in.hasRemaining() || in.get(in.position()) != tag) {
      return null;
    }
    in.get();
    int length = in.getInt();
    if (length < 0 || length > in.remaining()) {
      throw new BufferUnderflowException();
    }
    byte[] bytes = new byte[length];
    in.get(bytes);
    return Bytes.wrap(bytes);
  }
}
