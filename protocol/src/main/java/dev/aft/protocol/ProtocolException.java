package dev.aft.protocol;

/** Bytes that are not a message of the protocol. The connection cannot go on: 08P01. */
public final class ProtocolException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public ProtocolException(String message) {
    super(message);
  }
}
