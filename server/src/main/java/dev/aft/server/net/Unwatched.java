package dev.aft.server.net;

import java.util.concurrent.Future;

/**
 * Says that a future is dropped on purpose: a failed close or write shows as the end of its
 * connection.
 */
public final class Unwatched {
  private Unwatched() {}

  public static void future(Future<?> future) {
    // The caller has been made to think about it; that was all.
  }
}
