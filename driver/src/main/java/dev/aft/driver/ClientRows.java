package dev.aft.driver;

import dev.aft.protocol.BackendMessage.Field;
import dev.aft.protocol.BinaryValues;
import dev.aft.protocol.Format;
import dev.aft.protocol.TypeId;
import dev.aft.protocol.TypeModifiers;
import dev.aft.protocol.Values;
import dev.aft.protocol.ValuesBuilder;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Makes result sets on this side: metadata, and results that are empty. */
final class ClientRows {
  private final List<Field> fields = new ArrayList<>();
  private final List<Values> rows = new ArrayList<>();
  private final ValuesBuilder builder = new ValuesBuilder();

  private ClientRows() {}

  /**
   * Columns by name: text, unless the name is followed by {@code :int}, {@code :short} or the like.
   */
  static ClientRows of(String... columns) {
    ClientRows result = new ClientRows();
    for (String column : columns) {
      int colon = column.indexOf(':');
      int typeId = colon < 0 ? TypeId.VARCHAR : typeId(column.substring(colon + 1));
      String name = colon < 0 ? column : column.substring(0, colon);
      result.fields.add(
          new Field(
              name,
              0,
              0,
              typeId,
              TypeModifiers.typeSize(typeId),
              TypeModifiers.NONE,
              Format.BINARY));
    }
    return result;
  }

  private static int typeId(String type) {
    return switch (type) {
      case "int" -> TypeId.INT4;
      case "short" -> TypeId.INT2;
      case "long" -> TypeId.INT8;
      case "boolean" -> TypeId.BOOL;
      default -> throw new IllegalArgumentException(type);
    };
  }

  /** A row: strings, integers (also for columns of type short) and booleans. */
  ClientRows add(@Nullable Object... values) {
    for (int i = 0; i < values.length; i++) {
      Object value = values[i];
      int typeId = fields.get(i).typeId();
      if (value == null) {
        builder.appendNull();
      } else if (typeId == TypeId.INT2) {
        builder.appendInt2((short) (int) (Integer) value);
      } else {
        BinaryValues.append(builder, typeId, value);
      }
    }
    rows.add(builder.build());
    return this;
  }

  JdbcResultSet build() {
    return new JdbcResultSet(
        new Columns(List.copyOf(fields)),
        List.copyOf(rows),
        null,
        null,
        true,
        () -> ZoneOffset.UTC);
  }
}
