package dev.aft.driver.transport;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** A transport could not be opened, for a reason that has its own SQLState. */
public final class TransportException extends IOException {
  private static final long serialVersionUID = 1L;

  private final String sqlState;

  public TransportException(String sqlState, String message, @Nullable Throwable cause) {
    super(message, cause);
    this.sqlState = sqlState;
  }

  public String sqlState() {
    return sqlState;
  }
}
