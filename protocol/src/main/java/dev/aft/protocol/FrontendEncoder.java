package dev.aft.protocol;

import java.util.List;
import java.util.TreeMap;

/** Writes messages from client to server as bytes. Stateless. */
public final class FrontendEncoder {
  static final int CANCEL_REQUEST = 80877102;
  static final int TLS_REQUEST = 80877103;
  static final int GSS_ENCRYPTION_REQUEST = 80877104;
  static final int MAX_COUNT = 0xffff;

  private FrontendEncoder() {}

  /**
   * Appends the whole message, header included.
   *
   * @throws ProtocolException for a name or statement with a zero character in it, or more than
   *     65535 parameter types; {@code out} is as before
   */
  public static void encode(FrontendMessage message, WireWriter out) {
    int before = out.size();
    try {
      write(message, out);
    } catch (ProtocolException e) {
      out.truncate(before);
      throw e;
    }
  }

  private static void write(FrontendMessage message, WireWriter out) {
    if (message instanceof FrontendMessage.Bind bind) {
      writeBind(bind, out);
    } else if (message instanceof FrontendMessage.Execute execute) {
      int start = Framing.begin(out, 'E');
      out.writeCString(execute.portal()).writeInt(execute.maxRows());
      Framing.end(out, start);
    } else if (message instanceof FrontendMessage.Sync) {
      Framing.empty(out, 'S');
    } else if (message instanceof FrontendMessage.Parse parse) {
      writeParse(parse, out);
    } else if (message instanceof FrontendMessage.Query query) {
      int start = Framing.begin(out, 'Q');
      out.writeCString(query.sql());
      Framing.end(out, start);
    } else if (message instanceof FrontendMessage.Describe describe) {
      writeNamed(out, 'D', describe.target(), describe.name());
    } else if (message instanceof FrontendMessage.Close close) {
      writeNamed(out, 'C', close.target(), close.name());
    } else if (message instanceof FrontendMessage.Flush) {
      Framing.empty(out, 'H');
    } else {
      writeRare(message, out);
    }
  }

  private static void writeRare(FrontendMessage message, WireWriter out) {
    if (message instanceof FrontendMessage.Startup startup) {
      writeStartup(startup, out);
    } else if (message instanceof FrontendMessage.TlsRequest) {
      out.writeInt(8).writeInt(TLS_REQUEST);
    } else if (message instanceof FrontendMessage.GssEncryptionRequest) {
      out.writeInt(8).writeInt(GSS_ENCRYPTION_REQUEST);
    } else if (message instanceof FrontendMessage.CancelRequest cancel) {
      out.writeInt(16).writeInt(CANCEL_REQUEST);
      out.writeInt(cancel.processId()).writeInt(cancel.secretKey());
    } else if (message instanceof FrontendMessage.Password password) {
      int start = Framing.begin(out, 'p');
      out.writeBytes(password.body().array());
      Framing.end(out, start);
    } else if (message instanceof FrontendMessage.Terminate) {
      Framing.empty(out, 'X');
    } else if (message instanceof FrontendMessage.Copy) {
      Framing.empty(out, 'c');
    } else if (message instanceof FrontendMessage.FunctionCall) {
      Framing.empty(out, 'F');
    } else {
      throw new AssertionError("message without encoding: " + message);
    }
  }

  private static void writeStartup(FrontendMessage.Startup startup, WireWriter out) {
    int start = Framing.beginUntyped(out);
    out.writeShort(startup.majorVersion()).writeShort(startup.minorVersion());
    // Sorted, so that equal messages are equal bytes.
    new TreeMap<>(startup.parameters())
        .forEach(
            (name, value) -> {
              if (name.isEmpty()) {
                throw new ProtocolException("start-up parameter without a name");
              }
              out.writeCString(name).writeCString(value);
            });
    out.writeByte(0);
    Framing.end(out, start);
  }

  private static void writeParse(FrontendMessage.Parse parse, WireWriter out) {
    int start = Framing.begin(out, 'P');
    out.writeCString(parse.statement()).writeCString(parse.sql());
    List<Integer> types = parse.parameterTypes();
    writeCount(out, types.size());
    for (int i = 0; i < types.size(); i++) {
      out.writeInt(types.get(i));
    }
    Framing.end(out, start);
  }

  private static void writeBind(FrontendMessage.Bind bind, WireWriter out) {
    int start = Framing.begin(out, 'B');
    out.writeCString(bind.portal()).writeCString(bind.statement());
    writeFormats(out, bind.parameterFormats());
    out.writeBytes(bind.parameters().encoded());
    writeFormats(out, bind.resultFormats());
    Framing.end(out, start);
  }

  private static void writeFormats(WireWriter out, List<Format> formats) {
    writeCount(out, formats.size());
    for (int i = 0; i < formats.size(); i++) {
      out.writeShort(formats.get(i).code());
    }
  }

  private static void writeNamed(
      WireWriter out, char type, FrontendMessage.Target target, String name) {
    int start = Framing.begin(out, type);
    out.writeByte(target == FrontendMessage.Target.STATEMENT ? 'S' : 'P').writeCString(name);
    Framing.end(out, start);
  }

  static void writeCount(WireWriter out, int count) {
    if (count > MAX_COUNT) {
      throw new ProtocolException(count + " entries are more than a message can hold");
    }
    out.writeShort(count);
  }
}
