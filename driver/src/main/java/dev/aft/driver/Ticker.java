package dev.aft.driver;

/** A clock that only measures: nanoseconds since some moment. */
interface Ticker {
  long nanos();

  /** Keeps the calling thread waiting. */
  void pause(int millis) throws InterruptedException;
}
