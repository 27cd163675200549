package dev.aft.storage.s3.object;

import dev.aft.storage.spi.Bytes;
import java.util.random.RandomGenerator;

/**
 * Names a process's time with the store: chosen at random when it is opened.
 *
 * @param bytes 16 bytes
 */
public record WriterId(Bytes bytes) {
  private static final int LENGTH = 16;

  public WriterId {
    if (bytes.length() != LENGTH) {
      throw new IllegalArgumentException("A writer id has 16 bytes. length=" + bytes.length());
    }
  }

  public static WriterId next(RandomGenerator random) {
    byte[] bytes = new byte[LENGTH];
    random.nextBytes(bytes);
    return new WriterId(Bytes.wrap(bytes));
  }

  /** 32 hexadecimal digits, as in names of objects. */
  @Override
  public String toString() {
    return bytes.toString();
  }
}
