package dev.aft.storage.foundationdb;

import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/**
 * Why a cluster does not answer, where that is a reason of its own: a cluster without free space
 * gives out no read versions and reports no error, so that everything just takes too long. Its
 * status tells. Thread-safe.
 */
final class Diagnosis {
  /** FoundationDB answers a read of this key with its status, without a read version. */
  private static final byte[] STATUS_KEY =
      "\u00ff\u00ff/status/json".getBytes(StandardCharsets.ISO_8859_1);

  private static final Pattern NO_SPACE =
      Pattern.compile(
          "\"performance_limited_by\"\\s*:\\s*\\{[^}]*\"name\"\\s*:\\s*"
              + "\"(storage|log)_server_min_free_space");

  private boolean underWay;
  private volatile boolean full;

  boolean isFull() {
    return full;
  }

  /** Something was done, so that there is nothing to explain. */
  void answered() {
    if (full) {
      full = false;
    }
  }

  /** Reads the status, unless that is being done. The next call that times out knows the answer. */
  void look(Transactions transactions) {
    synchronized (this) {
      if (underWay) {
        return;
      }
      underWay = true;
    }
    Futures.whenDone(
        transactions.read(
            transaction -> transaction.get(STATUS_KEY).thenApply(Diagnosis::saysFull)),
        (found, failure) -> {
          full = failure == null && found;
          synchronized (this) {
            underWay = false;
          }
        });
  }

  private static boolean saysFull(byte[] status) {
    return status != null && NO_SPACE.matcher(new String(status, StandardCharsets.UTF_8)).find();
  }
}
