package dev.aft.engine.transaction;

import dev.aft.storage.spi.Bytes;
import dev.aft.storage.spi.KeyRange;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * What a commit wrote, stored under its stamp: the cowritten set for readers, and the work list of
 * garbage collection. In an atomic commit it is part of the batch; otherwise it is written before
 * anything else, so that no version is ever without it.
 */
record JournalEntry(Kind kind, List<Bytes> keys, List<KeyRange> droppedRanges) {
  /** How the entry came to be. */
  enum Kind {
    /** In one batch with commit record and versions: existence proves the commit. */
    ATOMIC(0),
    /** Ahead of the versions: the commit record tells. */
    AHEAD(1),
    /** Ahead of an abort record that somebody creates to fence a transaction. */
    ABORT(2);

    private final int code;

    Kind(int code) {
      this.code = code;
    }

    private static Kind ofCode(int code) {
      for (Kind kind : values()) {
        if (kind.code == code) {
          return kind;
        }
      }
      throw new IllegalArgumentException("kind=" + code);
    }
  }

  JournalEntry {
    keys = List.copyOf(keys);
    droppedRanges = List.copyOf(droppedRanges);
  }

  Bytes encode() {
    ByteBuffer out = ByteBuffer.allocate(encodedLength());
    out.put(StorageLayout.FORMAT_VERSION).put((byte) kind.code);
    putInt(out, keys.size());
    for (Bytes key : keys) {
      putBytes(out, key);
    }
    putInt(out, droppedRanges.size());
    for (KeyRange range : droppedRanges) {
      Bytes to = range.to();
      putBytes(out, range.from());
      out.put((byte) (to == null ? 0 : 1));
      putBytes(out, to == null ? Bytes.EMPTY : to);
    }
    return Bytes.wrap(out.array());
  }

  private int encodedLength() {
    long length = 2L + lengthOf(keys.size()) + lengthOf(droppedRanges.size());
    for (Bytes key : keys) {
      length += lengthOf(key);
    }
    for (KeyRange range : droppedRanges) {
      Bytes to = range.to();
      length += lengthOf(range.from()) + 1 + lengthOf(to == null ? Bytes.EMPTY : to);
    }
    return Math.toIntExact(length);
  }

  private static long lengthOf(Bytes bytes) {
    return (long) lengthOf(bytes.length()) + bytes.length();
  }

  private static int lengthOf(int value) {
    return Math.max(1, (Integer.SIZE - Integer.numberOfLeadingZeros(value) + 6) / 7);
  }

  static JournalEntry decode(Bytes encoded) {
    try {
      ByteBuffer in = ByteBuffer.wrap(encoded.unsafeArray());
      byte version = in.get();
      Kind kind = Kind.ofCode(in.get());
      if (version != StorageLayout.FORMAT_VERSION) {
        throw StorageLayout.corrupt("a journal entry", encoded);
      }
      List<Bytes> keys = new ArrayList<>();
      for (int count = getInt(in); count > 0; count--) {
        keys.add(getBytes(in));
      }
      List<KeyRange> ranges = new ArrayList<>(0);
      for (int count = getInt(in); count > 0; count--) {
        Bytes from = getBytes(in);
        boolean bounded = getFlag(in);
        Bytes to = getBytes(in);
        ranges.add(new KeyRange(from, bounded ? to : null));
      }
      if (in.hasRemaining()) {
        throw StorageLayout.corrupt("a journal entry", encoded);
      }
      return new JournalEntry(kind, keys, ranges);
    } catch (BufferUnderflowException | IllegalArgumentException e) {
      throw StorageLayout.corrupt("a journal entry", encoded);
    }
  }

  /** Seven bits at a time, the lowest first; the high bit says that more follow. */
  private static void putInt(ByteBuffer out, int value) {
    int rest = value;
    while (rest > 0x7f) {
      out.put((byte) ((rest & 0x7f) | 0x80));
      rest >>>= 7;
    }
    out.put((byte) rest);
  }

  private static boolean getFlag(ByteBuffer in) {
    byte flag = in.get();
    if (flag != 0 && flag != 1) {
      throw new IllegalArgumentException("flag=" + flag);
    }
    return flag == 1;
  }

  private static int getInt(ByteBuffer in) {
    int value = 0;
    for (int shift = 0; shift < 35; shift += 7) {
      int next = in.get();
      value |= (next & 0x7f) << shift;
      if (next >= 0 && value >= 0) {
        return value;
      } else if (next >= 0) {
        throw new IllegalArgumentException("length=" + value);
      }
    }
    throw new BufferUnderflowException();
  }

  private static void putBytes(ByteBuffer out, Bytes bytes) {
    putInt(out, bytes.length());
    out.put(bytes.unsafeArray());
  }

  private static Bytes getBytes(ByteBuffer in) {
    int length = getInt(in);
    if (length < 0 || length > in.remaining()) {
      throw new BufferUnderflowException();
    }
    byte[] bytes = new byte[length];
    in.get(bytes);
    return Bytes.wrap(bytes);
  }
}
