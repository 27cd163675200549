package dev.aft.storage.s3.run;

import dev.aft.storage.spi.Bytes;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * Walks over the entries of an index page, in place. The page has been verified by its checksum.
 * Not thread-safe.
 */
final class PageCursor implements Entries {
  static final int IN_RUN = 0;
  static final int EXTERNAL = 1;
  static final int DELETED = 2;
  static final int CHECKSUM_LENGTH = 4;

  private static final byte[] NONE = new byte[0];

  private final String run;
  private final byte[] page;
  private final int end;
  private int at;
  private byte[] key = NONE;
  private int keyLength;
  private int kind;
  private long nextValue;
  private long valueOffset;
  private int objectAt;
  private int objectLength;
  private int length;

  PageCursor(Page page) {
    this.run = page.run().name();
    this.page = page.bytes();
    this.end = page.bytes().length - CHECKSUM_LENGTH;
    this.nextValue = page.run().directory().firstValue(page.number());
  }

  @Override
  public boolean advance() {
    if (at >= end) {
      return false;
    }
    int shared = varint();
    takeKey(key, shared, varint());
    takeSlot();
    return true;
  }

  /**
   * Moves a new cursor to the first entry whose key is not smaller than {@code target}; false when
   * there is none. Keys on the way are compared only where they differ from the one before, and
   * most are skipped for what they share with it.
   */
  boolean seek(byte[] target) {
    int matched = 0;
    while (at < end) {
      int shared = varint();
      int rest = varint();
      if (shared <= matched) {
        matched = shared < matched ? -1 : matchedBelow(target, rest, matched);
        if (matched < 0) {
          takeKey(target, shared, rest);
          takeSlot();
          return true;
        }
      }
      at += rest;
      takeSlot();
    }
    return false;
  }

  /**
   * How many bytes the entry here has in common with {@code target} when it is smaller, else -1. It
   * has {@code matched} bytes in common with it and with the entry before.
   */
  private int matchedBelow(byte[] target, int rest, int matched) {
    int wanted = target.length - matched;
    int limit = Math.min(rest, wanted);
    int common = 0;
    while (common < limit && page[at + common] == target[matched + common]) {
      common++;
    }
    if (common == limit) {
      return rest < wanted ? matched + limit : -1;
    }
    return (page[at + common] & 0xff) < (target[matched + common] & 0xff) ? matched + common : -1;
  }

  private void takeKey(byte[] start, int shared, int rest) {
    if (key.length < shared + rest || start != key) {
      byte[] wider = key.length < shared + rest ? new byte[shared + rest + 32] : key;
      System.arraycopy(start, 0, wider, 0, shared);
      key = wider;
    }
    System.arraycopy(page, at, key, shared, rest);
    keyLength = shared + rest;
    at += rest;
  }

  /** Goes over a slot; what only {@link #slot} needs is read there. */
  private void takeSlot() {
    kind = page[at++];
    if (kind == IN_RUN) {
      length = varint();
      valueOffset = nextValue;
      nextValue += length;
      at += CHECKSUM_LENGTH;
    } else if (kind == EXTERNAL) {
      objectLength = varint();
      objectAt = at;
      at += objectLength;
      length = varint();
      at += CHECKSUM_LENGTH;
    }
  }

  /** Of the slot that ends here. */
  private int checksum() {
    return ByteBuffer.wrap(page).getInt(at - CHECKSUM_LENGTH);
  }

  private int varint() {
    int value = page[at++];
    if (value >= 0) {
      return value;
    }
    value &= 0x7f;
    int next;
    int shift = 7;
    do {
      next = page[at++];
      value |= (next & 0x7f) << shift;
      shift += 7;
    } while (next < 0);
    return value;
  }

  @Override
  public Bytes key() {
    return Bytes.copyOfRange(key, 0, keyLength);
  }

  @Override
  public int compareKey(Bytes other) {
    return Arrays.compareUnsigned(key, 0, keyLength, other.unsafeArray(), 0, other.length());
  }

  @Override
  public Slot slot() {
    return switch (kind) {
      case IN_RUN -> new Slot.InRun(run, valueOffset, length, checksum());
      case EXTERNAL ->
          new Slot.External(
              Bytes.copyOfRange(page, objectAt, objectAt + objectLength).toUtf8(),
              length,
              checksum());
      default -> Slot.Deleted.INSTANCE;
    };
  }
}
