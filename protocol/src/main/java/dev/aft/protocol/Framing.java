package dev.aft.protocol;

/**
 * How messages follow each other on a connection: a type byte, then a 32-bit length that counts
 * itself but not the type, then the body. Start-up messages have no type byte. The decoders take
 * bodies; the encoders write whole messages.
 */
public final class Framing {
  /** Type byte and length. */
  public static final int HEADER_BYTES = 5;

  /** A default for the longest start-up message, which nobody has been authenticated for. */
  public static final int MAX_STARTUP_BYTES = 10_000;

  private Framing() {}

  /**
   * The number of bytes that follow a length word.
   *
   * @param lengthWord as it stands in the message
   * @param maxBodyBytes the longest body that is taken
   * @throws ProtocolException for a length below 4, or a body that is too long
   */
  public static int bodyLength(int lengthWord, int maxBodyBytes) {
    if (lengthWord < 4) {
      throw new ProtocolException("message has impossible length " + lengthWord);
    }
    int length = lengthWord - 4;
    if (length > maxBodyBytes) {
      throw new ProtocolException(
          "message of " + length + " bytes is longer than the limit of " + maxBodyBytes);
    }
    return length;
  }

  /** Starts a message; the length is filled in by {@link #end}. Returns what {@code end} wants. */
  static int begin(WireWriter out, char type) {
    out.writeByte(type);
    int start = out.size();
    out.writeInt(0);
    return start;
  }

  static int beginUntyped(WireWriter out) {
    int start = out.size();
    out.writeInt(0);
    return start;
  }

  static void end(WireWriter out, int start) {
    out.putInt(start, out.size() - start);
  }

  /** A message without body. */
  static void empty(WireWriter out, char type) {
    out.writeByte(type).writeInt(4);
  }
}
