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
 * commits. Thread-safe.
 */
final class SessionJournal {
  private static final Pattern CHANGE =
      Pattern.compile(
          "\\s*(?:SET|RESET)\\s+(?:SESSION\\s+)?(\\w+).*",
          Pattern.CASE_INSENSITIVE | Pattern.DOTALL);

  private final Map<String, String> lasting = new LinkedHashMap<>();
  private final List<String> inTransaction = new ArrayList<>(0);

  /** Takes note of a statement that was executed. */
  void executed(String sql, boolean transactionOpen) {
    int start = 0;
    while (start < sql.length() && Character.isWhitespace(sql.charAt(start))) {
      start++;
    }
    if (starts(sql, start, "SET") || starts(sql, start, "RESET") || starts(sql, start, "DISCARD")) {
      changed(sql, transactionOpen);
    } else if (starts(sql, start, "COMMIT")
        || starts(sql, start, "END")
        || starts(sql, start, "SUSPEND")) {
      transactionEnded(true);
    } else if ((starts(sql, start, "ROLLBACK") || starts(sql, start, "ABORT"))
        && !transactionOpen) {
      transactionEnded(false);
    }
  }

  private static boolean starts(String sql, int at, String word) {
    return sql.regionMatches(true, at, word, 0, word.length());
  }

  private synchronized void changed(String sql, boolean transactionOpen) {
    if (transactionOpen) {
      inTransaction.add(sql);
    } else {
      keep(sql);
    }
  }

  synchronized void transactionEnded(boolean committed) {
    if (committed) {
      inTransaction.forEach(this::keep);
    }
    inTransaction.clear();
  }

  private void keep(String sql) {
    String upper = sql.strip().toUpperCase(Locale.ROOT);
    if (upper.startsWith("DISCARD") || upper.matches("RESET\\s+ALL\\W*")) {
      lasting.clear();
      return;
    }
    Matcher change = CHANGE.matcher(sql);
    if (!change.matches()) {
      return;
    }
    String name = change.group(1).toLowerCase(Locale.ROOT);
    if (!name.equals("local") && !name.equals("transaction")) {
      lasting.remove(name);
      lasting.put(name, sql);
    }
  }

  /** Makes the session of {@code wire}, a new one, like this. */
  void replay(Wire wire) throws SQLException {
    List<FrontendMessage> messages = new ArrayList<>();
    int statements;
    synchronized (this) {
      statements = lasting.size();
      lasting.values().forEach(sql -> messages.addAll(Messages.command(sql)));
    }
    if (statements > 0) {
      wire.roundTrip(
          MessageSource.of(messages, statements), Wire.Transaction.NONE, ResponseHandler.IGNORE);
    }
  }
}
