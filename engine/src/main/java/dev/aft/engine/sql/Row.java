package dev.aft.engine.sql;

import org.jspecify.annotations.Nullable;

/**
 * The values of one row, each of its type's {@link dev.aft.engine.type.SqlType.Kind#valueClass} or
 * null. The array given belongs to the row; nobody writes to it afterwards.
 */
public final class Row {
  private final @Nullable Object[] values;

  public Row(@Nullable Object... values) {
    this.values = values;
  }

  public @Nullable Object get(int index) {
    return values[index];
  }

  public int size() {
    return values.length;
  }

  /** The values themselves, without a copy; the caller only reads them. */
  public @Nullable Object[] values() {
    return values;
  }
}
