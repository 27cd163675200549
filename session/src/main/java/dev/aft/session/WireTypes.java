package dev.aft.session;

import dev.aft.engine.sql.ResultColumn;
import dev.aft.engine.sql.TableName;
import dev.aft.engine.type.SqlType;
import dev.aft.protocol.BackendMessage;
import dev.aft.protocol.Format;
import dev.aft.protocol.TypeId;
import dev.aft.protocol.TypeModifiers;
import java.util.ArrayList;
import java.util.List;

/** Between the engine's types and those of the wire. */
final class WireTypes {
  private WireTypes() {}

  static int typeId(SqlType type) {
    return switch (type.kind()) {
      case BOOLEAN -> TypeId.BOOL;
      case SMALLINT -> TypeId.INT2;
      case INTEGER -> TypeId.INT4;
      case BIGINT -> TypeId.INT8;
      case REAL -> TypeId.FLOAT4;
      case DOUBLE_PRECISION -> TypeId.FLOAT8;
      case DECIMAL -> TypeId.NUMERIC;
      case CHAR -> TypeId.BPCHAR;
      case VARCHAR -> TypeId.VARCHAR;
      case TEXT, UNKNOWN -> TypeId.TEXT;
      case VARBINARY -> TypeId.BYTEA;
      case DATE -> TypeId.DATE;
      case TIME -> TypeId.TIME;
      case TIMESTAMP -> TypeId.TIMESTAMP;
      case TIMESTAMP_WITH_TIME_ZONE -> TypeId.TIMESTAMPTZ;
      case UUID -> TypeId.UUID;
    };
  }

  /** The type a client declared for a parameter; unknown for one the dialect does not have. */
  static SqlType sqlType(int typeId) {
    return switch (typeId) {
      case TypeId.BOOL -> SqlType.BOOLEAN;
      case TypeId.INT2 -> SqlType.SMALLINT;
      case TypeId.INT4 -> SqlType.INTEGER;
      case TypeId.INT8 -> SqlType.BIGINT;
      case TypeId.FLOAT4 -> SqlType.REAL;
      case TypeId.FLOAT8 -> SqlType.DOUBLE_PRECISION;
      case TypeId.NUMERIC -> SqlType.DECIMAL;
      case TypeId.BPCHAR -> SqlType.of(SqlType.Kind.CHAR);
      case TypeId.VARCHAR -> SqlType.VARCHAR;
      case TypeId.TEXT -> SqlType.TEXT;
      case TypeId.BYTEA -> SqlType.VARBINARY;
      case TypeId.DATE -> SqlType.DATE;
      case TypeId.TIME -> SqlType.TIME;
      case TypeId.TIMESTAMP -> SqlType.TIMESTAMP;
      case TypeId.TIMESTAMPTZ -> SqlType.TIMESTAMP_WITH_TIME_ZONE;
      case TypeId.UUID -> SqlType.UUID;
      default -> SqlType.UNKNOWN;
    };
  }

  static List<SqlType> sqlTypes(List<Integer> typeIds) {
    return typeIds.isEmpty() ? List.of() : typeIds.stream().map(WireTypes::sqlType).toList();
  }

  static BackendMessage.ParameterDescription describeParameters(List<SqlType> types) {
    return new BackendMessage.ParameterDescription(types.stream().map(WireTypes::typeId).toList());
  }

  /** The description of a result, or NoData for one without columns. */
  static BackendMessage describe(
      List<ResultColumn> columns, List<Format> formats, boolean withOrigin) {
    if (columns.isEmpty()) {
      return new BackendMessage.NoData();
    }
    List<BackendMessage.Field> fields = new ArrayList<>(columns.size());
    for (int i = 0; i < columns.size(); i++) {
      fields.add(field(columns.get(i), formatAt(formats, i), withOrigin));
    }
    return new BackendMessage.RowDescription(fields);
  }

  /** The format of entry {@code index}: none said is text, one said holds for all. */
  static Format formatAt(List<Format> formats, int index) {
    return switch (formats.size()) {
      case 0 -> Format.TEXT;
      case 1 -> formats.get(0);
      default -> formats.get(index);
    };
  }

  /**
   * Table and column number stay 0 unless asked for: with them, clients of PostgreSQL go and ask
   * pg_catalog, which is not there.
   */
  private static BackendMessage.Field field(
      ResultColumn column, Format format, boolean withOrigin) {
    int typeId = typeId(column.type());
    TableName table = withOrigin ? column.table() : null;
    return new BackendMessage.Field(
        column.label(),
        table == null ? 0 : tableNumber(table),
        table == null ? 0 : column.columnNumber(),
        typeId,
        TypeModifiers.typeSize(typeId),
        typeModifier(column.type()),
        format);
  }

  /** Tables have no numbers; this hash of the name is as good for who knows all names. */
  private static int tableNumber(TableName table) {
    return (table.schema() + "." + table.name()).hashCode();
  }

  private static int typeModifier(SqlType type) {
    if (type.length() == 0) {
      return TypeModifiers.NONE;
    }
    return switch (type.kind()) {
      case CHAR, VARCHAR -> TypeModifiers.ofLength(type.length());
      case DECIMAL -> TypeModifiers.ofNumeric(type.length(), type.scale());
      default -> TypeModifiers.NONE;
    };
  }
}
