package dev.aft.engine.type;

import dev.aft.storage.spi.Bytes;
import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/** What values take in memory, roughly; for bounds. */
public final class ValueSize {
  private static final int OVERHEAD = 16;

  private ValueSize() {}

  public static long of(@Nullable Object value) {
    if (value instanceof String text) {
      return OVERHEAD + (long) text.length();
    }
    if (value instanceof Bytes bytes) {
      return OVERHEAD + (long) bytes.length();
    }
    if (value instanceof BigDecimal number) {
      return OVERHEAD + number.precision() / 2L;
    }
    return OVERHEAD;
  }
}
