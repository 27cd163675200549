package dev.aft.driver;

import dev.aft.protocol.FrontendMessage;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The statements that have changed the settings of the session, so that a new session can be made
 * like it: of each setting the last, in their order. A change inside a transaction counts once that
 * commits. Where a savepoint was rolled back after one, or where there were too many, nobody here
 * knows which settings hold: such a session is not made again. Thread-safe.
 */
final class SessionJournal {
  /**
   * What changes a setting, and its name. Not compiled before it is needed: a start is to be quick.
   */
  private static final String CHANGE = "\\s*(?:SET|RESET)\\s+(?:SESSION\\s+)?(\\w+).*";

  /** More changes than that in one transaction are not remembered. */
  private static final int MAX_IN_TRANSACTION = 1000;

  private final Map<String, String> lasting = new LinkedHashMap<>();
  private final List<String> inTransaction = new ArrayList<>(0);
  private boolean uncertain;

  /** Takes note of a statement that was executed. */
  void executed(String sql, boolean transactionOpen) {
    int start = StatementKind.start(sql);
    if (starts(sql, start, "SET") || starts(sql, start, "RESET") || starts(sql, start, "DISCARD")) {
      changed(sql.substring(start), transactionOpen);
    } else if (starts(sql, start, "COMMIT")
        || starts(sql, start, "END")
        || starts(sql, start, "SUSPEND")) {
      transactionEnded(true);
    } else if (transactionOpen) {
      rolledBackToSavepoint();
    } else {
      transactionEnded(false);
    }
  }

  private synchronized void rolledBackToSavepoint() {
    uncertain |= !inTransaction.isEmpty();
  }

  private static boolean starts(String sql, int at, String word) {
    return sql.regionMatches(true, at, word, 0, word.length());
  }

  private synchronized void changed(String sql, boolean transactionOpen) {
    if (!transactionOpen) {
      keep(sql);
    } else if (inTransaction.size() < MAX_IN_TRANSACTION) {
      inTransaction.add(sql);
    } else {
      uncertain = true;
    }
  }

  synchronized void transactionEnded(boolean committed) {
    if (committed) {
      for (String sql : inTransaction) {
        keep(sql);
      }
    }
    inTransaction.clear();
  }

  private void keep(String sql) {
    String upper = sql.strip().toUpperCase(Locale.ROOT);
    if (upper.startsWith("DISCARD") || upper.matches("RESET\\s+ALL\\W*")) {
      lasting.clear();
      uncertain = false;
      return;
    }
    Matcher change =
        Pattern.compile(CHANGE, Pattern.CASE_INSENSITIVE | Pattern.DOTALL).matcher(sql);
    if (!change.matches()) {
      return;
    }
    String name = change.group(1).toLowerCase(Locale.ROOT);
    if (!name.equals("local") && !name.equals("transaction")) {
      lasting.remove(name);
      lasting.put(name, sql);
    }
  }

  /**
   * Makes the session of {@code wire}, a new one, like this.
   *
   * @throws SQLException if that is not possible
   */
  void replay(Wire wire) throws SQLException {
    List<FrontendMessage> messages = new ArrayList<>();
    int statements;
    synchronized (this) {
      if (uncertain) {
        throw SqlErrors.of(
            SqlErrors.CLOSED, "which settings the session had is not known, after a savepoint");
      }
      statements = lasting.size();
      lasting.values().forEach(sql -> messages.addAll(Messages.command(sql)));
    }
    if (statements > 0) {
      wire.roundTrip(
          MessageSource.of(messages, statements), Wire.Transaction.NONE, ResponseHandler.IGNORE);
    }
  }
}
