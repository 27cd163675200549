package dev.aft.session;

import dev.aft.engine.sql.ResultColumn;
import dev.aft.engine.sql.Row;
import dev.aft.engine.type.Conversions;
import dev.aft.engine.type.SqlType;
import dev.aft.protocol.BinaryValues;
import dev.aft.protocol.Format;
import dev.aft.protocol.ValuesBuilder;
import dev.aft.storage.spi.Bytes;
import java.time.ZoneId;
import java.util.List;

/** Turns rows of one result into values of the wire. Not thread-safe. */
final class RowEncoder {
  private final ValuesBuilder builder;
  private final SqlType[] types;
  private final int[] typeIds;
  private final boolean[] binary;

  RowEncoder(ValuesBuilder builder, List<ResultColumn> columns, List<Format> formats) {
    this.builder = builder;
    this.types = new SqlType[columns.size()];
    this.typeIds = new int[types.length];
    this.binary = new boolean[columns.size()];
    for (int i = 0; i < types.length; i++) {
      types[i] = columns.get(i).type();
      typeIds[i] = WireTypes.typeId(types[i]);
      binary[i] = WireTypes.formatAt(formats, i) == Format.BINARY;
    }
  }

  /** The row, to be sent before the next is encoded. */
  ValuesBuilder encode(Row row, ZoneId zone) {
    builder.reset();
    for (int i = 0; i < types.length; i++) {
      Object value = row.get(i);
      if (value == null) {
        builder.appendNull();
      } else if (binary[i]) {
        appendBinary(typeIds[i], value);
      } else {
        appendText(types[i], value, zone);
      }
    }
    return builder;
  }

  private void appendBinary(int typeId, Object value) {
    if (value instanceof Bytes bytes) {
      builder.appendBytes(bytes.unsafeArray());
    } else {
      BinaryValues.append(builder, typeId, value);
    }
  }

  private void appendText(SqlType type, Object value, ZoneId zone) {
    if (value instanceof String text && type.kind() != SqlType.Kind.CHAR) {
      builder.appendText(text);
    } else {
      builder.appendText(Conversions.format(value, type, zone));
    }
  }
}
