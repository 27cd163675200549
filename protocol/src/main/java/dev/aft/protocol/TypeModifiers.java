package dev.aft.protocol;

/** How PostgreSQL packs length, precision and scale into the type modifier of a column. */
public final class TypeModifiers {
  /** No length, precision or scale. */
  public static final int NONE = -1;

  private static final int HEADER = 4;

  private TypeModifiers() {}

  /** Of {@code varchar(length)} or {@code char(length)}. */
  public static int ofLength(int length) {
    return length + HEADER;
  }

  /** Of {@code numeric(precision, scale)}. */
  public static int ofNumeric(int precision, int scale) {
    return (precision << 16 | scale) + HEADER;
  }

  /** The length of a varchar or char; 0 for none. */
  public static int length(int modifier) {
    return modifier < HEADER ? 0 : modifier - HEADER;
  }

  /** The precision of a numeric; 0 for none. */
  public static int precision(int modifier) {
    return modifier < HEADER ? 0 : (modifier - HEADER) >>> 16;
  }

  /** The scale of a numeric; 0 for none. */
  public static int scale(int modifier) {
    return modifier < HEADER ? 0 : (modifier - HEADER) & 0xffff;
  }

  /** The number of bytes of a value of the type; -1 where it varies. */
  public static int typeSize(int typeId) {
    return switch (typeId) {
      case TypeId.BOOL -> 1;
      case TypeId.INT2 -> 2;
      case TypeId.INT4, TypeId.FLOAT4, TypeId.DATE -> 4;
      case TypeId.INT8, TypeId.FLOAT8, TypeId.TIME, TypeId.TIMESTAMP, TypeId.TIMESTAMPTZ -> 8;
      case TypeId.UUID -> 16;
      case TypeId.UNKNOWN -> -2;
      default -> -1;
    };
  }
}
