package dev.aft.engine.expression;

import dev.aft.engine.EngineException;
import dev.aft.engine.ErrorCode;
import dev.aft.engine.type.SqlType;
import dev.aft.grammar.LetterCase;
import dev.aft.storage.spi.Bytes;
import java.nio.charset.StandardCharsets;
import java.util.BitSet;
import java.util.List;

/** Functions of text and of bytes. Positions and lengths count characters, that is code points. */
final class TextFunctions {
  private static final SqlType TEXT = SqlType.TEXT;
  private static final SqlType INTEGER = SqlType.INTEGER;
  private static final SqlType BYTES = SqlType.VARBINARY;
  private static final List<SqlType> ONE = List.of(TEXT);
  private static final List<SqlType> TWO = List.of(TEXT, TEXT);
  private static final List<SqlType> COUNTED = List.of(TEXT, INTEGER);

  private TextFunctions() {}

  static void register(FunctionRegistry.Table table) {
    registerLengths(table);
    registerTrims(table);
    registerSearches(table);
    registerParts(table);
    registerPads(table);
    ByteFunctions.register(table);
    table.pure("lower", ONE, TEXT, (a, c) -> LetterCase.lower((String) a[0]));
    table.pure("upper", ONE, TEXT, (a, c) -> Results.bounded(LetterCase.upper((String) a[0])));
    table.pure(
        "reverse", ONE, TEXT, (a, c) -> new StringBuilder((String) a[0]).reverse().toString());
  }

  private static void registerLengths(FunctionRegistry.Table table) {
    for (String name : List.of("length", "char_length", "character_length")) {
      table.pure(name, ONE, INTEGER, (a, c) -> length((String) a[0]));
    }
    table.pure("length", List.of(BYTES), INTEGER, (a, c) -> ((Bytes) a[0]).length());
    table.pure(
        "octet_length",
        ONE,
        INTEGER,
        (a, c) -> ((String) a[0]).getBytes(StandardCharsets.UTF_8).length);
    table.pure("octet_length", List.of(BYTES), INTEGER, (a, c) -> ((Bytes) a[0]).length());
  }

  private static void registerTrims(FunctionRegistry.Table table) {
    for (String name : List.of("btrim", "trim")) {
      table.pure(name, ONE, TEXT, (a, c) -> trim((String) a[0], " ", true, true));
      table.pure(name, TWO, TEXT, (a, c) -> trim((String) a[0], (String) a[1], true, true));
    }
    table.pure("ltrim", ONE, TEXT, (a, c) -> trim((String) a[0], " ", true, false));
    table.pure("ltrim", TWO, TEXT, (a, c) -> trim((String) a[0], (String) a[1], true, false));
    table.pure("rtrim", ONE, TEXT, (a, c) -> trim((String) a[0], " ", false, true));
    table.pure("rtrim", TWO, TEXT, (a, c) -> trim((String) a[0], (String) a[1], false, true));
  }

  private static void registerSearches(FunctionRegistry.Table table) {
    // position(a IN b) comes with its parts in the order they are written.
    table.pure("position", TWO, INTEGER, (a, c) -> position((String) a[1], (String) a[0]));
    table.pure("strpos", TWO, INTEGER, (a, c) -> position((String) a[0], (String) a[1]));
    table.pure(
        "starts_with", TWO, SqlType.BOOLEAN, (a, c) -> ((String) a[0]).startsWith((String) a[1]));
    table.pure(
        "replace",
        List.of(TEXT, TEXT, TEXT),
        TEXT,
        (a, c) -> replace((String) a[0], (String) a[1], (String) a[2]));
  }

  private static void registerParts(FunctionRegistry.Table table) {
    for (String name : List.of("substring", "substr")) {
      table.pure(
          name,
          COUNTED,
          TEXT,
          (a, c) -> substring((String) a[0], (Integer) a[1], Integer.MAX_VALUE));
      table.pure(
          name,
          List.of(TEXT, INTEGER, INTEGER),
          TEXT,
          (a, c) -> substring((String) a[0], (Integer) a[1], checkedCount((Integer) a[2])));
    }
    table.pure("left", COUNTED, TEXT, (a, c) -> left((String) a[0], (Integer) a[1]));
    table.pure("right", COUNTED, TEXT, (a, c) -> right((String) a[0], (Integer) a[1]));
    table.pure(
        "split_part",
        List.of(TEXT, TEXT, INTEGER),
        TEXT,
        (a, c) -> splitPart((String) a[0], (String) a[1], (Integer) a[2]));
  }

  private static void registerPads(FunctionRegistry.Table table) {
    List<SqlType> filled = List.of(TEXT, INTEGER, TEXT);
    for (boolean start : new boolean[] {true, false}) {
      String name = start ? "lpad" : "rpad";
      table.pure(name, COUNTED, TEXT, (a, c) -> pad((String) a[0], made(a, c), " ", start));
      table.pure(
          name, filled, TEXT, (a, c) -> pad((String) a[0], made(a, c), (String) a[2], start));
    }
    table.pure("repeat", COUNTED, TEXT, (a, c) -> repeat((String) a[0], (Integer) a[1], c));
  }

  /** A length that is asked for, counted before a text of it is made. */
  private static int made(Object[] arguments, EvaluationContext context) {
    int length = (Integer) arguments[1];
    context.spend(Math.min(Math.max(0, length), Results.MAX_LENGTH));
    return length;
  }

  private static int length(String text) {
    return text.codePointCount(0, text.length());
  }

  /** The characters from {@code from} to {@code to}, both within the text. */
  private static String slice(String text, int from, int to) {
    int start = text.offsetByCodePoints(0, from);
    return text.substring(start, text.offsetByCodePoints(start, to - from));
  }

  private static String trim(String text, String characters, boolean start, boolean end) {
    int from = 0;
    int to = text.length();
    BitSet trimmed = TextSearch.characters(characters);
    while (start && from < to && trimmed.get(text.codePointAt(from))) {
      from += Character.charCount(text.codePointAt(from));
    }
    while (end && to > from && trimmed.get(text.codePointBefore(to))) {
      to -= Character.charCount(text.codePointBefore(to));
    }
    return text.substring(from, to);
  }

  private static int position(String text, String wanted) {
    int index = wanted.isEmpty() ? 0 : new TextSearch(wanted).find(text, 0);
    return index < 0 ? 0 : text.codePointCount(0, index) + 1;
  }

  private static String replace(String text, String from, String to) {
    if (from.isEmpty()) {
      return text;
    }
    TextSearch search = new TextSearch(from);
    StringBuilder replaced = new StringBuilder();
    int copied = 0;
    for (int at = search.find(text, 0); at >= 0; at = search.find(text, copied)) {
      Results.checkLength((long) replaced.length() + at - copied + to.length());
      replaced.append(text, copied, at).append(to);
      copied = at + from.length();
    }
    Results.checkLength((long) replaced.length() + text.length() - copied);
    return replaced.append(text, copied, text.length()).toString();
  }

  private static int checkedCount(int count) {
    if (count < 0) {
      throw negativeLength();
    }
    return count;
  }

  private static String substring(String text, int start, int count) {
    int length = length(text);
    long end = Math.min((long) start + count, length + 1L);
    int from = Math.max(start, 1);
    return end <= from ? "" : slice(text, from - 1, (int) end - 1);
  }

  private static String left(String text, int count) {
    int length = length(text);
    int taken = count < 0 ? Math.max(0, length + count) : Math.min(count, length);
    return slice(text, 0, taken);
  }

  private static String right(String text, int count) {
    int length = length(text);
    long from = count < 0 ? Math.min(length, -(long) count) : Math.max(0, length - count);
    return slice(text, (int) from, length);
  }

  private static String splitPart(String text, String separator, int field) {
    if (field == 0) {
      throw invalid("field position must not be zero");
    }
    if (separator.isEmpty()) {
      return field == 1 || field == -1 ? text : "";
    }
    TextSearch search = new TextSearch(separator);
    // From the end: as many fields from the start as there are more than that.
    long wanted = field > 0 ? field : fields(search, text, separator.length()) + field + 1L;
    return wanted < 1 ? "" : field(search, text, separator.length(), wanted);
  }

  private static int fields(TextSearch search, String text, int separatorLength) {
    int fields = 1;
    for (int at = search.find(text, 0); at >= 0; at = search.find(text, at + separatorLength)) {
      fields++;
    }
    return fields;
  }

  private static String field(TextSearch search, String text, int separatorLength, long wanted) {
    int start = 0;
    int end = search.find(text, 0);
    for (long passed = 1; passed < wanted && end >= 0; passed++) {
      start = end + separatorLength;
      end = search.find(text, start);
      if (end < 0 && passed + 1 == wanted) {
        return text.substring(start);
      }
    }
    if (end >= 0) {
      return text.substring(start, end);
    }
    return wanted == 1 ? text : "";
  }

  private static String pad(String text, int wanted, String filler, boolean atStart) {
    int length = length(text);
    if (wanted <= length) {
      return slice(text, 0, Math.max(0, wanted));
    }
    if (filler.isEmpty()) {
      return text;
    }
    Results.checkLength(wanted);
    int missing = wanted - length;
    int fillerLength = length(filler);
    String padding =
        filler.repeat(missing / fillerLength) + slice(filler, 0, missing % fillerLength);
    return atStart ? padding + text : text + padding;
  }

  private static String repeat(String text, int count, EvaluationContext context) {
    long length = (long) text.length() * Math.max(0, count);
    Results.checkLength(length);
    // Before it is made: a large one is not to be made for nothing.
    context.spend(length);
    return text.repeat(Math.max(0, count));
  }

  static EngineException invalid(String message) {
    return new EngineException(ErrorCode.INVALID_PARAMETER_VALUE, message);
  }

  static EngineException negativeLength() {
    return new EngineException(ErrorCode.SUBSTRING_ERROR, "negative substring length not allowed");
  }
}
