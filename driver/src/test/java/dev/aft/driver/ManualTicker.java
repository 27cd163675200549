package dev.aft.driver;

/** Time that passes only when somebody waits. */
final class ManualTicker implements Ticker {
  private long nanos;
  int pauses;

  /** By how much the clock on the wall has jumped. */
  long wallOffset;

  Runnable onPause = () -> {};

  @Override
  public long nanos() {
    return nanos;
  }

  @Override
  public long wallMillis() {
    return nanos / 1_000_000 + wallOffset;
  }

  @Override
  public void pause(int millis) throws InterruptedException {
    pauses++;
    pass(millis);
    onPause.run();
    if (Thread.interrupted()) {
      throw new InterruptedException();
    }
  }

  void pass(long millis) {
    nanos += millis * 1_000_000;
  }
}
