package dev.aft.session;

import dev.aft.engine.EngineException;
import dev.aft.engine.ErrorCode;
import dev.aft.engine.type.Conversions;
import dev.aft.engine.type.SqlType;
import dev.aft.protocol.BinaryValues;
import dev.aft.protocol.Format;
import dev.aft.protocol.FrontendMessage;
import dev.aft.protocol.TypeId;
import dev.aft.protocol.Values;
import dev.aft.storage.spi.Bytes;
import java.time.ZoneId;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Turns the parameters of Bind into values of the engine. */
final class ParameterDecoder {
  private static final @Nullable Object[] NONE = {};

  private ParameterDecoder() {}

  static @Nullable Object[] decode(
      FrontendMessage.Bind bind, ServerStatement statement, ZoneId zone) {
    List<SqlType> types = statement.statement().parameterTypes();
    Values values = bind.parameters();
    requireCounts(bind, values.size(), types.size());
    if (values.size() == 0) {
      return NONE;
    }
    @Nullable Object[] parameters = new @Nullable Object[values.size()];
    for (int i = 0; i < parameters.length; i++) {
      if (!values.isNull(i)) {
        Format format = WireTypes.formatAt(bind.parameterFormats(), i);
        statement.declared().requireReadable(i, format);
        parameters[i] = decodeOne(values, i, format, types.get(i), zone);
      }
    }
    return parameters;
  }

  private static void requireCounts(FrontendMessage.Bind bind, int given, int wanted) {
    if (given != wanted) {
      throw new EngineException(
          ErrorCode.PROTOCOL_VIOLATION,
          "bind message supplies "
              + given
              + " parameters, but prepared statement \""
              + bind.statement()
              + "\" requires "
              + wanted);
    }
    int formats = bind.parameterFormats().size();
    if (formats > 1 && formats != given) {
      throw new EngineException(
          ErrorCode.PROTOCOL_VIOLATION,
          "bind message has " + formats + " parameter formats but " + given + " parameters");
    }
  }

  private static Object decodeOne(
      Values values, int index, Format format, SqlType type, ZoneId zone) {
    byte[] array = values.encoded();
    int start = values.start(index);
    int length = values.lengthAt(index);
    if (format == Format.TEXT) {
      String text = BinaryValues.text(array, start, length);
      return type.kind() == SqlType.Kind.TEXT || type.kind() == SqlType.Kind.UNKNOWN
          ? text
          : Conversions.parse(text, type, zone);
    }
    int typeId = WireTypes.typeId(type);
    return typeId == TypeId.BYTEA
        ? Bytes.copyOfRange(array, start, start + length)
        : Conversions.requireStorable(BinaryValues.decode(typeId, array, start, length));
  }
}
