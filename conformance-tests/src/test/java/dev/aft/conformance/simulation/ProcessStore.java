package dev.aft.conformance.simulation;

import dev.aft.storage.spi.Store;

/** One process's way to the durable data, which goes wrong as the weather says. */
interface ProcessStore extends Store {
  /** Whether calls may go wrong. */
  void setStormy(boolean value);

  /** Whether no call is answered as it should be. */
  void setDown(boolean value);

  /** Whether calls are answered on the calling thread, for a caller that blocks. */
  void setBlocking(boolean value);

  /** The process dies: nothing is answered any more. */
  void die();

  /** Whether all writes have taken effect. */
  boolean isQuiet();
}
