package dev.aft.driver;

import java.sql.SQLNonTransientConnectionException;

/**
 * The connection was lost before the server had answered anything, and has been renewed; what was
 * asked can be asked again without being done twice.
 */
final class RepeatableException extends SQLNonTransientConnectionException {
  private static final long serialVersionUID = 1L;

  RepeatableException(Throwable cause) {
    super("the connection was lost, and has been renewed", SqlErrors.LOST, cause);
  }
}
