package dev.aft.protocol;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Writes messages from server to client as bytes. Stateless. */
public final class BackendEncoder {
  private BackendEncoder() {}

  /**
   * Appends the whole message, header included.
   *
   * @throws ProtocolException for a text with a zero character in it; {@code out} is as before
   */
  public static void encode(BackendMessage message, WireWriter out) {
    int before = out.size();
    try {
      write(message, out);
    } catch (ProtocolException e) {
      out.truncate(before);
      throw e;
    }
  }

  private static void write(BackendMessage message, WireWriter out) {
    if (message instanceof BackendMessage.DataRow row) {
      byte[] values = row.values().encoded();
      out.writeByte('D').writeInt(4 + values.length).writeBytes(values);
    } else if (message instanceof BackendMessage.CommandComplete complete) {
      writeText(out, 'C', complete.tag());
    } else if (message instanceof BackendMessage.BindComplete) {
      Framing.empty(out, '2');
    } else if (message instanceof BackendMessage.ReadyForQuery ready) {
      out.writeByte('Z').writeInt(5).writeByte(statusByte(ready.status()));
    } else if (message instanceof BackendMessage.RowDescription description) {
      writeRowDescription(description.fields(), out);
    } else if (message instanceof BackendMessage.ParameterDescription description) {
      writeParameterDescription(description.types(), out);
    } else if (message instanceof BackendMessage.ParseComplete) {
      Framing.empty(out, '1');
    } else if (message instanceof BackendMessage.CloseComplete) {
      Framing.empty(out, '3');
    } else if (message instanceof BackendMessage.NoData) {
      Framing.empty(out, 'n');
    } else if (message instanceof BackendMessage.PortalSuspended) {
      Framing.empty(out, 's');
    } else if (message instanceof BackendMessage.EmptyQueryResponse) {
      Framing.empty(out, 'I');
    } else if (message instanceof BackendMessage.ErrorResponse error) {
      writeDiagnostics(out, 'E', error.diagnostics());
    } else if (message instanceof BackendMessage.NoticeResponse notice) {
      writeDiagnostics(out, 'N', notice.diagnostics());
    } else {
      writeStartupAnswer(message, out);
    }
  }

  private static void writeStartupAnswer(BackendMessage message, WireWriter out) {
    if (message instanceof BackendMessage.AuthenticationOk) {
      out.writeByte('R').writeInt(8).writeInt(0);
    } else if (message instanceof BackendMessage.AuthenticationSasl sasl) {
      int start = Framing.begin(out, 'R');
      out.writeInt(BackendDecoder.SASL);
      sasl.mechanisms().forEach(out::writeCString);
      out.writeByte(0);
      Framing.end(out, start);
    } else if (message instanceof BackendMessage.AuthenticationSaslContinue step) {
      writeAuthentication(out, BackendDecoder.SASL_CONTINUE, step.data());
    } else if (message instanceof BackendMessage.AuthenticationSaslFinal step) {
      writeAuthentication(out, BackendDecoder.SASL_FINAL, step.data());
    } else if (message instanceof BackendMessage.AuthenticationRequest request) {
      writeAuthentication(out, request.code(), request.body());
    } else if (message instanceof BackendMessage.TlsResponse response) {
      out.writeByte(response.accepted() ? 'S' : 'N');
    } else if (message instanceof BackendMessage.NegotiateProtocolVersion negotiate) {
      writeNegotiation(negotiate, out);
    } else if (message instanceof BackendMessage.BackendKeyData key) {
      out.writeByte('K').writeInt(12).writeInt(key.processId()).writeInt(key.secretKey());
    } else if (message instanceof BackendMessage.ParameterStatus status) {
      int start = Framing.begin(out, 'S');
      out.writeCString(status.name()).writeCString(status.value());
      Framing.end(out, start);
    } else {
      throw new AssertionError("message without encoding: " + message);
    }
  }

  private static void writeAuthentication(WireWriter out, int code, OpaqueBytes body) {
    int start = Framing.begin(out, 'R');
    out.writeInt(code).writeBytes(body.array());
    Framing.end(out, start);
  }

  private static void writeNegotiation(
      BackendMessage.NegotiateProtocolVersion negotiate, WireWriter out) {
    int start = Framing.begin(out, 'v');
    out.writeInt(negotiate.newestMinorVersion()).writeInt(negotiate.unknownOptions().size());
    negotiate.unknownOptions().forEach(out::writeCString);
    Framing.end(out, start);
  }

  private static void writeText(WireWriter out, char type, String text) {
    int start = Framing.begin(out, type);
    out.writeCString(text);
    Framing.end(out, start);
  }

  private static void writeRowDescription(List<BackendMessage.Field> fields, WireWriter out) {
    int start = Framing.begin(out, 'T');
    FrontendEncoder.writeCount(out, fields.size());
    for (int i = 0; i < fields.size(); i++) {
      BackendMessage.Field field = fields.get(i);
      out.writeCString(field.name());
      out.writeInt(field.tableId()).writeShort(field.columnNumber());
      out.writeInt(field.typeId()).writeShort(field.typeSize()).writeInt(field.typeModifier());
      out.writeShort(field.format().code());
    }
    Framing.end(out, start);
  }

  private static void writeParameterDescription(List<Integer> types, WireWriter out) {
    int start = Framing.begin(out, 't');
    FrontendEncoder.writeCount(out, types.size());
    for (int i = 0; i < types.size(); i++) {
      out.writeInt(types.get(i));
    }
    Framing.end(out, start);
  }

  private static void writeDiagnostics(WireWriter out, char type, Diagnostics diagnostics) {
    int start = Framing.begin(out, type);
    writeField(out, 'S', diagnostics.severity());
    writeField(out, 'V', diagnostics.severity());
    writeField(out, 'C', diagnostics.sqlState());
    writeField(out, 'M', diagnostics.message());
    writeField(out, 'D', diagnostics.detail());
    writeField(out, 'H', diagnostics.hint());
    Integer position = diagnostics.position();
    writeField(out, 'P', position == null ? null : position.toString());
    writeField(out, 's', diagnostics.schema());
    writeField(out, 't', diagnostics.table());
    writeField(out, 'c', diagnostics.column());
    writeField(out, 'n', diagnostics.constraint());
    for (Diagnostics.OtherField other : diagnostics.others()) {
      writeField(out, other.type(), other.value());
    }
    out.writeByte(0);
    Framing.end(out, start);
  }

  private static void writeField(WireWriter out, char type, @Nullable String value) {
    if (value != null) {
      // A report of an error must not fail for the very character it reports.
      out.writeByte(type).writeCString(value.replace('\0', '\uFFFD'));
    }
  }

  private static int statusByte(BackendMessage.TransactionStatus status) {
    return switch (status) {
      case IDLE -> 'I';
      case IN_TRANSACTION -> 'T';
      case FAILED -> 'E';
    };
  }
}
