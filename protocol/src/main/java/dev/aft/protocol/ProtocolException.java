package dev.aft.protocol;

/** Bytes that are not a message of the protocol. The connection cannot go on. */
public final class ProtocolException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final String sqlState;

  public ProtocolException(String message) {
    this(SqlState.PROTOCOL_VIOLATION, message);
  }

  public ProtocolException(String sqlState, String message) {
    super(message);
    this.sqlState = sqlState;
  }

  /** 08P01; 22021 for text that is not UTF-8; what {@link ScramServer} and its kin say. */
  public String sqlState() {
    return sqlState;
  }
}
