package dev.aft.conformance.crash;

/** Where the node is now, for clients that outlive it. Thread-safe. */
public final class NodeAddress {
  private int port;
  private int generation;
  private boolean down;
  private boolean ended;

  /** A port, and the number of the process behind it. */
  record Address(int port, int generation) {}

  public synchronized void moveTo(int newPort) {
    port = newPort;
    generation++;
    down = false;
    notifyAll();
  }

  /** For {@link #awaitPort}: there is no node until the next one moves in. */
  public synchronized void goDown() {
    down = true;
  }

  /** The port of a node that is not known to be down. */
  public synchronized int awaitPort() throws InterruptedException {
    while (down && !ended) {
      wait();
    }
    return port;
  }

  /** Nothing will come any more: lets go whoever waits. */
  public synchronized void end() {
    ended = true;
    notifyAll();
  }

  synchronized boolean isEnded() {
    return ended;
  }

  synchronized Address current() {
    return new Address(port, generation);
  }

  /** Waits until the node of {@code lost} has a successor, or the end. */
  synchronized Address awaitAfter(Address lost) throws InterruptedException {
    while (generation == lost.generation() && !ended) {
      wait();
    }
    return current();
  }
}
