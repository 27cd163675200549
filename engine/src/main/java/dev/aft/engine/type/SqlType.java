package dev.aft.engine.type;

import dev.aft.engine.EngineException;
import dev.aft.engine.ErrorCode;
import dev.aft.grammar.TypeName;

/**
 * A type with its length, precision or scale.
 *
 * @param length of CHAR and VARCHAR in characters (code points), precision of DECIMAL in digits; 0
 *     when unbounded or when the type has none
 * @param scale of DECIMAL; 0 otherwise
 */
public record SqlType(Kind kind, int length, int scale) {
  /** The types, each with the Java class of its values inside the engine. */
  public enum Kind {
    BOOLEAN("boolean", Boolean.class),
    SMALLINT("smallint", Short.class),
    INTEGER("integer", Integer.class),
    BIGINT("bigint", Long.class),
    REAL("real", Float.class),
    DOUBLE_PRECISION("double precision", Double.class),
    DECIMAL("decimal", java.math.BigDecimal.class),
    CHAR("character", String.class),
    VARCHAR("character varying", String.class),
    TEXT("text", String.class),
    VARBINARY("bytea", dev.aft.storage.spi.Bytes.class),
    DATE("date", java.time.LocalDate.class),
    TIME("time without time zone", java.time.LocalTime.class),
    TIMESTAMP("timestamp without time zone", java.time.LocalDateTime.class),
    TIMESTAMP_WITH_TIME_ZONE("timestamp with time zone", java.time.Instant.class),
    UUID("uuid", java.util.UUID.class),
    /** A null or a parameter about which nothing is known. */
    UNKNOWN("unknown", Object.class);

    private final String sqlName;
    private final Class<?> valueClass;

    Kind(String sqlName, Class<?> valueClass) {
      this.sqlName = sqlName;
      this.valueClass = valueClass;
    }

    /** The name in information_schema and in messages. */
    public String sqlName() {
      return sqlName;
    }

    public Class<?> valueClass() {
      return valueClass;
    }
  }

  public static final SqlType BOOLEAN = of(Kind.BOOLEAN);
  public static final SqlType SMALLINT = of(Kind.SMALLINT);
  public static final SqlType INTEGER = of(Kind.INTEGER);
  public static final SqlType BIGINT = of(Kind.BIGINT);
  public static final SqlType REAL = of(Kind.REAL);
  public static final SqlType DOUBLE_PRECISION = of(Kind.DOUBLE_PRECISION);
  public static final SqlType DECIMAL = of(Kind.DECIMAL);
  public static final SqlType VARCHAR = of(Kind.VARCHAR);
  public static final SqlType TEXT = of(Kind.TEXT);
  public static final SqlType VARBINARY = of(Kind.VARBINARY);
  public static final SqlType DATE = of(Kind.DATE);
  public static final SqlType TIME = of(Kind.TIME);
  public static final SqlType TIMESTAMP = of(Kind.TIMESTAMP);
  public static final SqlType TIMESTAMP_WITH_TIME_ZONE = of(Kind.TIMESTAMP_WITH_TIME_ZONE);
  public static final SqlType UUID = of(Kind.UUID);
  public static final SqlType UNKNOWN = of(Kind.UNKNOWN);

  public static SqlType of(Kind kind) {
    return new SqlType(kind, 0, 0);
  }

  /** The largest precision of DECIMAL. */
  public static final int MAX_PRECISION = 1000;

  /** The largest length of CHAR and VARCHAR, in characters. */
  public static final int MAX_LENGTH = 10_485_760;

  public static SqlType decimal(int precision, int scale) {
    return new SqlType(Kind.DECIMAL, precision, scale);
  }

  public static SqlType varchar(int length) {
    return new SqlType(Kind.VARCHAR, length, 0);
  }

  public static SqlType character(int length) {
    return new SqlType(Kind.CHAR, length, 0);
  }

  /**
   * The type that {@code name} means. CHAR without a length is CHAR(1); DECIMAL without a precision
   * keeps every digit.
   *
   * @throws EngineException {@code INVALID_PARAMETER_VALUE} for a length, precision or scale out of
   *     range
   */
  public static SqlType from(TypeName name) {
    Kind kind = Kind.valueOf(name.kind().name());
    Integer length = name.length();
    return switch (kind) {
      case DECIMAL -> length == null ? DECIMAL : decimalFrom(name, length);
      case CHAR -> character(checkedLength(name, length == null ? 1 : length));
      case VARCHAR -> length == null ? VARCHAR : varchar(checkedLength(name, length));
      default -> of(kind);
    };
  }

  private static SqlType decimalFrom(TypeName name, int precision) {
    Integer given = name.scale();
    int scale = given == null ? 0 : given;
    if (precision < 1 || precision > MAX_PRECISION) {
      throw invalid(name, "DECIMAL precision " + precision + " must be between 1 and 1000");
    }
    if (scale < 0 || scale > precision) {
      throw invalid(
          name, "DECIMAL scale " + scale + " must be between 0 and precision " + precision);
    }
    return decimal(precision, scale);
  }

  private static int checkedLength(TypeName name, int length) {
    if (length < 1 || length > MAX_LENGTH) {
      throw invalid(
          name,
          "length for type "
              + name.kind()
              + " must be between 1 and "
              + MAX_LENGTH
              + ", not "
              + length);
    }
    return length;
  }

  private static EngineException invalid(TypeName name, String message) {
    return EngineException.builder(ErrorCode.INVALID_PARAMETER_VALUE, message)
        .at(name.offset())
        .build();
  }

  /** SMALLINT, INTEGER or BIGINT. */
  public boolean isInteger() {
    return kind == Kind.SMALLINT || kind == Kind.INTEGER || kind == Kind.BIGINT;
  }

  /** REAL or DOUBLE PRECISION. */
  public boolean isApproximate() {
    return kind == Kind.REAL || kind == Kind.DOUBLE_PRECISION;
  }

  public boolean isNumeric() {
    return isInteger() || isApproximate() || kind == Kind.DECIMAL;
  }

  /** CHAR, VARCHAR or TEXT. */
  public boolean isText() {
    return kind == Kind.CHAR || kind == Kind.VARCHAR || kind == Kind.TEXT;
  }

  /** DATE, TIMESTAMP or TIMESTAMP WITH TIME ZONE: they compare with each other. */
  public boolean isDateOrTimestamp() {
    return kind == Kind.DATE || kind == Kind.TIMESTAMP || kind == Kind.TIMESTAMP_WITH_TIME_ZONE;
  }

  public boolean isUnknown() {
    return kind == Kind.UNKNOWN;
  }

  /** The type without length, precision and scale. */
  public SqlType unbounded() {
    return length == 0 && scale == 0 ? this : of(kind);
  }

  /** The type as SQL writes it: {@code character varying(20)}, {@code decimal(10,2)}. */
  @Override
  public String toString() {
    if (length == 0) {
      return kind.sqlName();
    }
    String size = kind == Kind.DECIMAL ? length + "," + scale : String.valueOf(length);
    return kind.sqlName() + "(" + size + ")";
  }
}
