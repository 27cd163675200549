package dev.aft.storage.s3.log;

import dev.aft.storage.s3.log.LogRecord.Kind;
import dev.aft.storage.s3.object.WriterId;
import dev.aft.storage.s3.run.LogOwner;
import dev.aft.storage.s3.run.Slot;
import dev.aft.storage.spi.Bytes;
import dev.aft.storage.spi.StorageException;
import dev.aft.storage.spi.StorageException.Reason;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32C;

/** Records of the log as bytes: "Log body" in docs/formats/s3-store.md. */
final class LogCodec {
  private static final int MAGIC = 0x4146544c; // AFTL
  private static final byte VERSION = 1;
  private static final int CHECKSUM_BYTES = 4;
  private static final int WRITER_BYTES = 16;
  private static final int HEADER_BYTES = 4 + 1 + WRITER_BYTES + 1 + 8;
  private static final byte INLINE = 0;
  private static final byte EXTERNAL = 1;

  /** Size of a record without batches, and of no other. */
  static final int EMPTY_RECORD_BYTES = HEADER_BYTES + CHECKSUM_BYTES;

  private LogCodec() {}

  static Bytes encode(Kind kind, LogOwner writer, List<LogBatch> batches) {
    long size = EMPTY_RECORD_BYTES;
    for (LogBatch batch : batches) {
      size += size(batch);
    }
    ByteBuffer out = ByteBuffer.allocate(Math.toIntExact(size));
    out.putInt(MAGIC).put(VERSION).put(writer.writer().bytes().unsafeArray());
    out.put(kind.tag()).putLong(writer.term());
    for (LogBatch batch : batches) {
      putEntries(out, batch.conditions());
      putEntries(out, batch.writes());
      putVarint(out, batch.deletes().size());
      batch.deletes().forEach(key -> putBytes(out, key.unsafeArray()));
    }
    CRC32C checksum = new CRC32C();
    checksum.update(out.array(), 0, out.position());
    out.putInt((int) checksum.getValue());
    return Bytes.wrap(out.array());
  }

  private static void putEntries(ByteBuffer out, List<LogEntry> entries) {
    putVarint(out, entries.size());
    for (LogEntry entry : entries) {
      putBytes(out, entry.key().unsafeArray());
      if (entry.slot() instanceof Slot.Inline inline) {
        putBytes(out.put(INLINE), inline.value().unsafeArray());
      } else if (entry.slot() instanceof Slot.External external) {
        putBytes(out.put(EXTERNAL), external.object().getBytes(StandardCharsets.UTF_8));
        putVarint(out, external.length());
        out.putInt(external.checksum());
      }
    }
  }

  private static void putBytes(ByteBuffer out, byte[] bytes) {
    putVarint(out, bytes.length);
    out.put(bytes);
  }

  private static void putVarint(ByteBuffer out, int value) {
    int rest = value;
    while ((rest & ~0x7f) != 0) {
      out.put((byte) (rest | 0x80));
      rest >>>= 7;
    }
    out.put((byte) rest);
  }

  /** Bytes of the batch in a record. */
  static long size(LogBatch batch) {
    long size = size(batch.conditions()) + size(batch.writes());
    size += varintSize(batch.deletes().size());
    for (Bytes key : batch.deletes()) {
      size += bytesSize(key.length());
    }
    return size;
  }

  private static long size(List<LogEntry> entries) {
    long size = varintSize(entries.size());
    for (LogEntry entry : entries) {
      size += bytesSize(entry.key().length()) + 1;
      if (entry.slot() instanceof Slot.Inline inline) {
        size += bytesSize(inline.value().length());
      } else if (entry.slot() instanceof Slot.External external) {
        size += bytesSize(external.object().length()) + varintSize(external.length()) + 4;
      }
    }
    return size;
  }

  private static long bytesSize(int length) {
    return varintSize(length) + (long) length;
  }

  private static int varintSize(int value) {
    return Math.max(1, (38 - Integer.numberOfLeadingZeros(value)) / 7);
  }

  /**
   * The record in an object.
   *
   * @throws StorageException {@code CORRUPT} or {@code NEWER_FORMAT}
   */
  static LogRecord decode(String object, Bytes content) {
    byte[] array = content.unsafeArray();
    ByteBuffer in = ByteBuffer.wrap(array);
    if (array.length < EMPTY_RECORD_BYTES || in.getInt() != MAGIC) {
      throw corrupt(object, "it is no record of a log");
    }
    byte version = in.get();
    if (version > VERSION) {
      throw new StorageException(
          Reason.NEWER_FORMAT,
          "The store was written by a newer version. object=" + object + " format=" + version);
    }
    CRC32C checksum = new CRC32C();
    checksum.update(array, 0, array.length - CHECKSUM_BYTES);
    if (version != VERSION
        || in.getInt(array.length - CHECKSUM_BYTES) != (int) checksum.getValue()) {
      throw corrupt(object, "its checksum does not match");
    }
    in.limit(array.length - CHECKSUM_BYTES);
    try {
      return new Reader(in).record();
    } catch (IllegalArgumentException | java.nio.BufferUnderflowException e) {
      throw corrupt(object, "its parts do not fit. " + e);
    }
  }

  private static StorageException corrupt(String object, String why) {
    return new StorageException(
        Reason.CORRUPT, "An object of the log is damaged: " + why + ". object=" + object);
  }

  /** Reads a body whose checksum is right; whatever does not fit is an argument that is wrong. */
  private record Reader(ByteBuffer in) {
    LogRecord record() {
      WriterId writer = new WriterId(take(WRITER_BYTES));
      Kind kind = kind(in.get());
      LogOwner owner = new LogOwner(writer, in.getLong());
      List<LogBatch> batches = new ArrayList<>();
      while (in.hasRemaining()) {
        batches.add(new LogBatch(entries(), entries(), keys()));
      }
      return new LogRecord(kind, owner, batches);
    }

    private static Kind kind(byte tag) {
      for (Kind kind : Kind.values()) {
        if (kind.tag() == tag) {
          return kind;
        }
      }
      throw new IllegalArgumentException("No such kind. tag=" + tag);
    }

    private List<LogEntry> entries() {
      int count = count();
      List<LogEntry> entries = new ArrayList<>(count);
      for (int i = 0; i < count; i++) {
        entries.add(new LogEntry(bytes(), slot()));
      }
      return entries;
    }

    private Slot slot() {
      byte tag = in.get();
      return switch (tag) {
        case INLINE -> new Slot.Inline(bytes());
        case EXTERNAL -> new Slot.External(bytes().toUtf8(), varint(), in.getInt());
        default -> throw new IllegalArgumentException("No such value. tag=" + tag);
      };
    }

    private List<Bytes> keys() {
      int count = count();
      List<Bytes> keys = new ArrayList<>(count);
      for (int i = 0; i < count; i++) {
        keys.add(bytes());
      }
      return keys;
    }

    /** Each thing counted has at least one byte. */
    private int count() {
      int count = varint();
      if (count > in.remaining()) {
        throw new IllegalArgumentException("More than there is. count=" + count);
      }
      return count;
    }

    private Bytes bytes() {
      return take(varint());
    }

    private Bytes take(int length) {
      if (length > in.remaining()) {
        throw new IllegalArgumentException("Longer than what is left. length=" + length);
      }
      byte[] bytes = new byte[length];
      in.get(bytes);
      return Bytes.wrap(bytes);
    }

    private int varint() {
      int value = 0;
      for (int shift = 0; shift < 32; shift += 7) {
        byte next = in.get();
        value |= (next & 0x7f) << shift;
        if (next >= 0) {
          if (value < 0) {
            break;
          }
          return value;
        }
      }
      throw new IllegalArgumentException("A number is too large.");
    }
  }
}
