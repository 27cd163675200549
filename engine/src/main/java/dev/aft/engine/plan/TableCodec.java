package dev.aft.engine.plan;

import dev.aft.engine.Bound;
import dev.aft.engine.EngineException;
import dev.aft.engine.ErrorCode;
import dev.aft.engine.catalog.CatalogKeys;
import dev.aft.engine.catalog.ColumnDefinition;
import dev.aft.engine.catalog.TableDefinition;
import dev.aft.engine.codec.KeyCodec;
import dev.aft.engine.codec.RowCodec;
import dev.aft.engine.type.SqlType;
import dev.aft.storage.spi.Bytes;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Rows of one table as entries, and back. Immutable and thread-safe. */
public final class TableCodec {
  private final TableDefinition table;
  private final Bytes prefix;
  private final KeyCodec keyCodec;
  private final RowCodec rowCodec;
  private final int[] keySlots;
  private final boolean readsKey;
  private final boolean readsValue;
  private final int maxKeyBytes;

  private TableCodec(TableDefinition table, BitSet needed, int maxKeyBytes) {
    this.table = table;
    this.prefix = CatalogKeys.rowPrefix(table.id());
    this.maxKeyBytes = maxKeyBytes;
    this.keySlots = table.primaryKey().stream().mapToInt(Integer::intValue).toArray();
    List<SqlType> keyTypes =
        table.primaryKey().stream().map(slot -> table.columns().get(slot).type()).toList();
    this.keyCodec = new KeyCodec(keyTypes);
    List<RowCodec.Column> columns = new ArrayList<>();
    for (int slot = 0; slot < table.columns().size(); slot++) {
      if (needed.get(slot) && !table.isKey(slot)) {
        ColumnDefinition column = table.columns().get(slot);
        columns.add(new RowCodec.Column(column.id(), column.type(), slot));
      }
    }
    this.rowCodec = new RowCodec(columns);
    this.readsValue = !columns.isEmpty();
    this.readsKey = table.primaryKey().stream().anyMatch(needed::get);
  }

  /** Reads and writes all columns. */
  public static TableCodec of(TableDefinition table, int maxKeyBytes) {
    BitSet all = new BitSet();
    all.set(0, table.columns().size());
    return new TableCodec(table, all, maxKeyBytes);
  }

  /** Reads the columns whose slots are set; the others stay null. It cannot write. */
  static TableCodec reading(TableDefinition table, BitSet needed, int maxKeyBytes) {
    return new TableCodec(table, needed, maxKeyBytes);
  }

  public TableDefinition table() {
    return table;
  }

  /** What every key of the table starts with. */
  Bytes prefix() {
    return prefix;
  }

  KeyCodec keyCodec() {
    return keyCodec;
  }

  /**
   * The key of a row whose key columns are not null.
   *
   * @throws EngineException {@code LIMIT_EXCEEDED} for a key that is too long
   */
  public Bytes key(@Nullable Object[] row) {
    Object[] values = new Object[keySlots.length];
    for (int i = 0; i < values.length; i++) {
      Object value = row[keySlots[i]];
      if (value == null) {
        throw new IllegalStateException("null in the key of " + table.name());
      }
      values[i] = value;
    }
    Bytes key = keyCodec.encode(prefix, values);
    if (key.length() > maxKeyBytes) {
      throw EngineException.beyond(
              ErrorCode.LIMIT_EXCEEDED,
              Bound.MAX_KEY_SIZE,
              maxKeyBytes,
              "primary key of table \""
                  + table.name().name()
                  + "\" takes "
                  + key.length()
                  + " bytes, which with the table is too long")
          .hint("Use a shorter key, or raise the setting.")
          .table(table.name().name())
          .build();
    }
    return key;
  }

  public Bytes value(@Nullable Object[] row) {
    return rowCodec.encode(row);
  }

  /** The row of an entry; columns that are not needed are null. */
  public @Nullable Object[] row(Bytes key, Bytes value) {
    @Nullable Object[] row = new @Nullable Object[table.columns().size()];
    if (readsKey) {
      keyCodec.decode(key, prefix.length(), row, keySlots);
    }
    if (readsValue) {
      rowCodec.decode(value, row);
    }
    return row;
  }
}
