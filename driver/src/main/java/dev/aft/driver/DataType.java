package dev.aft.driver;

import dev.aft.protocol.BackendMessage.Field;
import dev.aft.protocol.TypeId;
import dev.aft.protocol.TypeModifiers;
import java.math.BigDecimal;
import java.sql.Timestamp;
import java.sql.Types;
import java.time.OffsetDateTime;
import java.util.UUID;

/** How JDBC sees the types of the dialect. */
enum DataType {
  BOOLEAN(TypeId.BOOL, Types.BOOLEAN, "BOOLEAN", Boolean.class, 1, 5),
  SMALLINT(TypeId.INT2, Types.SMALLINT, "SMALLINT", Integer.class, 5, 6),
  INTEGER(TypeId.INT4, Types.INTEGER, "INTEGER", Integer.class, 10, 11),
  BIGINT(TypeId.INT8, Types.BIGINT, "BIGINT", Long.class, 19, 20),
  REAL(TypeId.FLOAT4, Types.REAL, "REAL", Float.class, 8, 15),
  DOUBLE(TypeId.FLOAT8, Types.DOUBLE, "DOUBLE PRECISION", Double.class, 17, 25),
  DECIMAL(TypeId.NUMERIC, Types.DECIMAL, "DECIMAL", BigDecimal.class, 1000, 1002),
  CHAR(TypeId.BPCHAR, Types.CHAR, "CHAR", String.class, Integer.MAX_VALUE, Integer.MAX_VALUE),
  VARCHAR(
      TypeId.VARCHAR, Types.VARCHAR, "VARCHAR", String.class, Integer.MAX_VALUE, Integer.MAX_VALUE),
  TEXT(TypeId.TEXT, Types.VARCHAR, "TEXT", String.class, Integer.MAX_VALUE, Integer.MAX_VALUE),
  VARBINARY(
      TypeId.BYTEA,
      Types.VARBINARY,
      "VARBINARY",
      byte[].class,
      Integer.MAX_VALUE,
      Integer.MAX_VALUE),
  DATE(TypeId.DATE, Types.DATE, "DATE", java.sql.Date.class, 10, 13),
  TIME(TypeId.TIME, Types.TIME, "TIME", java.sql.Time.class, 15, 15),
  TIMESTAMP(TypeId.TIMESTAMP, Types.TIMESTAMP, "TIMESTAMP", Timestamp.class, 26, 29),
  TIMESTAMP_WITH_TIME_ZONE(
      TypeId.TIMESTAMPTZ,
      Types.TIMESTAMP_WITH_TIMEZONE,
      "TIMESTAMP WITH TIME ZONE",
      OffsetDateTime.class,
      32,
      35),
  UUID_TYPE(TypeId.UUID, Types.OTHER, "UUID", UUID.class, 36, 36),
  /** Anything else: read as text. */
  UNKNOWN(
      TypeId.UNKNOWN, Types.OTHER, "UNKNOWN", String.class, Integer.MAX_VALUE, Integer.MAX_VALUE);

  private final int typeId;
  private final int jdbcType;
  private final String typeName;
  private final Class<?> valueClass;
  private final int precision;
  private final int displaySize;

  DataType(
      int typeId,
      int jdbcType,
      String typeName,
      Class<?> valueClass,
      int precision,
      int displaySize) {
    this.typeId = typeId;
    this.jdbcType = jdbcType;
    this.typeName = typeName;
    this.valueClass = valueClass;
    this.precision = precision;
    this.displaySize = displaySize;
  }

  static DataType of(int typeId) {
    return switch (typeId) {
      case TypeId.BOOL -> BOOLEAN;
      case TypeId.INT2 -> SMALLINT;
      case TypeId.INT4 -> INTEGER;
      case TypeId.INT8 -> BIGINT;
      case TypeId.FLOAT4 -> REAL;
      case TypeId.FLOAT8 -> DOUBLE;
      case TypeId.NUMERIC -> DECIMAL;
      case TypeId.BPCHAR -> CHAR;
      case TypeId.VARCHAR -> VARCHAR;
      case TypeId.TEXT -> TEXT;
      case TypeId.BYTEA -> VARBINARY;
      case TypeId.DATE -> DATE;
      case TypeId.TIME -> TIME;
      case TypeId.TIMESTAMP -> TIMESTAMP;
      case TypeId.TIMESTAMPTZ -> TIMESTAMP_WITH_TIME_ZONE;
      case TypeId.UUID -> UUID_TYPE;
      default -> UNKNOWN;
    };
  }

  /** By the name in information_schema. */
  static DataType ofSqlName(String name) {
    return switch (name) {
      case "boolean" -> BOOLEAN;
      case "smallint" -> SMALLINT;
      case "integer" -> INTEGER;
      case "bigint" -> BIGINT;
      case "real" -> REAL;
      case "double precision" -> DOUBLE;
      case "decimal", "numeric" -> DECIMAL;
      case "character" -> CHAR;
      case "character varying" -> VARCHAR;
      case "text" -> TEXT;
      case "bytea" -> VARBINARY;
      case "date" -> DATE;
      case "time without time zone" -> TIME;
      case "timestamp without time zone" -> TIMESTAMP;
      case "timestamp with time zone" -> TIMESTAMP_WITH_TIME_ZONE;
      case "uuid" -> UUID_TYPE;
      default -> UNKNOWN;
    };
  }

  int typeId() {
    return typeId;
  }

  int jdbcType() {
    return jdbcType;
  }

  String typeName() {
    return typeName;
  }

  Class<?> valueClass() {
    return valueClass;
  }

  int maxPrecision() {
    return precision;
  }

  boolean isText() {
    return this == CHAR || this == VARCHAR || this == TEXT || this == UNKNOWN;
  }

  boolean isNumber() {
    return isSigned();
  }

  boolean isSigned() {
    return switch (this) {
      case SMALLINT, INTEGER, BIGINT, REAL, DOUBLE, DECIMAL -> true;
      case BOOLEAN, CHAR, VARCHAR, TEXT, VARBINARY, DATE, TIME, TIMESTAMP -> false;
      case TIMESTAMP_WITH_TIME_ZONE, UUID_TYPE, UNKNOWN -> false;
    };
  }

  /** Digits of a number, characters of a text; 0 where there is no bound. */
  int precision(Field field) {
    if (field.typeModifier() != TypeModifiers.NONE) {
      if (this == DECIMAL) {
        return TypeModifiers.precision(field.typeModifier());
      }
      if (this == CHAR || this == VARCHAR) {
        return TypeModifiers.length(field.typeModifier());
      }
    }
    return this == DECIMAL || precision == Integer.MAX_VALUE ? 0 : precision;
  }

  int scale(Field field) {
    return switch (this) {
      case DECIMAL ->
          field.typeModifier() == TypeModifiers.NONE
              ? 0
              : TypeModifiers.scale(field.typeModifier());
      case REAL -> 8;
      case DOUBLE -> 17;
      case TIME, TIMESTAMP, TIMESTAMP_WITH_TIME_ZONE -> 6;
      case BOOLEAN, SMALLINT, INTEGER, BIGINT, CHAR, VARCHAR, TEXT -> 0;
      case VARBINARY, DATE, UUID_TYPE, UNKNOWN -> 0;
    };
  }

  int displaySize(Field field) {
    int bounded = precision(field);
    return bounded > 0 && (this == CHAR || this == VARCHAR || this == DECIMAL)
        ? bounded + (this == DECIMAL ? 2 : 0)
        : displaySize;
  }
}
