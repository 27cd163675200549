package dev.aft.driver;

import dev.aft.protocol.FrontendMessage;
import dev.aft.protocol.FrontendMessage.Close;
import dev.aft.protocol.FrontendMessage.Execute;
import dev.aft.protocol.FrontendMessage.Target;
import dev.aft.protocol.Values;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** A suspended portal: the rest of a result, page by page, until its transaction ends. */
final class PortalCursor implements RowCursor {
  private final StatementResults statement;
  private final Wire wire;
  private final String portal;
  private final int transaction;
  private long remaining;
  private boolean exhausted;

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
    long page = Math.min(remaining, maxRows <= 0 ? Integer.MAX_VALUE : maxRows);
    List<FrontendMessage> messages = new ArrayList<>(2);
    messages.add(new Execute(portal, page >= Integer.MAX_VALUE ? 0 : (int) page));
    ResultCollector collector = new ResultCollector();
    statement.roundTrip(MessageSource.of(messages, 1), Wire.Transaction.NONE, collector);
    StatementOutcome outcome = collector.outcomes().get(0);
    remaining -= outcome.rows().size();
    if (!outcome.suspended()) {
      exhausted = true;
    } else if (remaining <= 0) {
      close();
    }
    return outcome.rows();
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
