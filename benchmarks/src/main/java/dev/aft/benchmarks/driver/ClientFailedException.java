package dev.aft.benchmarks.driver;

import org.jspecify.annotations.Nullable;

/** A client ended without its answer; the message is one line, for whoever gave the URL. */
public final class ClientFailedException extends RuntimeException {
  private static final long serialVersionUID = 1L;
  private static final String UNCAUGHT = "Exception in thread \"main\" ";

  /**
   * @param firstLine what the client has written first; null for nothing
   */
  ClientFailedException(String url, @Nullable String firstLine) {
    super(
        "the client of "
            + new Sides.Side(url).label()
            + " has failed: "
            + (firstLine == null ? "it said nothing" : firstLine.replace(UNCAUGHT, "")));
  }
}
