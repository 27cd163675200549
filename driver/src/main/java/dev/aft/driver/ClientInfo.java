package dev.aft.driver;

import java.util.Optional;

/** What {@code Connection.setClientInfo} knows; case does not matter. */
enum ClientInfo {
  APPLICATION_NAME("ApplicationName", 63, "The name of the application, shown by the server."),
  TRANSACTION_TOKEN(
      "TransactionToken", 4096, "Transaction that the next statement resumes instead of BEGIN."),
  IDEMPOTENCY_KEY("IdempotencyKey", 4096, "Idempotency key of the next transaction."),
  COMMIT_RESULT("CommitResult", 65536, "Result that the next commit stores."),
  AFTER("After", 65536, "Causality token of all transactions that follow.");

  private final String key;
  private final int maxLength;
  private final String description;

  ClientInfo(String key, int maxLength, String description) {
    this.key = key;
    this.maxLength = maxLength;
    this.description = description;
  }

  String key() {
    return key;
  }

  int maxLength() {
    return maxLength;
  }

  String description() {
    return description;
  }

  static Optional<ClientInfo> find(String name) {
    for (ClientInfo info : values()) {
      if (info.key.equalsIgnoreCase(name)) {
        return Optional.of(info);
      }
    }
    return Optional.empty();
  }
}
