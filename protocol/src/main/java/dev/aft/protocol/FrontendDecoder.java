package dev.aft.protocol;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads messages from client to server. Stateless. Anything that is not exactly a message of the
 * protocol is a {@link ProtocolException}, whatever the bytes.
 */
public final class FrontendDecoder {
  private static final List<Format> ALL_TEXT = List.of(Format.TEXT);
  private static final List<Format> ALL_BINARY = List.of(Format.BINARY);
  private static final String TYPES = "BESPQDCHXpdcfF";
  private static final FrontendMessage SYNC = new FrontendMessage.Sync();
  private static final FrontendMessage FLUSH = new FrontendMessage.Flush();
  private static final FrontendMessage.Execute EXECUTE_UNNAMED = new FrontendMessage.Execute("", 0);

  private FrontendDecoder() {}

  /**
   * Reads the first message of a connection, which has no type byte: the bytes after its length.
   */
  public static FrontendMessage decodeStartup(byte[] array, int offset, int length) {
    WireReader in = new WireReader(array, offset, length);
    int code = in.readInt();
    FrontendMessage message =
        switch (code) {
          case FrontendEncoder.TLS_REQUEST -> new FrontendMessage.TlsRequest();
          case FrontendEncoder.GSS_ENCRYPTION_REQUEST -> new FrontendMessage.GssEncryptionRequest();
          case FrontendEncoder.CANCEL_REQUEST ->
              new FrontendMessage.CancelRequest(in.readInt(), in.readInt());
          default -> readStartup(code, in);
        };
    in.expectEnd();
    return message;
  }

  /**
   * Refuses a type that no message has, before the rest of the message is waited for.
   *
   * @throws ProtocolException when there is no such type
   */
  public static void requireKnownType(byte type) {
    if (TYPES.indexOf(type & 0xff) < 0) {
      throw unknownType(type);
    }
  }

  private static ProtocolException unknownType(byte type) {
    return new ProtocolException("unknown message type " + (type & 0xff));
  }

  /** Reads a message of the given type: the bytes after its length. */
  public static FrontendMessage decode(byte type, byte[] array, int offset, int length) {
    WireReader in = new WireReader(array, offset, length);
    FrontendMessage message =
        switch (type) {
          case 'B' -> readBind(in);
          case 'E' -> readExecute(in);
          case 'S' -> SYNC;
          case 'P' -> readParse(in);
          case 'Q' -> new FrontendMessage.Query(in.readCString());
          case 'D' -> new FrontendMessage.Describe(readTarget(in), in.readCString());
          case 'C' -> new FrontendMessage.Close(readTarget(in), in.readCString());
          case 'H' -> FLUSH;
          case 'X' -> new FrontendMessage.Terminate();
          case 'p' -> new FrontendMessage.Password(new OpaqueBytes(in.readRemaining()));
          case 'd', 'c', 'f' -> {
            in.readRemaining();
            yield new FrontendMessage.Copy();
          }
          case 'F' -> {
            in.readRemaining();
            yield new FrontendMessage.FunctionCall();
          }
          default -> throw unknownType(type);
        };
    in.expectEnd();
    return message;
  }

  private static FrontendMessage readStartup(int version, WireReader in) {
    Map<String, String> parameters = new LinkedHashMap<>();
    int major = version >>> 16;
    if (major != 3) {
      // Other protocols have other layouts; the session answers with what it speaks.
      in.readRemaining();
      return new FrontendMessage.Startup(major, version & 0xffff, parameters);
    }
    for (String name = in.readCString(); !name.isEmpty(); name = in.readCString()) {
      parameters.put(name, in.readCString());
    }
    return new FrontendMessage.Startup(major, version & 0xffff, parameters);
  }

  private static FrontendMessage readParse(WireReader in) {
    String statement = in.readCString();
    String sql = in.readCString();
    int count = in.readCount(4);
    List<Integer> types = count == 0 ? List.of() : new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      types.add(in.readInt());
    }
    return new FrontendMessage.Parse(statement, sql, types);
  }

  private static FrontendMessage readBind(WireReader in) {
    return new FrontendMessage.Bind(
        in.readCString(), in.readCString(), readFormats(in), in.readValues(), readFormats(in));
  }

  private static FrontendMessage readExecute(WireReader in) {
    String portal = in.readCString();
    int maxRows = in.readInt();
    return portal.isEmpty() && maxRows == 0
        ? EXECUTE_UNNAMED
        // PostgreSQL takes a negative limit as none.
        : new FrontendMessage.Execute(portal, Math.max(0, maxRows));
  }

  private static List<Format> readFormats(WireReader in) {
    int count = in.readCount(2);
    if (count == 0) {
      return List.of();
    }
    if (count == 1) {
      return Format.of(in.readShort()) == Format.TEXT ? ALL_TEXT : ALL_BINARY;
    }
    List<Format> formats = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      formats.add(Format.of(in.readShort()));
    }
    return formats;
  }

  private static FrontendMessage.Target readTarget(WireReader in) {
    byte target = in.readByte();
    return switch (target) {
      case 'S' -> FrontendMessage.Target.STATEMENT;
      case 'P' -> FrontendMessage.Target.PORTAL;
      default -> throw new ProtocolException("unknown target " + (target & 0xff));
    };
  }
}
