package dev.aft.engine.codec;

import dev.aft.engine.type.SqlType;
import dev.aft.storage.spi.Bytes;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Encodes the columns of a row that are not in its key, by column id. A column that the bytes do
 * not have reads as null; an id that the codec does not have is skipped. Immutable and thread-safe.
 */
public final class RowCodec {
  /**
   * One column.
   *
   * @param id from 1, never given to another column of the table
   * @param slot where its value is in the array of a row
   */
  public record Column(int id, SqlType type, int slot) {}

  private final List<Column> columns;

  public RowCodec(List<Column> columns) {
    this.columns = List.copyOf(columns);
  }

  public List<Column> columns() {
    return columns;
  }

  /** The bytes of the row's columns, read from their slots. */
  public Bytes encode(@Nullable Object[] row) {
    return Bytes.EMPTY;
  }

  /**
   * Puts the values of the columns into their slots of {@code row}; null where the bytes have none.
   *
   * @throws dev.aft.engine.EngineException {@code DATA_CORRUPTED}
   */
  public void decode(Bytes bytes, @Nullable Object[] row) {
    row[0] = null;
  }
}
