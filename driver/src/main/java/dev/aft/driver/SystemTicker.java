package dev.aft.driver;

import java.util.concurrent.TimeUnit;

/** The time of the running machine. */
@AmbientApi
enum SystemTicker implements Ticker {
  INSTANCE;

  @Override
  public long nanos() {
    return System.nanoTime();
  }

  @Override
  public void pause(int millis) throws InterruptedException {
    TimeUnit.MILLISECONDS.sleep(millis);
  }
}
