package dev.aft.driver;

import dev.aft.protocol.Diagnostics;
import dev.aft.protocol.FrontendMessage;
import dev.aft.protocol.FrontendMessage.Close;
import dev.aft.protocol.FrontendMessage.Execute;
import dev.aft.protocol.FrontendMessage.Target;
import dev.aft.protocol.Values;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A suspended portal: the rest of a result, page by page, until its transaction ends. When a page
 * has been asked for, the one after it is as well, unless they are long: so the server makes it
 * while this one is read.
 */
final class PortalCursor implements RowCursor {
  /**
   * As much as this waits in the buffers between the sides, so that the server is done with a page
   * of about this size although nobody reads it yet.
   */
  private static final int MAX_BYTES_AHEAD = 128 * 1024;

  /** An embedded node keeps about as many messages for its client. */
  private static final int MAX_ROWS_AHEAD = 1000;

  private final StatementResults statement;
  private final Wire wire;
  private final String portal;
  private final int transaction;
  private long remaining;
  private boolean exhausted;

  /** Takes the page that has been asked for and not been wanted yet; null when there is none. */
  private @Nullable ResultCollector ahead;

  /**
   * @param remaining rows that may still be fetched
   */
  PortalCursor(StatementResults statement, Wire wire, String portal, long remaining) {
    this.statement = statement;
    this.wire = wire;
    this.portal = portal;
    this.transaction = wire.transactionsEnded();
    this.remaining = remaining;
  }

  @Override
  public List<Values> fetch(int maxRows) throws SQLException {
    if (wire.transactionsEnded() != transaction) {
      throw SqlErrors.of(
          SqlErrors.INVALID_CURSOR_STATE,
          "the rest of the result ended with its transaction; read it before commit, or use a fetch"
              + " size of 0");
    }
    ResultCollector collector = ahead;
    ahead = null;
    if (collector == null) {
      collector = new ResultCollector();
      round(execute(maxRows), collector);
    } else if (collector.outcomes().isEmpty()) {
      round(new ArrayList<>(), collector);
    }
    StatementOutcome outcome = collector.outcomes().get(0);
    List<Values> rows = outcome.rows();
    remaining -= rows.size();
    if (!outcome.suspended()) {
      exhausted = true;
    } else if (remaining <= 0) {
      close();
    } else if (rows.size() <= MAX_ROWS_AHEAD && bytes(rows) <= MAX_BYTES_AHEAD) {
      ResultCollector next = new ResultCollector();
      ahead = wire.sendAhead(execute(maxRows), next) ? next : null;
    }
    return rows;
  }

  private void round(List<FrontendMessage> messages, ResultCollector collector)
      throws SQLException {
    Diagnostics failure = collector.failure();
    if (failure != null) {
      throw SqlErrors.of(failure);
    }
    statement.roundTrip(MessageSource.of(messages, 1), Wire.Transaction.NONE, collector);
  }

  private List<FrontendMessage> execute(int maxRows) {
    long page = Math.min(remaining, maxRows <= 0 ? Integer.MAX_VALUE : maxRows);
    List<FrontendMessage> messages = new ArrayList<>(2);
    messages.add(new Execute(portal, page >= Integer.MAX_VALUE ? 0 : (int) page));
    return messages;
  }

  private static long bytes(List<Values> rows) {
    long bytes = 0;
    for (Values row : rows) {
      bytes += row.encoded().length;
    }
    return bytes;
  }

  @Override
  public boolean isExhausted() {
    return exhausted;
  }

  @Override
  public void close() {
    if (!exhausted && wire.transactionsEnded() == transaction && !wire.isClosed()) {
      wire.sendLater(new Close(Target.PORTAL, portal));
    }
    exhausted = true;
  }
}
