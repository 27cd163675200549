package dev.aft.driver;

/** A clock that only measures: nanoseconds since some moment. */
@FunctionalInterface
interface Ticker {
  long nanos();
}
