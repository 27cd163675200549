package dev.aft.protocol;

import java.util.List;

/** A message from server to client. */
public sealed interface BackendMessage {

  record AuthenticationOk() implements BackendMessage {}

  /** AuthenticationSASL: the mechanisms that the server offers, the best first. */
  record AuthenticationSasl(List<String> mechanisms) implements BackendMessage {
    public AuthenticationSasl {
      mechanisms = List.copyOf(mechanisms);
    }
  }

  record AuthenticationSaslContinue(OpaqueBytes data) implements BackendMessage {}

  record AuthenticationSaslFinal(OpaqueBytes data) implements BackendMessage {}

  /** Other authentication requests, with the request's own code and the rest of its bytes. */
  record AuthenticationRequest(int code, OpaqueBytes body) implements BackendMessage {}

  /** The answer to {@link FrontendMessage.TlsRequest}: one byte, {@code S} or {@code N}. */
  record TlsResponse(boolean accepted) implements BackendMessage {}

  record NegotiateProtocolVersion(int newestMinorVersion, List<String> unknownOptions)
      implements BackendMessage {
    public NegotiateProtocolVersion {
      unknownOptions = List.copyOf(unknownOptions);
    }
  }

  record BackendKeyData(int processId, int secretKey) implements BackendMessage {}

  record ParameterStatus(String name, String value) implements BackendMessage {}

  /** IDLE (I), IN_TRANSACTION (T), FAILED (E). */
  enum TransactionStatus {
    IDLE,
    IN_TRANSACTION,
    FAILED
  }

  record ReadyForQuery(TransactionStatus status) implements BackendMessage {}

  record ParseComplete() implements BackendMessage {}

  record BindComplete() implements BackendMessage {}

  record CloseComplete() implements BackendMessage {}

  record NoData() implements BackendMessage {}

  record PortalSuspended() implements BackendMessage {}

  record EmptyQueryResponse() implements BackendMessage {}

  record ParameterDescription(List<Integer> types) implements BackendMessage {
    public ParameterDescription {
      types = List.copyOf(types);
    }
  }

  /**
   * One column of a result.
   *
   * @param tableId 0 when the column is not a table's
   * @param columnNumber from 1 within its table; 0 when not a table's
   * @param typeId object id of the type, see {@link TypeId}
   * @param typeSize in bytes; negative for variable
   * @param typeModifier as PostgreSQL encodes length, precision and scale; -1 for none
   */
  record Field(
      String name,
      int tableId,
      int columnNumber,
      int typeId,
      int typeSize,
      int typeModifier,
      Format format) {}

  record RowDescription(List<Field> fields) implements BackendMessage {
    public RowDescription {
      fields = List.copyOf(fields);
    }
  }

  record DataRow(Values values) implements BackendMessage {}

  /** The tag tells what was done and to how many rows: {@code INSERT 0 1}, {@code SELECT 5}. */
  record CommandComplete(String tag) implements BackendMessage {}

  record ErrorResponse(Diagnostics diagnostics) implements BackendMessage {}

  record NoticeResponse(Diagnostics diagnostics) implements BackendMessage {}
}
