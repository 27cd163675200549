package dev.aft.conformance.damage;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Every statement of the SQL files and of the documentation, and what becomes of them. */
final class SqlCorpus {
  private static final Path ROOT = Path.of("..");
  private static final Pattern SQL_BLOCK = Pattern.compile("```sql\n(.*?)```", Pattern.DOTALL);
  private static final Pattern TOKEN =
      Pattern.compile("\\s+|\\w+|'(?:[^']|'')*'|\"[^\"]*\"|.", Pattern.DOTALL);

  private static final List<String> MORE =
      List.of(
          "BEGIN WITH (idempotency_key = 'order-1', timeout = '30 s')",
          "COMMIT WITH (result = 'done')",
          "SUSPEND",
          "RESUME 'token' WITH (takeover = true, on_close = 'suspend')",
          "SHOW OUTCOME OF '01890a5d-ac96-774b-bcce-b302099a8057'",
          "SHOW OUTCOME OF '01890a5d-ac96-774b-bcce-b302099a8057' FINAL",
          "SHOW CAUSALITY TOKEN",
          "SHOW TRANSACTION ID",
          "BEGIN WITH (after = 'AQAAAAE')",
          "SET after = 'x'",
          "SELECT repeat('x', 2147483647), lpad('', 2147483647, 'x')",
          "SELECT 1e131071 * 1e131071, 10 ^ 308, power(10, 100000)",
          "SELECT E'\\u0000', X'00', '\u0000', U&'\\0000'",
          "SELECT date '5874897-12-31' + 1, timestamp '294276-12-31 23:59:59.999999'");

  private static final List<String> PIECES =
      List.of(
          "'",
          "\"",
          "(",
          ")",
          ",",
          ";",
          "--",
          "/*",
          "*/",
          "$1",
          "?",
          "::",
          "NULL",
          "NOT",
          "\u0000",
          "\ud800",
          "😀",
          "\u202e",
          "\\",
          "-9223372036854775808",
          "1e400",
          "NaN",
          "0",
          "''",
          "SELECT",
          "FROM",
          "WHERE",
          "CASE",
          "END",
          "IN",
          "LIKE",
          "BETWEEN",
          "$$",
          "E'\\",
          "X'0'",
          ".",
          "*");

  private final List<String> statements = new ArrayList<>(MORE);

  SqlCorpus() {
    try (Stream<Path> scripts =
            Files.walk(ROOT.resolve("conformance-tests/src/test/resources/sql"));
        Stream<Path> pages = Files.walk(ROOT.resolve("docs"))) {
      scripts.filter(file -> file.toString().endsWith(".test")).sorted().forEach(this::addScript);
      pages.filter(file -> file.toString().endsWith(".md")).sorted().forEach(this::addPage);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A block begins with a line about what is expected, and ends where the expected rows begin. */
  private void addScript(Path file) {
    for (String block : read(file).split("\n\\s*\n", -1)) {
      String sql = block.replaceAll("(?m)^#.*$", "").strip();
      int firstLine = sql.indexOf('\n');
      if (firstLine > 0) {
        statements.add(sql.substring(firstLine + 1).split("\n----", -1)[0]);
      }
    }
  }

  private void addPage(Path file) {
    Matcher block = SQL_BLOCK.matcher(read(file));
    while (block.find()) {
      statements.addAll(Arrays.asList(block.group(1).split(";")));
    }
  }

  int size() {
    return statements.size();
  }

  String whole(SplittableRandom random) {
    return statements.get(random.nextInt(statements.size()));
  }

  /** A statement that may be wrong in any way. */
  String damaged(SplittableRandom random) {
    String sql = whole(random);
    return switch (random.nextInt(10)) {
      case 0 -> sql;
      case 1 -> shuffled(sql, random);
      case 2 -> spliced(sql, whole(random), random);
      case 3 -> nested(sql, random);
      case 4 -> withHugeLiteral(sql, random);
      case 5 -> sql + ";" + whole(random) + ";" + whole(random);
      default -> withPieces(sql, random);
    };
  }

  private static List<String> tokens(String sql) {
    List<String> tokens = new ArrayList<>();
    Matcher matcher = TOKEN.matcher(sql);
    while (matcher.find()) {
      tokens.add(matcher.group());
    }
    return tokens;
  }

  private static String shuffled(String sql, SplittableRandom random) {
    List<String> tokens = tokens(sql);
    for (int swaps = 1 + random.nextInt(4); swaps > 0 && !tokens.isEmpty(); swaps--) {
      int one = random.nextInt(tokens.size());
      tokens.set(one, tokens.set(random.nextInt(tokens.size()), tokens.get(one)));
    }
    return String.join("", tokens);
  }

  private static String spliced(String sql, String other, SplittableRandom random) {
    return sql.substring(0, random.nextInt(sql.length() + 1))
        + other.substring(random.nextInt(other.length() + 1));
  }

  private static String nested(String sql, SplittableRandom random) {
    int depth = 1 << random.nextInt(14);
    String open = List.of("(", "NOT ", "-", "CASE WHEN ", "[", "abs(").get(random.nextInt(6));
    String upper = sql.toUpperCase(Locale.ROOT);
    int at = Math.max(0, upper.contains("WHERE") ? upper.indexOf("WHERE") + 6 : sql.length() / 2);
    int cut = Math.min(at, sql.length());
    return sql.substring(0, cut)
        + open.repeat(depth)
        + "1"
        + (open.endsWith("(") ? ")".repeat(depth) : "")
        + sql.substring(cut);
  }

  private static String withHugeLiteral(String sql, SplittableRandom random) {
    int size = 1 << random.nextInt(19);
    String literal =
        switch (random.nextInt(4)) {
          case 0 -> "'" + "é".repeat(size) + "'";
          case 1 -> "9".repeat(size);
          case 2 -> "X'" + "0f".repeat(size) + "'";
          default -> "(1" + ",1".repeat(size / 16) + ")";
        };
    List<String> tokens = tokens(sql);
    if (!tokens.isEmpty()) {
      tokens.set(random.nextInt(tokens.size()), literal);
    }
    return String.join("", tokens);
  }

  private static String withPieces(String sql, SplittableRandom random) {
    StringBuilder text = new StringBuilder(sql);
    for (int places = 1 + random.nextInt(3); places > 0; places--) {
      int start = random.nextInt(text.length() + 1);
      int end = Math.min(text.length(), start + random.nextInt(4));
      text.replace(start, end, PIECES.get(random.nextInt(PIECES.size())));
    }
    return text.toString();
  }
}
