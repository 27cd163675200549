package dev.aft.storage.s3.object;

import java.time.Duration;

/**
 * What a {@link FaultyObjects} does to one call.
 *
 * @param before how long the call waits before it is made
 * @param after how long its answer waits
 */
public record ObjectFate(Fault fault, Duration before, Duration after) {
  /** The call goes through at once. */
  public static final ObjectFate NONE = of(Fault.NONE);

  /** What goes wrong. */
  public enum Fault {
    /** Nothing: the call goes through. */
    NONE,
    /** Fails, and nothing is done. */
    NOT_DONE,
    /** Fails as throttled, and nothing is done. */
    THROTTLED,
    /** A write is done, and fails with an unknown outcome; a read fails. */
    UNKNOWN_BUT_DONE,
    /** A write is not done, and fails with an unknown outcome; a read fails. */
    UNKNOWN_AND_NOT_DONE,
    /**
     * A write fails with an unknown outcome after {@code before}, and is done after {@code after}
     * more; a read fails.
     */
    UNKNOWN_AND_DONE_LATER,
    /** Nothing is done and the future never completes. */
    NEVER_ANSWERED
  }

  public static ObjectFate of(Fault fault) {
    return new ObjectFate(fault, Duration.ZERO, Duration.ZERO);
  }

  /** The call goes through, each way of it slowly. */
  public static ObjectFate delayed(Duration before, Duration after) {
    return new ObjectFate(Fault.NONE, before, after);
  }
}
