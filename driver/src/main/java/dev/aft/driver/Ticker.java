package dev.aft.driver;

/** Clocks: one that only measures, nanoseconds since some moment, and the one on the wall. */
interface Ticker {
  long nanos();

  /** The time of day, which may jump. */
  long wallMillis();

  /** Keeps the calling thread waiting. */
  void pause(int millis) throws InterruptedException;
}
