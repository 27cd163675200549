package dev.aft.conformance.simulation;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import org.slf4j.LoggerFactory;

/** Keeps the engine's warnings about simulated faults, which are many, out of the output. */
final class QuietLog {
  private static final String ENGINE = "dev.aft.engine";

  private QuietLog() {}

  static void begin() {
    level(Level.OFF);
  }

  static void end() {
    level(null);
  }

  private static void level(@org.jspecify.annotations.Nullable Level level) {
    if (LoggerFactory.getLogger(ENGINE) instanceof Logger logger) {
      logger.setLevel(level);
    }
  }
}
