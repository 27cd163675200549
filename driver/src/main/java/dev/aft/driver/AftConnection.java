package dev.aft.driver;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;

/** What a connection has beyond JDBC; reached by {@code connection.unwrap(AftConnection.class)}. */
public interface AftConnection extends Connection {
  /**
   * The id of the transaction under way; it is known from its begin and never changes. With
   * auto-commit off and no statement sent yet, this begins the transaction. Empty in auto-commit
   * mode outside a transaction.
   */
  Optional<String> transactionId() throws SQLException;
}
