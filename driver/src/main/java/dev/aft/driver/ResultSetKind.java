package dev.aft.driver;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLWarning;
import org.jspecify.annotations.Nullable;

/** The kind of result sets that a statement makes: always read-only, never sensitive. */
record ResultSetKind(boolean scrollable, int holdability) {
  /**
   * @throws SQLException 22023 for numbers that JDBC does not know
   */
  static ResultSetKind of(int type, int concurrency, int holdability) throws SQLException {
    boolean known =
        type == ResultSet.TYPE_FORWARD_ONLY
            || type == ResultSet.TYPE_SCROLL_INSENSITIVE
            || type == ResultSet.TYPE_SCROLL_SENSITIVE;
    if (!known
        || (concurrency != ResultSet.CONCUR_READ_ONLY
            && concurrency != ResultSet.CONCUR_UPDATABLE)) {
      throw SqlErrors.invalidArgument(
          "there is no result set of type " + type + " and concurrency " + concurrency);
    }
    requireHoldability(holdability);
    return new ResultSetKind(type != ResultSet.TYPE_FORWARD_ONLY, holdability);
  }

  static void requireHoldability(int holdability) throws SQLException {
    if (holdability != ResultSet.HOLD_CURSORS_OVER_COMMIT
        && holdability != ResultSet.CLOSE_CURSORS_AT_COMMIT) {
      throw SqlErrors.invalidArgument("there is no holdability " + holdability);
    }
  }

  /** What JDBC wants said when a statement gets less than it asked for. */
  static @Nullable SQLWarning downgrade(int type, int concurrency) {
    if (type == ResultSet.TYPE_SCROLL_SENSITIVE) {
      return new SQLWarning("result sets do not see later changes", "01S02");
    }
    return concurrency == ResultSet.CONCUR_UPDATABLE
        ? new SQLWarning("result sets are read-only", "01S02")
        : null;
  }
}
