package dev.aft.driver;

import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** The client info of one connection. Thread-safe. */
final class ClientInfoValues {
  /** Executes a statement that changes the session. */
  interface Change {
    void execute(String sql) throws SQLException;
  }

  private final ConnectionSettings settings;
  private final NextTransaction next;
  private final Change change;
  private volatile String applicationName;
  private volatile String after;

  ClientInfoValues(ConnectionSettings settings, NextTransaction next, Change change) {
    this.settings = settings;
    this.next = next;
    this.change = change;
    this.applicationName = settings.text(ConnectionProperty.APPLICATION_NAME);
    this.after = settings.text(ConnectionProperty.AFTER);
  }

  /** Null takes a value back. */
  void set(ClientInfo info, @Nullable String value) throws SQLException {
    String text = value == null ? "" : value;
    switch (info) {
      case APPLICATION_NAME -> {
        change.execute("SET application_name = " + Quotes.text(text));
        applicationName = text;
      }
      case AFTER -> {
        change.execute("SET after = " + Quotes.text(text));
        after = text;
      }
      case TRANSACTION_TOKEN -> next.setToken(value, NextTransaction.optionsOf(settings));
      case IDEMPOTENCY_KEY -> next.setIdempotencyKey(value);
      case COMMIT_RESULT -> next.setCommitResult(value);
    }
  }

  /** What is set; of what is used once, only while it waits. */
  @Nullable String get(ClientInfo info) {
    return switch (info) {
      case APPLICATION_NAME -> applicationName;
      case AFTER -> after;
      case TRANSACTION_TOKEN -> next.token();
      case IDEMPOTENCY_KEY -> next.idempotencyKey();
      case COMMIT_RESULT -> next.commitResult();
    };
  }
}
