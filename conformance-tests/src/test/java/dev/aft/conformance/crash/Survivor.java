package dev.aft.conformance.crash;

import dev.aft.conformance.crash.NodeAddress.Address;
import dev.aft.conformance.wire.SqlError;
import dev.aft.conformance.wire.WireConnection;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * A client that goes on when its node dies: it waits for the next process and begins its piece of
 * work again, until it is told to stop.
 */
public abstract class Survivor implements Runnable {
  private final NodeAddress node;
  private volatile boolean stopping;
  private volatile @Nullable Throwable failure;
  private final AtomicInteger rounds = new AtomicInteger();

  Survivor(NodeAddress node) {
    this.node = node;
  }

  /**
   * One piece of work. A lost connection ends it with an IOException, and it is begun again; any
   * other failure is what the test is looking for.
   */
  abstract void work(WireConnection connection) throws IOException, SqlError, InterruptedException;

  @Override
  public final void run() {
    Address address = node.current();
    while (!stopping && !node.isEnded()) {
      try {
        workWhileItLives(address);
        if (!stopping) {
          address = node.awaitAfter(address);
        }
      } catch (InterruptedException e) {
        return;
      } catch (Exception | AssertionError e) {
        failure = e;
        return;
      }
    }
  }

  private void workWhileItLives(Address address) throws SqlError, InterruptedException {
    try (WireConnection connection = WireConnection.connect(address.port())) {
      while (!stopping) {
        work(connection);
        rounds.incrementAndGet();
      }
    } catch (IOException e) {
      // The node died. What became of the work is found out by beginning it again.
      return;
    }
  }

  /** Ends after the piece of work under way. */
  public void stop() {
    stopping = true;
  }

  /** Pieces of work finished so far. */
  public int rounds() {
    return rounds.get();
  }

  /** Fails when the client has found something wrong. */
  public void check() {
    Throwable found = failure;
    if (found != null) {
      throw new AssertionError(getClass().getSimpleName() + " failed: " + found, found);
    }
  }
}
