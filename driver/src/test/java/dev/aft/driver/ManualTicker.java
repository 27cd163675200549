package dev.aft.driver;

/** Time that passes only when somebody waits. */
final class ManualTicker implements Ticker {
  private long nanos;
  int pauses;
  Runnable onPause = () -> {};

  @Override
  public long nanos() {
    return nanos;
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
