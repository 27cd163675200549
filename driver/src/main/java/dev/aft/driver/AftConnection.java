package dev.aft.driver;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a connection has beyond JDBC; reached by {@code connection.unwrap(AftConnection.class)},
 * also through the connections of a pool. Client info has the same for code that must not name this
 * class.
 *
 * <p>Every method may be called from any thread, waits for a statement under way on this
 * connection, and fails with 08003 when it is closed and with 08006 when the connection is lost.
 *
 * <p>What is set for the next transaction or the next commit is used once. It is forgotten, unused,
 * at {@code rollback()}, {@code setAutoCommit(true)}, {@code clearWarnings()} and {@code close()}:
 * so a pool, which calls one of these when a connection is returned, does not hand it on. In
 * auto-commit mode a statement fails with 25000 while something is set.
 */
public interface AftConnection extends Connection {
  /**
   * The id of the transaction under way; it is known from its begin and never changes. With
   * auto-commit off and no statement sent yet, this begins the transaction. Empty in auto-commit
   * mode outside a transaction.
   *
   * @throws SQLException what the begin failed with, see {@link #setIdempotencyKey}
   */
  Optional<String> transactionId() throws SQLException;

  /**
   * Detaches the transaction under way from this connection, which has none then, and returns the
   * token that resumes it, on any connection to the node. The token names the state that the
   * transaction has now; it is worth what the transaction is worth, so keep it as you keep a
   * password. With auto-commit off and no statement sent yet, a transaction is begun and suspended.
   * Results that are still being fetched end.
   *
   * @throws SQLException 25P01 in auto-commit mode outside a transaction; 25P02 when a statement of
   *     the transaction has failed; 25000 when a result is set for its commit, which the token
   *     would not carry; 08006 when the answer was lost: then resume the token before this one with
   *     {@link ResumeOption#TAKEOVER}, or begin again
   */
  String suspend() throws SQLException;

  /**
   * Goes on with a suspended transaction, from the state that the token names. The transaction is
   * this connection's before the method returns. If nothing is executed in it before {@code
   * clearWarnings()} or {@code setAutoCommit(true)}, that is before a pool takes the connection
   * back, it is rolled back.
   *
   * @throws AlreadyCommittedException 25X01 when the transaction has committed
   * @throws SQLException 25000 in auto-commit mode; 25001 when a transaction is under way here;
   *     55006 when another connection holds the transaction; 3B001 for a token that is used, forged
   *     or of another system; 25P03 when the transaction was aborted or has expired
   */
  void resume(String token, ResumeOption... options) throws SQLException;

  /**
   * What became of a transaction, of this connection or any other. A transaction under way here is
   * not disturbed, whatever the answer.
   *
   * @throws SQLException 22023 for what is no transaction id; 25X02 when the transaction is so long
   *     ago that its outcome is forgotten; 25P02 inside a transaction that has failed
   */
  TransactionOutcome outcome(String transactionId) throws SQLException;

  /**
   * As {@link #outcome}, and the answer stands for ever: a transaction that has not committed will
   * not, because this aborts it. Running remains the answer only while a commit is under way; ask
   * again then.
   *
   * @throws SQLException as {@link #outcome}; 25001 for the transaction under way on this
   *     connection
   */
  TransactionOutcome finalOutcome(String transactionId) throws SQLException;

  /**
   * What to give to others so that they see at least what was seen and written here: by the
   * transaction under way, or outside of one by all that this connection has finished. They give it
   * as the property or client info {@code after}, or in {@code BEGIN WITH (after = '...')}. After
   * the connection was renewed in a commit (see {@code docs/jdbc.md}), what earlier transactions
   * had seen of other nodes is not in the token.
   */
  String causalityToken() throws SQLException;

  /**
   * Names the next transaction of this connection, so that of all attempts under one name only one
   * commits. When one has, the next transaction's first statement fails with {@link
   * AlreadyCommittedException}, and so does its commit when both ran at once. The key waits until a
   * transaction has begun with it. Sends nothing.
   *
   * @param key null or empty takes it back
   * @throws SQLException 22023 when a token to resume is set
   */
  void setIdempotencyKey(@Nullable String key) throws SQLException;

  /**
   * What the next commit stores with the transaction, atomically, for those who ask for its outcome
   * or come with its idempotency key. Sends nothing.
   *
   * @param result at most 64 KB in UTF-8, or null to take it back
   */
  void setCommitResult(@Nullable String result) throws SQLException;

  /**
   * Commits, and stores a result with the transaction: {@link #setCommitResult} and {@link
   * #commit()}. A transaction without statements is begun for it.
   *
   * @throws AlreadyCommittedException 25X01 when another attempt under the idempotency key has
   *     committed
   * @throws OutcomeUnknownException 40003 when the connection was lost and the outcome could not be
   *     found out within the network timeout
   * @throws SQLException 25P01 in auto-commit mode; 40001 when the transaction is not committed and
   *     must be run again; 54000 when the result is too long
   */
  void commit(String result) throws SQLException;
}
