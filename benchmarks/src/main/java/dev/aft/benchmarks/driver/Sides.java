package dev.aft.benchmarks.driver;

import java.util.Locale;
import picocli.CommandLine.Option;

/** The two URLs that a command compares, and how often. */
final class Sides {
  @Option(
      names = "--url",
      required = true,
      paramLabel = "URL",
      description = "JDBC URL of the side that is measured.")
  private String url = "";

  @Option(
      names = "--beside",
      required = true,
      paramLabel = "URL",
      description = "JDBC URL of the side it is compared with.")
  private String beside = "";

  @Option(names = "--pairs", description = "Pairs of samples; default: ${DEFAULT-VALUE}.")
  private int pairs = 15;

  @Option(
      names = "--java-options",
      split = " ",
      description = "Options of the JVMs that are measured, such as -Xmx.")
  private String[] javaOptions = {};

  Side first() {
    return new Side(url);
  }

  Side second() {
    return new Side(beside);
  }

  int pairs() {
    if (pairs < 1) {
      throw new IllegalArgumentException("--pairs starts at 1");
    }
    return pairs;
  }

  String[] javaOptions() {
    return javaOptions.clone();
  }

  /** A URL, and what to call it. */
  record Side(String url) {
    /** The URL up to its host, which tells the driver and the place. */
    String label() {
      int end = url.indexOf('?');
      String plain = end < 0 ? url : url.substring(0, end);
      return plain.toLowerCase(Locale.ROOT).startsWith("jdbc:") ? plain.substring(5) : plain;
    }
  }
}
