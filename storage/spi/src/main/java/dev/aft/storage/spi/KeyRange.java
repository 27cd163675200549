package dev.aft.storage.spi;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The keys from {@code from} (inclusive) to {@code to} (exclusive); a null {@code to} means no
 * upper bound. A range whose {@code to} is not greater than its {@code from} is empty, not an
 * error.
 */
public record KeyRange(Bytes from, @Nullable Bytes to) {
  /** Every key. */
  public static final KeyRange ALL = new KeyRange(Bytes.EMPTY, null);

  /** Every key that starts with {@code prefix}. */
  public static KeyRange prefix(Bytes prefix) {
    return new KeyRange(prefix, endOfPrefix(prefix));
  }

  /**
   * The smallest key greater than every key that starts with {@code prefix}, or null when there is
   * none because the prefix is empty or consists of 0xff bytes only.
   */
  public static @Nullable Bytes endOfPrefix(Bytes prefix) {
    byte[] end = prefix.toArray();
    for (int length = end.length; length > 0; length--) {
      if (end[length - 1] != (byte) 0xff) {
        end[length - 1]++;
        return Bytes.wrap(Arrays.copyOf(end, length));
      }
    }
    return null;
  }

  public boolean isEmpty() {
    return to != null && from.compareTo(to) >= 0;
  }

  public boolean contains(Bytes key) {
    return key.compareTo(from) >= 0 && (to == null || key.compareTo(to) < 0);
  }
}
