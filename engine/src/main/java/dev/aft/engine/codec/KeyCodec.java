package dev.aft.engine.codec;

import dev.aft.engine.type.SqlType;
import dev.aft.storage.spi.Bytes;
import java.util.List;

/**
 * Encodes the values of key columns so that the unsigned byte order of the keys is the order of the
 * values, column by column. No value may be null. Immutable and thread-safe.
 */
public final class KeyCodec {
  private final List<SqlType> types;

  public KeyCodec(List<SqlType> types) {
    this.types = List.copyOf(types);
  }

  public List<SqlType> types() {
    return types;
  }

  /** The key of these values: one for each column. */
  public Bytes encode(Bytes prefix, Object... values) {
    return prefix;
  }

  /**
   * The key of the first {@code count} columns: a prefix of every key with the same first values,
   * and of no other.
   *
   * @param prefix goes before the first column: the table
   */
  public Bytes encodePrefix(Bytes prefix, Object[] values, int count) {
    return prefix;
  }

  /**
   * The values of a key, each of the class of its type. A DECIMAL without a declared scale comes
   * back without trailing zeros.
   *
   * @param offset where the first column starts: the length of the prefix
   * @throws dev.aft.engine.EngineException {@code DATA_CORRUPTED}
   */
  public Object[] decode(Bytes key, int offset) {
    return new Object[0];
  }
}
