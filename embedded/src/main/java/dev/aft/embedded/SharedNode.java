package dev.aft.embedded;

import dev.aft.session.Node;
import dev.aft.session.Sessions;
import dev.aft.storage.spi.StorageUri;
import dev.aft.storage.spi.Stores;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The node of one store in this process, counted by its connections. States: not yet open, open,
 * retired; a retired one is never used again, and its store is closed. One lock guards all fields
 * and is held while the node opens and closes, so that whoever connects meanwhile waits for the
 * store to be free again.
 */
final class SharedNode {
  private final StorageUri identity;
  private final StorageUri uri;
  private final LostStores lost;
  private final ReentrantLock lock = new ReentrantLock();
  private @Nullable Opened opened;
  private int connections;
  private boolean keptOpen;
  private boolean retired;

  SharedNode(StorageUri identity, StorageUri uri, LostStores lost) {
    this.identity = identity;
    this.uri = uri;
    this.lost = lost;
  }

  /** What is there while the node is open. */
  private record Opened(Surroundings surroundings, Node node, Thread atExit) {}

  /**
   * Counts a connection and opens the node for the first.
   *
   * @return false if the node is retired: the caller starts again with a new one
   * @param asked an address of the same identity
   * @throws OtherParametersException if the node is open with other parameters
   */
  boolean acquire(StorageUri asked, boolean keepOpen) {
    lock.lock();
    try {
      if (opened != null && connections == 0 && hasLostStore(opened)) {
        retire();
      }
      if (retired) {
        return false;
      }
      if (opened == null) {
        open();
      } else if (!options(asked).isEmpty() && !options(asked).equals(options(uri))) {
        throw new OtherParametersException(uri, asked.parameters());
      }
      connections++;
      keptOpen |= keepOpen;
      return true;
    } finally {
      lock.unlock();
    }
  }

  /** The parameters that say how the store is used, not which one it is. */
  private Map<String, String> options(StorageUri address) {
    Map<String, String> options = new HashMap<>(address.parameters());
    options.keySet().removeAll(identity.parameters().keySet());
    return options;
  }

  /** Then every connection ends with 57P02. */
  private static boolean hasLostStore(Opened open) {
    return open.node.sessions().storeTaken().isDone();
  }

  private void open() {
    retired = true;
    lost.requireMayOpen(identity);
    Surroundings surroundings = new Surroundings();
    try {
      Node node = Node.open(Stores.open(uri), Node.Settings.DEFAULT, surroundings.environment());
      Thread atExit = new Thread(this::retire, "aft-embedded-exit");
      opened = new Opened(surroundings, node, atExit);
      Runtime.getRuntime().addShutdownHook(atExit);
      retired = false;
    } finally {
      if (retired) {
        close();
        surroundings.close();
      }
    }
  }

  Sessions sessions() {
    return require().node.sessions();
  }

  Executor worker() {
    return require().surroundings.environment().worker();
  }

  LongSupplier nanoTime() {
    return require().surroundings.environment().nanoTime();
  }

  private Opened require() {
    lock.lock();
    try {
      Opened open = opened;
      if (open == null) {
        throw new IllegalStateException("the node is not open");
      }
      return open;
    } finally {
      lock.unlock();
    }
  }

  /** A connection has closed; the node closes with the last one. */
  void release() {
    lock.lock();
    try {
      connections--;
      Opened open = opened;
      boolean isUseful = keptOpen && open != null && !hasLostStore(open);
      if (connections == 0 && !isUseful && !retired) {
        retire();
      }
    } finally {
      lock.unlock();
    }
  }

  boolean isRetired() {
    lock.lock();
    try {
      return retired;
    } finally {
      lock.unlock();
    }
  }

  /** Closes the node whoever uses it; also when the process ends. */
  private void retire() {
    lock.lock();
    try {
      if (!retired) {
        retired = true;
        close();
      }
    } finally {
      lock.unlock();
    }
  }

  private void close() {
    Opened open = opened;
    if (open != null) {
      if (hasLostStore(open)) {
        lost.noteLoss(identity);
      }
      try {
        open.node.close();
      } finally {
        open.surroundings.close();
        forget(open.atExit);
      }
    }
  }

  private static void forget(Thread atExit) {
    if (Thread.currentThread() != atExit) {
      try {
        Runtime.getRuntime().removeShutdownHook(atExit);
      } catch (IllegalStateException e) {
        // The process is ending: the hook runs, and finds the node retired.
      }
    }
  }
}
