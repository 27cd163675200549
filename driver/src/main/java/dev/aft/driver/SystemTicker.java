package dev.aft.driver;

/** The ticker of the running machine. */
@AmbientApi
enum SystemTicker implements Ticker {
  INSTANCE;

  @Override
  public long nanos() {
    return System.nanoTime();
  }
}
