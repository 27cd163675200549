package dev.aft.protocol;

import java.util.ArrayList;
import java.util.List;

/**
 * Reads messages from server to client. Stateless. Anything that is not exactly a message of the
 * protocol is a {@link ProtocolException}, whatever the bytes.
 */
public final class BackendDecoder {
  static final int SASL = 10;
  static final int SASL_CONTINUE = 11;
  static final int SASL_FINAL = 12;
  private static final BackendMessage PARSE_COMPLETE = new BackendMessage.ParseComplete();
  private static final BackendMessage BIND_COMPLETE = new BackendMessage.BindComplete();
  private static final BackendMessage CLOSE_COMPLETE = new BackendMessage.CloseComplete();
  private static final BackendMessage NO_DATA = new BackendMessage.NoData();

  private BackendDecoder() {}

  /** Reads the single byte that answers a TLS or GSS encryption request. */
  public static BackendMessage.TlsResponse decodeTlsResponse(byte answer) {
    return switch (answer) {
      case 'S' -> new BackendMessage.TlsResponse(true);
      case 'N' -> new BackendMessage.TlsResponse(false);
      default -> throw new ProtocolException("the answer to the TLS request is not S or N");
    };
  }

  /** Reads a message of the given type: the bytes after its length. */
  public static BackendMessage decode(byte type, byte[] array, int offset, int length) {
    WireReader in = new WireReader(array, offset, length);
    BackendMessage message =
        switch (type) {
          case 'D' -> new BackendMessage.DataRow(in.readValues());
          case 'C' -> new BackendMessage.CommandComplete(in.readCString());
          case 'Z' -> new BackendMessage.ReadyForQuery(readStatus(in));
          case 'T' -> readRowDescription(in);
          case 't' -> readParameterDescription(in);
          case '1' -> PARSE_COMPLETE;
          case '2' -> BIND_COMPLETE;
          case '3' -> CLOSE_COMPLETE;
          case 'n' -> NO_DATA;
          case 's' -> new BackendMessage.PortalSuspended();
          case 'I' -> new BackendMessage.EmptyQueryResponse();
          case 'E' -> new BackendMessage.ErrorResponse(DiagnosticsDecoder.read(in));
          case 'N' -> new BackendMessage.NoticeResponse(DiagnosticsDecoder.read(in));
          case 'S' -> new BackendMessage.ParameterStatus(in.readCString(), in.readCString());
          case 'K' -> new BackendMessage.BackendKeyData(in.readInt(), in.readInt());
          case 'R' -> readAuthentication(in);
          case 'v' -> readNegotiation(in);
          default -> throw new ProtocolException("unknown message type " + (type & 0xff));
        };
    in.expectEnd();
    return message;
  }

  private static BackendMessage readAuthentication(WireReader in) {
    int code = in.readInt();
    return switch (code) {
      case 0 -> new BackendMessage.AuthenticationOk();
      case SASL -> readMechanisms(in);
      case SASL_CONTINUE -> new BackendMessage.AuthenticationSaslContinue(rest(in));
      case SASL_FINAL -> new BackendMessage.AuthenticationSaslFinal(rest(in));
      default -> new BackendMessage.AuthenticationRequest(code, rest(in));
    };
  }

  private static OpaqueBytes rest(WireReader in) {
    return new OpaqueBytes(in.readRemaining());
  }

  private static BackendMessage readMechanisms(WireReader in) {
    List<String> mechanisms = new ArrayList<>(2);
    for (String name = in.readCString(); !name.isEmpty(); name = in.readCString()) {
      mechanisms.add(name);
    }
    return new BackendMessage.AuthenticationSasl(mechanisms);
  }

  private static BackendMessage readNegotiation(WireReader in) {
    int minorVersion = in.readInt();
    int count = in.readInt();
    if (count < 0 || count > in.remaining()) {
      throw new ProtocolException("message announces more entries than it holds");
    }
    List<String> options = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      options.add(in.readCString());
    }
    return new BackendMessage.NegotiateProtocolVersion(minorVersion, options);
  }

  private static BackendMessage.TransactionStatus readStatus(WireReader in) {
    byte status = in.readByte();
    return switch (status) {
      case 'I' -> BackendMessage.TransactionStatus.IDLE;
      case 'T' -> BackendMessage.TransactionStatus.IN_TRANSACTION;
      case 'E' -> BackendMessage.TransactionStatus.FAILED;
      default -> throw new ProtocolException("unknown transaction status " + (status & 0xff));
    };
  }

  private static BackendMessage readRowDescription(WireReader in) {
    // The shortest field is a zero byte and 18 bytes of numbers.
    int count = in.readCount(19);
    List<BackendMessage.Field> fields = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      fields.add(
          new BackendMessage.Field(
              in.readCString(),
              in.readInt(),
              in.readShort(),
              in.readInt(),
              in.readShort(),
              in.readInt(),
              Format.of(in.readShort())));
    }
    return new BackendMessage.RowDescription(fields);
  }

  private static BackendMessage readParameterDescription(WireReader in) {
    int count = in.readCount(4);
    List<Integer> types = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      types.add(in.readInt());
    }
    return new BackendMessage.ParameterDescription(types);
  }
}
