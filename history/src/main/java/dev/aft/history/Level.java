package dev.aft.history;

import java.util.Arrays;
import java.util.Locale;

/** What a history is asked to be. */
public enum Level {
  /** Read atomic as public checkers decide it: sessions see what they did before. */
  READ_ATOMIC,
  /** Read atomic without any promise from one transaction of a session to the next. */
  READ_ATOMIC_WITHOUT_SESSIONS,
  /** A transaction reads committed values, each key always alike, and its own writes. */
  REPEATABLE_READ,
  /** Transactions and sessions read what they wrote. */
  READ_YOUR_WRITES;

  /** Whether a history of this level may not have the anomaly. */
  public boolean forbids(AnomalyKind kind) {
    return switch (this) {
      case READ_ATOMIC -> true;
      case READ_ATOMIC_WITHOUT_SESSIONS -> kind != AnomalyKind.LOST_SESSION_WRITE;
      case REPEATABLE_READ -> kind.compareTo(AnomalyKind.NON_REPEATABLE_READ) <= 0;
      case READ_YOUR_WRITES ->
          kind == AnomalyKind.LOST_OWN_WRITE || kind == AnomalyKind.LOST_SESSION_WRITE;
    };
  }

  boolean withSessions() {
    return this != READ_ATOMIC_WITHOUT_SESSIONS;
  }

  /** The name on the command line, such as {@code read-atomic}. */
  public String title() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /**
   * @throws IllegalArgumentException naming the levels that there are
   */
  public static Level named(String title) {
    return Arrays.stream(values())
        .filter(level -> level.title().equals(title))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "no level '"
                        + title
                        + "'; there are "
                        + String.join(", ", Arrays.stream(values()).map(Level::title).toList())));
  }
}
