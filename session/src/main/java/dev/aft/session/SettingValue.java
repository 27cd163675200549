package dev.aft.session;

import dev.aft.engine.EngineException;
import dev.aft.engine.transaction.CausalityToken;
import dev.aft.grammar.LetterCase;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The forms that values of settings may take. All refuse with IllegalArgumentException. */
final class SettingValue {
  private static final Pattern DURATION = Pattern.compile("(\\d{1,10})\\s*(us|ms|s|min|h|d)?");

  /** POSIX counts hours west of Greenwich: UTC+2 is two hours behind. */
  private static final Pattern POSIX_ZONE =
      Pattern.compile("(?:UTC|GMT)([+-])(\\d{1,2})(?::?(\\d{2}))?", Pattern.CASE_INSENSITIVE);

  private static final Pattern HOURS = Pattern.compile("([+-]?)(\\d{1,2})(?::(\\d{2}))?");

  /** Milliseconds of each unit, longest first, as they are shown. */
  private static final List<Map.Entry<String, Long>> UNITS =
      List.of(
          Map.entry("d", 86_400_000L),
          Map.entry("h", 3_600_000L),
          Map.entry("min", 60_000L),
          Map.entry("s", 1_000L),
          Map.entry("ms", 1L));

  private static final int MAX_APPLICATION_NAME = 63;

  private SettingValue() {}

  static String causalityToken(String value) {
    try {
      return value.isEmpty() ? value : CausalityToken.parse(value).toText();
    } catch (EngineException e) {
      throw new IllegalArgumentException("it takes an answer of SHOW CAUSALITY TOKEN", e);
    }
  }

  static UnaryOperator<String> fixed() {
    return value -> {
      throw new IllegalArgumentException("it cannot be changed");
    };
  }

  static UnaryOperator<String> oneOf(String... allowed) {
    List<String> values = List.of(allowed);
    return value -> {
      String lower = LetterCase.lower(value);
      if (values.contains(lower)) {
        return lower;
      }
      throw new IllegalArgumentException("it takes " + String.join(", ", values));
    };
  }

  static UnaryOperator<String> bool() {
    return value ->
        switch (LetterCase.lower(value)) {
          case "on", "true", "yes", "1", "t", "y" -> "on";
          case "off", "false", "no", "0", "f", "n" -> "off";
          default -> throw new IllegalArgumentException("it takes on or off");
        };
  }

  static UnaryOperator<String> integer(int min, int max) {
    return value -> {
      try {
        int number = Integer.parseInt(value.strip());
        if (number >= min && number <= max) {
          return Integer.toString(number);
        }
      } catch (NumberFormatException e) {
        // Told below, together with what is out of range.
      }
      throw new IllegalArgumentException("it takes a number from " + min + " to " + max);
    };
  }

  static UnaryOperator<String> duration() {
    return value -> show(milliseconds(value));
  }

  /** The milliseconds of {@code 500}, {@code '5s'} or {@code '2 min'}. */
  static long milliseconds(String value) {
    Matcher matcher = DURATION.matcher(LetterCase.lower(value.strip()));
    if (!matcher.matches()) {
      throw new IllegalArgumentException(
          "it takes milliseconds, or a number with ms, s, min, h or d");
    }
    long number = Long.parseLong(matcher.group(1));
    String unit = matcher.group(2) == null ? "ms" : matcher.group(2);
    long millis =
        unit.equals("us")
            ? number / 1000
            : Math.multiplyExact(
                number,
                UNITS.stream()
                    .filter(u -> u.getKey().equals(unit))
                    .findFirst()
                    .orElseThrow()
                    .getValue());
    if (millis > Integer.MAX_VALUE) {
      throw new IllegalArgumentException("it takes at most " + Integer.MAX_VALUE + " ms");
    }
    return millis;
  }

  private static String show(long millis) {
    if (millis == 0) {
      return "0";
    }
    for (Map.Entry<String, Long> unit : UNITS) {
      if (millis % unit.getValue() == 0) {
        return millis / unit.getValue() + unit.getKey();
      }
    }
    throw new AssertionError("every number of milliseconds is a multiple of one");
  }

  static String applicationName(String value) {
    StringBuilder name = new StringBuilder();
    for (int i = 0; i < value.length() && name.length() < MAX_APPLICATION_NAME; i++) {
      char c = value.charAt(i);
      name.append(c >= 32 && c < 127 ? c : '?');
    }
    return name.toString();
  }

  static String encoding(String value) {
    String name = LetterCase.upper(value).replaceAll("[^A-Z0-9]", "");
    return switch (name) {
      case "UTF8", "UNICODE" -> "UTF8";
      // What psql asks for in the C locale: bytes pass unchanged, so it works for what is UTF-8.
      case "SQLASCII" -> "SQL_ASCII";
      default -> throw new IllegalArgumentException("it takes UTF8 only");
    };
  }

  static String dateStyle(String value) {
    String order = "MDY";
    for (String part : LetterCase.upper(value).split(",", -1)) {
      switch (part.strip()) {
        case "ISO" -> {}
        case "MDY", "US", "NONEURO", "NONEUROPEAN" -> order = "MDY";
        case "DMY", "EURO", "EUROPEAN" -> order = "DMY";
        case "YMD" -> order = "YMD";
        default -> throw new IllegalArgumentException("it takes ISO only");
      }
    }
    return "ISO, " + order;
  }

  static String isolation(String value) {
    return switch (LetterCase.lower(value).replace('_', ' ').strip()) {
      case "read uncommitted" -> "read uncommitted";
      case "read committed" -> "read committed";
      case "repeatable read" -> "repeatable read";
      default ->
          throw new IllegalArgumentException(
              "it takes read uncommitted, read committed or repeatable read");
    };
  }

  /** The first schema of a path; {@code "$user"} and pg_catalog are passed over. */
  static String searchPath(String value) {
    for (String part : value.split(",", -1)) {
      String name = part.strip();
      if (name.length() > 1 && name.startsWith("\"") && name.endsWith("\"")) {
        name = name.substring(1, name.length() - 1).replace("\"\"", "\"");
      }
      if (!name.isEmpty() && !name.equals("$user") && !name.equals("pg_catalog")) {
        return name;
      }
    }
    return "public";
  }

  static String timeZone(String value) {
    zone(value);
    String name = value.strip();
    return name.equalsIgnoreCase("utc") || name.equalsIgnoreCase("z") ? "UTC" : name;
  }

  /** The zone of a name, of hours east of Greenwich, or of a POSIX form such as {@code UTC+2}. */
  static ZoneId zone(String value) {
    String name = value.strip();
    try {
      Matcher posix = POSIX_ZONE.matcher(name);
      if (posix.matches()) {
        return offset(!posix.group(1).equals("-"), posix);
      }
      Matcher hours = HOURS.matcher(name);
      if (hours.matches()) {
        return offset(hours.group(1).equals("-"), hours);
      }
      return name.equalsIgnoreCase("utc") || name.equalsIgnoreCase("gmt")
          ? ZoneOffset.UTC
          : ZoneId.of(name);
    } catch (DateTimeException e) {
      throw new IllegalArgumentException("it takes the name of a time zone", e);
    }
  }

  private static ZoneOffset offset(boolean west, Matcher matcher) {
    String minutes = matcher.group(3);
    int seconds =
        Integer.parseInt(matcher.group(2)) * 3600
            + (minutes == null ? 0 : Integer.parseInt(minutes) * 60);
    return ZoneOffset.ofTotalSeconds(west ? -seconds : seconds);
  }
}
