package dev.aft.server;

import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.Properties;

/**
 * What the statistics of sessions, engine and store are called as metrics, and their help texts.
 *
 * <p>The parts below the node name their numbers without knowing Prometheus; which of them only
 * ever rise, and so end in {@code _total}, stands in {@code statistics.properties} beside this
 * class.
 */
final class StatisticNames {
  private static final String TOTAL = "_total";
  private static final Properties HELP = load();

  private StatisticNames() {}

  /** The name of a statistic as a metric, without the leading {@code aft_}. */
  static String of(String statistic) {
    String name = statistic.replace('.', '_');
    return HELP.containsKey(name + TOTAL) ? name + TOTAL : name;
  }

  /** Empty for a name that nobody has described yet. */
  static String help(String name) {
    return HELP.getProperty(name, "");
  }

  private static Properties load() {
    Properties properties = new Properties();
    try (Reader reader =
        new InputStreamReader(
            Objects.requireNonNull(
                StatisticNames.class.getResourceAsStream("statistics.properties")),
            StandardCharsets.UTF_8)) {
      properties.load(reader);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return properties;
  }
}
