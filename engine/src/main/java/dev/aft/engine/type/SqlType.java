package dev.aft.engine.type;

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
}
