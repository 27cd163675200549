package dev.aft.engine.expression;

import dev.aft.engine.EngineException;
import dev.aft.engine.ErrorCode;
import dev.aft.engine.type.Conversions;
import dev.aft.engine.type.SqlType;
import dev.aft.grammar.LetterCase;
import dev.aft.storage.spi.Bytes;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/** Functions between bytes and text. */
final class ByteFunctions {
  private static final Pattern WHITE_SPACE = Pattern.compile("\\s+");
  private static final int BASE64_LINE = 76;

  private ByteFunctions() {}

  static void register(FunctionRegistry.Table table) {
    SqlType text = SqlType.TEXT;
    SqlType bytes = SqlType.VARBINARY;
    table.pure(
        "md5",
        List.of(text),
        text,
        (a, c) -> md5(((String) a[0]).getBytes(StandardCharsets.UTF_8)));
    table.pure("md5", List.of(bytes), text, (a, c) -> md5(((Bytes) a[0]).unsafeArray()));
    table.pure("encode", List.of(bytes, text), text, (a, c) -> encode((Bytes) a[0], (String) a[1]));
    table.pure(
        "decode", List.of(text, text), bytes, (a, c) -> decode((String) a[0], (String) a[1]));
    table.pure(
        "substring",
        List.of(bytes, SqlType.INTEGER, SqlType.INTEGER),
        bytes,
        (a, c) -> slice((Bytes) a[0], (Integer) a[1], (Integer) a[2]));
  }

  private static String md5(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("MD5").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has MD5", e);
    }
  }

  private static Bytes slice(Bytes bytes, int start, int count) {
    if (count < 0) {
      throw TextFunctions.negativeLength();
    }
    long end = Math.min((long) start + count, bytes.length() + 1L);
    int from = Math.max(start, 1);
    return end <= from ? Bytes.EMPTY : bytes.slice(from - 1, (int) end - 1);
  }

  private static String encode(Bytes bytes, String format) {
    Results.checkLength(2L * bytes.length());
    return switch (LetterCase.lower(format)) {
      case "hex" -> bytes.toString();
      case "base64" ->
          Base64.getMimeEncoder(BASE64_LINE, new byte[] {'\n'}).encodeToString(bytes.unsafeArray());
      case "escape" -> escaped(bytes);
      default -> throw unknown(format);
    };
  }

  private static String escaped(Bytes bytes) {
    StringBuilder text = new StringBuilder(bytes.length());
    for (int i = 0; i < bytes.length(); i++) {
      int next = bytes.at(i) & 0xff;
      if (next == '\\') {
        text.append("\\\\");
      } else if (next == 0 || next > 127) {
        text.append(String.format(Locale.ROOT, "\\%03o", next));
      } else {
        text.append((char) next);
      }
    }
    return text.toString();
  }

  private static Object decode(String text, String format) {
    return switch (LetterCase.lower(format)) {
      case "hex" -> Conversions.parse("\\x" + text, SqlType.VARBINARY, ZoneOffset.UTC);
      case "base64" -> base64(text);
      case "escape" -> {
        String plain = text.startsWith("\\x") ? "\\" + text : text;
        yield Conversions.parse(plain, SqlType.VARBINARY, ZoneOffset.UTC);
      }
      default -> throw unknown(format);
    };
  }

  private static Bytes base64(String text) {
    try {
      return Bytes.wrap(Base64.getDecoder().decode(WHITE_SPACE.matcher(text).replaceAll("")));
    } catch (IllegalArgumentException e) {
      throw EngineException.builder(ErrorCode.INVALID_PARAMETER_VALUE, "invalid base64 text")
          .cause(e)
          .build();
    }
  }

  private static EngineException unknown(String format) {
    return EngineException.builder(
            ErrorCode.INVALID_PARAMETER_VALUE, "unrecognized encoding: \"" + format + "\"")
        .hint("Use hex, base64 or escape.")
        .build();
  }
}
