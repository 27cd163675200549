package dev.aft.storage.s3.run;

import java.nio.ByteBuffer;

/** An index page in memory: the bytes as they are in the run, checksum included and verified. */
final class Page {
  /** What a page costs beyond its bytes: this object, its array's header, its places in lists. */
  private static final int OVERHEAD = 64;

  private final Run run;
  private final int number;
  private final byte[] bytes;

  /** Whether it was looked at lately; a lost update only makes it leave memory earlier. */
  private boolean used = true;

  Page(Run run, int number, byte[] bytes) {
    this.run = run;
    this.number = number;
    this.bytes = bytes;
  }

  /** Whether {@code bytes} end in the checksum of what is before. */
  static boolean isIntact(byte[] bytes) {
    int end = bytes.length - PageCursor.CHECKSUM_LENGTH;
    return end > 0 && ByteBuffer.wrap(bytes).getInt(end) == Checksum.of(bytes, 0, end);
  }

  Run run() {
    return run;
  }

  int number() {
    return number;
  }

  /** Not to be written to. */
  byte[] bytes() {
    return bytes;
  }

  int memoryBytes() {
    return bytes.length + OVERHEAD;
  }

  void markUsed() {
    if (!used) {
      used = true;
    }
  }

  /** Whether it was used since the last call. */
  boolean takeUsed() {
    boolean was = used;
    used = false;
    return was;
  }
}
