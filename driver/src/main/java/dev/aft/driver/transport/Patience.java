package dev.aft.driver.transport;

import java.io.IOException;

/** How long making a connection may still wait. */
public interface Patience {
  /**
   * What the next wait may take, in milliseconds; 0 is for ever.
   *
   * @throws java.net.SocketTimeoutException when the time is over
   */
  int millis() throws IOException;
}
