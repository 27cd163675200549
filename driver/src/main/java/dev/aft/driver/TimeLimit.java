package dev.aft.driver;

import java.net.SocketTimeoutException;
import java.util.concurrent.TimeUnit;

/** How long something may take as a whole, from the moment this is made. */
final class TimeLimit {
  private final Ticker ticker;
  private final long startNanos;
  private final int millis;

  /**
   * @param millis 0 is for ever
   */
  TimeLimit(Ticker ticker, int millis) {
    this.ticker = ticker;
    this.startNanos = ticker.nanos();
    this.millis = millis;
  }

  /**
   * What a step may take: {@code stepMillis} or what is left, whichever ends first; 0 is for ever.
   */
  int within(int stepMillis) throws SocketTimeoutException {
    if (millis == 0) {
      return stepMillis;
    }
    long left = millis - TimeUnit.NANOSECONDS.toMillis(ticker.nanos() - startNanos);
    if (left <= 0) {
      throw new SocketTimeoutException("the time for connecting is over");
    }
    return (int) (stepMillis == 0 ? left : Math.min(stepMillis, left));
  }
}
