package dev.aft.storage.s3.object;

import dev.aft.storage.spi.StorageException;
import dev.aft.storage.spi.StorageException.Reason;
import dev.aft.storage.spi.StorageUri;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Reads the values of an address's parameters; what is wrong with one is in the message. */
final class ParameterValues {
  private static final Pattern AMOUNT = Pattern.compile("(\\d{1,15})\\s*([A-Za-z]+)");
  private static final Map<String, Long> SIZE_UNITS =
      Map.of(
          "b", 1L, "kib", 1L << 10, "mib", 1L << 20, "gib", 1L << 30, "k", 1L << 10, "m", 1L << 20,
          "g", 1L << 30);
  private static final Map<String, Long> TIME_UNITS =
      Map.of("ms", 1L, "s", 1_000L, "min", 60_000L, "h", 3_600_000L);

  private ParameterValues() {}

  /** A size with a unit, in bytes. */
  static long size(StorageUri uri, String name, String otherwise, String least, String most) {
    return amount(uri, name, otherwise, least, most, SIZE_UNITS, "a size");
  }

  /** A time with a unit. */
  static Duration time(StorageUri uri, String name, String otherwise, String least, String most) {
    return Duration.ofMillis(amount(uri, name, otherwise, least, most, TIME_UNITS, "a time"));
  }

  static int count(StorageUri uri, String name, int otherwise, int least, int most) {
    String text = uri.parameter(name, Integer.toString(otherwise));
    try {
      int value = Integer.parseInt(text);
      if (value >= least && value <= most) {
        return value;
      }
    } catch (NumberFormatException e) {
      // The message below is the same for text that is no number and for a number out of range.
    }
    throw wrong(name, "a whole number from " + least + " to " + most, text);
  }

  static boolean flag(StorageUri uri, String name, boolean otherwise) {
    String text = uri.parameter(name, Boolean.toString(otherwise));
    return switch (text) {
      case "true" -> true;
      case "false" -> false;
      default -> throw wrong(name, "true or false", text);
    };
  }

  /** A constant, written in lower case with dashes. */
  static <E extends Enum<E>> E choice(StorageUri uri, String name, E otherwise, Class<E> type) {
    String text = uri.parameter(name, label(otherwise));
    return Arrays.stream(type.getEnumConstants())
        .filter(constant -> label(constant).equals(text))
        .findFirst()
        .orElseThrow(
            () ->
                wrong(
                    name,
                    Arrays.stream(type.getEnumConstants())
                        .map(ParameterValues::label)
                        .collect(Collectors.joining(" or ")),
                    text));
  }

  private static String label(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  private static long amount(
      StorageUri uri,
      String name,
      String otherwise,
      String least,
      String most,
      Map<String, Long> units,
      String kind) {
    String text = uri.parameter(name, otherwise);
    long value = amount(text, units);
    if (value < amount(least, units) || value > amount(most, units)) {
      throw wrong(name, kind + " from " + least + " to " + most, text);
    }
    return value;
  }

  /** Negative for what is no amount. */
  private static long amount(String text, Map<String, Long> units) {
    Matcher matcher = AMOUNT.matcher(text.trim());
    Long unit = matcher.matches() ? units.get(matcher.group(2).toLowerCase(Locale.ROOT)) : null;
    if (unit == null) {
      return -1;
    }
    long number = Long.parseLong(matcher.group(1));
    return number > Long.MAX_VALUE / unit ? Long.MAX_VALUE : number * unit;
  }

  private static StorageException wrong(String name, String what, String text) {
    return new StorageException(
        Reason.MISCONFIGURED, name + " is " + what + ". " + name + "=" + text);
  }
}
