package dev.aft.protocol;

/** How a value is written: as readable text or in the binary form of its type. */
public enum Format {
  TEXT,
  BINARY;

  /** The number that stands for the format on the wire. */
  public short code() {
    return (short) (this == TEXT ? 0 : 1);
  }

  /**
   * @throws ProtocolException for a number that is neither 0 nor 1
   */
  public static Format of(int code) {
    return switch (code) {
      case 0 -> TEXT;
      case 1 -> BINARY;
      default -> throw new ProtocolException("unknown format code " + code);
    };
  }
}
