package dev.aft.engine.transaction;

import dev.aft.engine.EngineException;
import dev.aft.engine.ErrorCode;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The id of a transaction: a UUID of version 7 (RFC 9562), known from BEGIN and never changed; ids
 * sort by begin time. 48 bits of milliseconds, a counter of 12 bits, 30 random bits, and the tag of
 * the node instance that made it.
 */
public record TransactionId(UUID uuid) implements Comparable<TransactionId> {
  private static final int TEXT_LENGTH = 36;

  /**
   * The id that {@link #toString} wrote, in upper or lower case.
   *
   * @throws EngineException {@code INVALID_PARAMETER_VALUE} for a text that is no UUID, and for a
   *     UUID that no node makes
   */
  public static TransactionId parse(String text) {
    try {
      UUID uuid = UUID.fromString(text);
      if (text.length() == TEXT_LENGTH
          && uuid.toString().equals(text.toLowerCase(Locale.ROOT))
          && new TransactionId(uuid).isWellFormed()) {
        return new TransactionId(uuid);
      }
    } catch (IllegalArgumentException e) {
      throw notAnId(text);
    }
    throw notAnId(text);
  }

  private static EngineException notAnId(String text) {
    String shown = text.length() > 2 * TEXT_LENGTH ? text.substring(0, 2 * TEXT_LENGTH) : text;
    return EngineException.builder(
            ErrorCode.INVALID_PARAMETER_VALUE, "Not a transaction id: value=" + shown)
        .hint("A transaction id is a UUID of version 7, as SHOW TRANSACTION ID gives it.")
        .build();
  }

  /** Whether a node can have made it: version 7, the variant of RFC 9562. */
  boolean isWellFormed() {
    return uuid.version() == 7 && uuid.variant() == 2;
  }

  /** When the transaction began, in milliseconds since 1970 by the clock of its node. */
  public long millis() {
    return uuid.getMostSignificantBits() >>> 16;
  }

  /** Names the node instance that made the id. */
  public int tag() {
    return (int) uuid.getLeastSignificantBits();
  }

  @Override
  public int compareTo(TransactionId other) {
    int high =
        Long.compareUnsigned(uuid.getMostSignificantBits(), other.uuid.getMostSignificantBits());
    return high != 0
        ? high
        : Long.compareUnsigned(
            uuid.getLeastSignificantBits(), other.uuid.getLeastSignificantBits());
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof TransactionId id && uuid.equals(id.uuid);
  }

  @Override
  public int hashCode() {
    return uuid.hashCode();
  }

  @Override
  public String toString() {
    return uuid.toString();
  }
}
