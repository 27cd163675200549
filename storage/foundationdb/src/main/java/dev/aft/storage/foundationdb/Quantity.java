package dev.aft.storage.foundationdb;

import dev.aft.storage.spi.StorageException;
import dev.aft.storage.spi.StorageException.Reason;
import dev.aft.storage.spi.StorageUri;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Parameters that are a number with a unit, such as {@code 10 s} and {@code 1 MiB}. */
final class Quantity {
  private static final Map<String, Long> MILLIS =
      Map.of("ms", 1L, "s", 1000L, "min", 60_000L, "h", 3_600_000L);
  private static final Map<String, Long> BYTES =
      Map.of("B", 1L, "KiB", 1L << 10, "MiB", 1L << 20, "GiB", 1L << 30);
  private static final Pattern FORM = Pattern.compile("(\\d{1,12})\\s*([A-Za-z]*)");

  private Quantity() {}

  /** The bounds of a parameter, both of them allowed. */
  record Bounds(long least, long most) {}

  static long millis(StorageUri uri, String name, String otherwise, Bounds bounds) {
    return parse(name, uri.parameter(name, otherwise), MILLIS, bounds);
  }

  static long bytes(StorageUri uri, String name, String otherwise, Bounds bounds) {
    return parse(name, uri.parameter(name, otherwise), BYTES, bounds);
  }

  static long number(StorageUri uri, String name, String otherwise, Bounds bounds) {
    return parse(name, uri.parameter(name, otherwise), Map.of("", 1L), bounds);
  }

  private static long parse(String name, String text, Map<String, Long> units, Bounds bounds) {
    Matcher matcher = FORM.matcher(text.trim());
    Long unit = matcher.matches() ? units.get(matcher.group(2)) : null;
    if (unit != null) {
      long value = Long.parseLong(matcher.group(1)) * unit;
      if (value >= bounds.least() && value <= bounds.most()) {
        return value;
      }
    }
    throw new StorageException(Reason.MISCONFIGURED, advice(name, text, units, bounds));
  }

  private static String advice(String name, String text, Map<String, Long> units, Bounds bounds) {
    if (units.containsKey("")) {
      return name
          + " is a whole number from "
          + bounds.least()
          + " to "
          + bounds.most()
          + ". "
          + name
          + "="
          + text;
    }
    boolean bytes = units.containsKey("B");
    return name
        + " is a whole number with a unit ("
        + units.keySet().stream().sorted().collect(Collectors.joining(", "))
        + "), from "
        + bounds.least()
        + (bytes ? " B" : " ms")
        + " to "
        + bounds.most()
        + (bytes ? " B. " : " ms. ")
        + name
        + "="
        + text;
  }
}
