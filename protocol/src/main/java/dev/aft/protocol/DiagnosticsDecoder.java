package dev.aft.protocol;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Gathers the fields of one error or notice. */
final class DiagnosticsDecoder {
  private String severity = "ERROR";
  private String sqlState = SqlState.INTERNAL_ERROR;
  private String message = "";
  private @Nullable String detail;
  private @Nullable String hint;
  private @Nullable Integer position;
  private @Nullable String schema;
  private @Nullable String table;
  private @Nullable String column;
  private @Nullable String constraint;
  private final List<Diagnostics.OtherField> others = new ArrayList<>();

  private DiagnosticsDecoder() {}

  static Diagnostics read(WireReader in) {
    DiagnosticsDecoder decoder = new DiagnosticsDecoder();
    for (byte type = in.readByte(); type != 0; type = in.readByte()) {
      decoder.take((char) (type & 0xff), in.readCString());
    }
    return decoder.build();
  }

  private void take(char type, String value) {
    switch (type) {
      // V is the same as S but never translated; it comes second and wins.
      case 'S', 'V' -> severity = value;
      case 'C' -> sqlState = value;
      case 'M' -> message = value;
      case 'D' -> detail = value;
      case 'H' -> hint = value;
      case 'P' -> position = number(value);
      case 's' -> schema = value;
      case 't' -> table = value;
      case 'c' -> column = value;
      case 'n' -> constraint = value;
      default -> others.add(new Diagnostics.OtherField(type, value));
    }
  }

  private static Integer number(String value) {
    try {
      return Integer.valueOf(value);
    } catch (NumberFormatException e) {
      throw new ProtocolException("position of an error is not a number");
    }
  }

  private Diagnostics build() {
    return new Diagnostics(
        severity,
        sqlState,
        message,
        detail,
        hint,
        position,
        schema,
        table,
        column,
        constraint,
        others);
  }
}
