package dev.aft.engine.sql;

import org.jspecify.annotations.Nullable;

/**
 * The values of one row, each of its type's {@link dev.aft.engine.type.SqlType.Kind#valueClass} or
 * null. The array belongs to whoever received the row; nobody else writes to it.
 */
public record Row(@Nullable Object[] values) {
  public @Nullable Object get(int index) {
    return values[index];
  }

  public int size() {
    return values.length;
  }
}
