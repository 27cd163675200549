package dev.aft.driver;

import dev.aft.protocol.Values;
import java.sql.SQLException;
import java.util.List;

/** Gives the pages of a result that stays on the server. */
interface RowCursor {
  /** The next rows; none at the end. */
  List<Values> fetch(int maxRows) throws SQLException;

  boolean isExhausted();

  /** Gives the portal up, if the server still has it. Does no I/O of its own. */
  void close();
}
