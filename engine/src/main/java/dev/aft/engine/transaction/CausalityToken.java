package dev.aft.engine.transaction;

import dev.aft.engine.EngineException;
import dev.aft.engine.ErrorCode;
import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.CRC32C;

/**
 * What a transaction saw and wrote, for a later one to see at least as much: for each node that
 * committed something of it, the greatest commit timestamp. Nodes are named by the tag that is part
 * of the ids they make ({@link TransactionId}).
 *
 * <p>The text form is opaque to clients; it carries a format version and a checksum.
 *
 * @param seen commit timestamp by node tag; empty for a transaction that saw nothing
 */
public record CausalityToken(Map<Integer, Long> seen) {
  public static final CausalityToken EMPTY = new CausalityToken(Map.of());

  private static final byte VERSION = 1;
  private static final int ENTRY_BYTES = Integer.BYTES + Long.BYTES;
  private static final int FRAME_BYTES = 1 + Integer.BYTES;

  /** More nodes than have committed anything within a lifetime. */
  private static final int MAX_ENTRIES = 10_000;

  private static final int MAX_CHARACTERS = (MAX_ENTRIES * ENTRY_BYTES + FRAME_BYTES) / 3 * 4 + 4;

  public CausalityToken {
    seen = Map.copyOf(seen);
  }

  /** A token for whoever must see one commit. */
  static CausalityToken of(Stamp stamp) {
    return new CausalityToken(Map.of(stamp.id().tag(), stamp.timestamp()));
  }

  /** A token for whoever must see at least what both say. */
  public CausalityToken merge(CausalityToken other) {
    if (covers(other)) {
      return this;
    } else if (other.covers(this)) {
      return other;
    }
    Map<Integer, Long> merged = new HashMap<>(seen);
    other.seen.forEach((node, timestamp) -> merged.merge(node, timestamp, Math::max));
    return new CausalityToken(merged);
  }

  private boolean covers(CausalityToken other) {
    for (Map.Entry<Integer, Long> one : other.seen.entrySet()) {
      Long timestamp = seen.get(one.getKey());
      if (timestamp == null || timestamp < one.getValue()) {
        return false;
      }
    }
    return true;
  }

  /** The text form, of letters, digits, {@code -} and {@code _}. */
  public String toText() {
    ByteBuffer bytes = ByteBuffer.allocate(FRAME_BYTES + seen.size() * ENTRY_BYTES);
    bytes.put(VERSION);
    new TreeMap<>(seen).forEach((node, timestamp) -> bytes.putInt(node).putLong(timestamp));
    bytes.putInt(checksum(bytes.array(), bytes.position()));
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes.array());
  }

  /**
   * Reads the text form.
   *
   * @throws EngineException {@code INVALID_PARAMETER_VALUE} for anything but a text that {@link
   *     #toText} gave
   */
  public static CausalityToken parse(String text) {
    byte[] bytes = decode(text);
    int entries = (bytes.length - FRAME_BYTES) / ENTRY_BYTES;
    if (bytes.length != FRAME_BYTES + entries * ENTRY_BYTES || entries > MAX_ENTRIES) {
      throw invalid();
    }
    ByteBuffer buffer = ByteBuffer.wrap(bytes);
    int checked = bytes.length - Integer.BYTES;
    if (buffer.get() != VERSION || buffer.getInt(checked) != checksum(bytes, checked)) {
      throw invalid();
    }
    Map<Integer, Long> seen = new HashMap<>();
    for (int i = 0; i < entries; i++) {
      seen.put(buffer.getInt(), buffer.getLong());
    }
    return new CausalityToken(seen);
  }

  private static byte[] decode(String text) {
    try {
      if (text.length() <= MAX_CHARACTERS) {
        byte[] bytes = Base64.getUrlDecoder().decode(text);
        if (bytes.length >= FRAME_BYTES) {
          return bytes;
        }
      }
    } catch (IllegalArgumentException e) {
      // Told below, together with what is too long or too short.
    }
    throw invalid();
  }

  private static int checksum(byte[] bytes, int length) {
    CRC32C checksum = new CRC32C();
    checksum.update(bytes, 0, length);
    return (int) checksum.getValue();
  }

  private static EngineException invalid() {
    return EngineException.builder(
            ErrorCode.INVALID_PARAMETER_VALUE, "this is not a causality token, or it is damaged")
        .hint("Use the answer of SHOW CAUSALITY TOKEN as it is.")
        .build();
  }
}
