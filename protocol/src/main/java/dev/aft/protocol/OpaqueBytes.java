package dev.aft.protocol;

import java.util.Arrays;

/** An immutable, opaque piece of a message with value equality. Thread-safe. */
public final class OpaqueBytes {
  private final byte[] array;

  /** Takes {@code array} over; the caller never writes to it again. */
  public OpaqueBytes(byte[] array) {
    this.array = array;
  }

  /** The bytes themselves; the caller only reads them. */
  public byte[] array() {
    return array;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof OpaqueBytes bytes && Arrays.equals(array, bytes.array);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(array);
  }

  /** The length only: the content may be a password. */
  @Override
  public String toString() {
    return "OpaqueBytes[length=" + array.length + "]";
  }
}
