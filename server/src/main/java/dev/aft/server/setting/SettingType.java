package dev.aft.server.setting;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How the text of a setting is read. A wrong text is an {@link IllegalArgumentException} that says
 * what is right.
 */
enum SettingType {
  TEXT("text") {
    @Override
    Object parse(String text) {
      if (text.isBlank()) {
        throw new IllegalArgumentException("must not be empty");
      }
      return text;
    }
  },
  /** Empty for none. */
  FILE("file") {
    @Override
    Object parse(String text) {
      try {
        return Path.of(text).toString();
      } catch (InvalidPathException e) {
        throw new IllegalArgumentException("must be the name of a file", e);
      }
    }
  },
  /** Empty for none; never shown. */
  SECRET("text") {
    @Override
    Object parse(String text) {
      return text;
    }
  },
  TLS_MODE("off, allow or require") {
    @Override
    Object parse(String text) {
      return oneOf(text, "off", "allow", "require");
    }
  },
  TLS_CLIENT_AUTH("none, want or need") {
    @Override
    Object parse(String text) {
      return oneOf(text, "none", "want", "need");
    }
  },
  TLS_VERSION("TLSv1.2 or TLSv1.3") {
    @Override
    Object parse(String text) {
      return oneOf(text, "TLSv1.2", "TLSv1.3");
    }
  },
  TLS_PROVIDER("auto, boringssl or jdk") {
    @Override
    Object parse(String text) {
      return oneOf(text, "auto", "boringssl", "jdk");
    }
  },
  ADDRESS("host:port") {
    @Override
    Object parse(String text) {
      return ListenAddress.parse(text);
    }
  },
  SWITCH("on or off") {
    @Override
    Object parse(String text) {
      return switch (text.toLowerCase(Locale.ROOT)) {
        case "on", "true", "yes" -> true;
        case "off", "false", "no" -> false;
        default -> throw new IllegalArgumentException("must be on or off");
      };
    }
  },
  LEVEL("log level") {
    @Override
    Object parse(String text) {
      String level = text.toUpperCase(Locale.ROOT);
      if (!LEVELS.contains(level)) {
        throw new IllegalArgumentException("must be one of " + String.join(", ", LEVELS));
      }
      return level;
    }
  },
  COUNT("number") {
    @Override
    Object parse(String text) {
      try {
        return Long.parseLong(text.replace("_", ""));
      } catch (NumberFormatException e) {
        throw new IllegalArgumentException("must be a whole number", e);
      }
    }
  },
  SIZE("size: B, KiB, MiB or GiB") {
    @Override
    Object parse(String text) {
      return amount(text, SIZE_UNITS, "must be a size such as 64 KiB, 16 MiB or 1 GiB");
    }
  },
  DURATION("time: ms, s, min, h or d") {
    @Override
    Object parse(String text) {
      return Duration.ofMillis(
          amount(text, TIME_UNITS, "must be a time such as 500 ms, 30 s, 15 min or 1 h"));
    }
  };

  private static final List<String> LEVELS = List.of("TRACE", "DEBUG", "INFO", "WARN", "ERROR");
  private static final Pattern AMOUNT = Pattern.compile("(\\d{1,15})\\s*([A-Za-z]+)");
  private static final Map<String, Long> SIZE_UNITS =
      Map.of(
          "b", 1L, "kib", 1L << 10, "mib", 1L << 20, "gib", 1L << 30, "k", 1L << 10, "m", 1L << 20,
          "g", 1L << 30);
  private static final Map<String, Long> TIME_UNITS =
      Map.of("ms", 1L, "s", 1_000L, "min", 60_000L, "h", 3_600_000L, "d", 86_400_000L);

  private final String form;

  SettingType(String form) {
    this.form = form;
  }

  /** What a value looks like, in a word or three. */
  String form() {
    return form;
  }

  abstract Object parse(String text);

  private static String oneOf(String text, String... choices) {
    for (String choice : choices) {
      if (choice.equalsIgnoreCase(text)) {
        return choice;
      }
    }
    throw new IllegalArgumentException("must be one of " + String.join(", ", choices));
  }

  private static long amount(String text, Map<String, Long> units, String advice) {
    Matcher matcher = AMOUNT.matcher(text);
    Long unit = matcher.matches() ? units.get(matcher.group(2).toLowerCase(Locale.ROOT)) : null;
    if (unit == null) {
      throw new IllegalArgumentException(advice);
    }
    try {
      return Math.multiplyExact(Long.parseLong(matcher.group(1)), unit);
    } catch (ArithmeticException e) {
      throw new IllegalArgumentException("is too large", e);
    }
  }
}
