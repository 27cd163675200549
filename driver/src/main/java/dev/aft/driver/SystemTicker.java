package dev.aft.driver;

import java.security.SecureRandom;
import java.util.concurrent.TimeUnit;

/** The time and the randomness of the running machine. */
@AmbientApi
enum SystemTicker implements Ticker {
  INSTANCE;

  @Override
  public long nanos() {
    return System.nanoTime();
  }

  @Override
  public long wallMillis() {
    return System.currentTimeMillis();
  }

  /** Seeded by the system now, so that copies of a process do not draw the same. */
  static SecureRandom newRandom() {
    return new SecureRandom();
  }

  @Override
  public void pause(int millis) throws InterruptedException {
    TimeUnit.MILLISECONDS.sleep(millis);
  }
}
