package dev.aft.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.jspecify.annotations.Nullable;

/** What every decoder of stored bytes owes: a value, or {@code DATA_CORRUPTED}. */
public final class DecoderChecks {
  private DecoderChecks() {}

  /** Reads stored bytes. */
  @FunctionalInterface
  public interface Decoder<T> {
    T decode();
  }

  /** The value, or null when the bytes were refused as damaged. */
  public static <T> @Nullable T valueOrCorrupted(Decoder<T> decoder) {
    try {
      return decoder.decode();
    } catch (EngineException e) {
      assertEquals(ErrorCode.DATA_CORRUPTED, e.code(), e.getMessage());
      return null;
    }
  }
}
