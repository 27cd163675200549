package dev.aft.engine;

/**
 * What a node bounds by refusing: each names its setting, so that the error tells what to raise and
 * a metric which bound is met.
 */
public enum Bound {
  MAX_KEY_SIZE("max-key-size"),
  MAX_VALUE_SIZE("max-value-size"),
  MAX_TRANSACTION_SIZE("max-transaction-size"),
  MAX_TRANSACTION_KEY_SIZE("max-transaction-key-size"),
  TRANSACTION_MEMORY("transaction-memory"),
  MAX_READ_SET("max-read-set"),
  MAX_TRANSACTIONS("max-transactions"),
  MAX_IDEMPOTENCY_KEY_SIZE("max-idempotency-key-size"),
  MAX_RESULT_SIZE("max-result-size"),
  MAX_STATEMENT_ROWS("max-statement-rows"),
  MAX_STATEMENT_MEMORY("max-statement-memory"),
  MAX_STATEMENTS("max-statements"),
  MAX_PORTALS("max-portals"),
  MAX_WAITING_MESSAGES("max-waiting-messages");

  private final String setting;

  Bound(String setting) {
    this.setting = setting;
  }

  /** The name of the setting. */
  public String setting() {
    return setting;
  }
}
