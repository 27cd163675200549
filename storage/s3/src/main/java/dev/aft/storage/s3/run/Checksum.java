package dev.aft.storage.s3.run;

import dev.aft.storage.spi.Bytes;
import java.util.zip.CRC32C;

/** CRC-32C, the checksum of everything that is stored. */
final class Checksum {
  private Checksum() {}

  static int of(Bytes content) {
    return of(content.unsafeArray(), 0, content.length());
  }

  /** The checksum of {@code array[from..from + length)}. */
  static int of(byte[] array, int from, int length) {
    CRC32C checksum = new CRC32C();
    checksum.update(array, from, length);
    return (int) checksum.getValue();
  }
}
