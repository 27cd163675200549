package dev.aft.driver;

import java.sql.SQLException;
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

  /** What may have to be asked again. */
  interface Attempt<T> {
    T run() throws SQLException;
  }

  /** The same without an answer. */
  interface Action {
    void run() throws SQLException;
  }

  /**
   * @throws SQLException as {@link #repeat}
   */
  static void repeatAction(Action action) throws SQLException {
    repeat(
        () -> {
          action.run();
          return action;
        });
  }

  /**
   * Asks, and asks once more over the renewed connection.
   *
   * @throws SQLException 08006 when that is lost, too; never this exception
   */
  static <T> T repeat(Attempt<T> attempt) throws SQLException {
    try {
      return attempt.run();
    } catch (RepeatableException first) {
      try {
        return attempt.run();
      } catch (RepeatableException second) {
        throw SqlErrors.of(
            SqlErrors.LOST, "the connection was lost, and lost again once renewed", second);
      }
    }
  }
}
