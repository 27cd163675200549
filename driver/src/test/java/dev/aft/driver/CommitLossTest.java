package dev.aft.driver;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.aft.driver.Links.Reach;
import dev.aft.protocol.Diagnostics;
import dev.aft.protocol.TypeId;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLTransactionRollbackException;
import java.sql.Savepoint;
import java.sql.Statement;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A connection that dies during commit, at each point of the way. */
class CommitLossTest extends DriverTestBase {
  private static final String ID = "01890000-0000-7000-8000-000000000001";
  private static final String QUESTION = "SHOW OUTCOME OF '" + ID + "' FINAL";

  /** A session of the same node, which answers the question. */
  private static ScriptedTransport answering(String outcome) {
    CommitLossTest other = new CommitLossTest();
    other.answer(QUESTION, List.of(TypeId.TEXT, TypeId.TEXT), List.of(List.of(outcome, "null")));
    other.transport.transactionId = "01890000-0000-7000-8000-000000000002";
    return other.transport;
  }

  private static ScriptedTransport failing(String state) {
    ScriptedTransport transport = new ScriptedTransport();
    transport.fail(QUESTION, state, "no");
    return transport;
  }

  private JdbcConnection inTransaction(String... properties) throws SQLException {
    transport.transactionId = ID;
    JdbcConnection connection = connect(properties);
    connection.setAutoCommit(false);
    connection.createStatement().execute("q");
    return connection;
  }

  private static void assertWorks(JdbcConnection connection, ScriptedTransport over)
      throws SQLException {
    assertFalse(connection.isClosed());
    connection.createStatement().execute("next");
    connection.commit();
    List<String> texts = over.texts();
    assertEquals(List.of("BEGIN", "next", "COMMIT"), texts.subList(texts.size() - 3, texts.size()));
  }

  private static OutcomeUnknownException assertUnknown(JdbcConnection connection) {
    OutcomeUnknownException e = assertThrows(OutcomeUnknownException.class, connection::commit);
    assertEquals("40003", e.getSQLState());
    assertEquals(ID, e.transactionId());
    assertTrue(String.valueOf(e.getMessage()).contains(ID));
    return e;
  }

  @Test
  void lostBeforeCommitIsSentAndAbortedIsToBeRunAgain() throws SQLException {
    JdbcConnection connection = inTransaction();
    transport.dead = true;
    ScriptedTransport second = answering("aborted");
    links.then(second);
    SQLException e = assertThrows(SQLTransactionRollbackException.class, connection::commit);
    assertEquals("40001", e.getSQLState());
    assertTrue(transport.closed);
    assertWorks(connection, second);
  }

  /** COMMIT answers ParseComplete, BindComplete, CommandComplete and ReadyForQuery. */
  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3})
  void lostAmongTheAnswersAndCommittedIsACommit(int replies) throws SQLException {
    JdbcConnection connection = inTransaction();
    transport.repliesLeft = replies;
    ScriptedTransport second = answering("committed");
    links.then(second);
    connection.commit();
    assertEquals("COMMIT", transport.texts().get(2));
    assertWorks(connection, second);
  }

  @Test
  void serverThatIsAwayForAWhileIsAwaited() throws SQLException {
    JdbcConnection connection = inTransaction();
    transport.dead = true;
    links.thenRefuse("08001");
    links.thenRefuse("57P03");
    links.thenRefuse("08006");
    ScriptedTransport second = answering("committed");
    links.then(second);
    connection.commit();
    assertEquals(3, ticker.pauses);
    assertWorks(connection, second);
  }

  @Test
  void questionThatIsLostTooIsAskedAgainElsewhere() throws SQLException {
    JdbcConnection connection = inTransaction();
    transport.dead = true;
    ScriptedTransport dying = answering("committed");
    dying.repliesLeft = 2;
    links.then(dying);
    ScriptedTransport third = answering("committed");
    links.then(third);
    connection.commit();
    assertTrue(dying.closed);
    assertWorks(connection, third);
  }

  @Test
  void nodeOfAnotherStoreIsNotAsked() throws SQLException {
    transport.storeId = "a";
    JdbcConnection connection = inTransaction();
    transport.dead = true;
    ScriptedTransport other = answering("aborted");
    other.storeId = "b";
    links.then(other);
    ScriptedTransport nameless = answering("aborted");
    links.then(nameless);
    ScriptedTransport same = answering("committed");
    same.storeId = "a";
    links.then(same);
    connection.commit();
    assertEquals(List.of(), other.texts());
    assertEquals(List.of(), nameless.texts());
    assertTrue(other.closed && nameless.closed);
    assertWorks(connection, same);
  }

  @Test
  void onlyANodeOfAnotherStoreIs40003() throws SQLException {
    transport.storeId = "a";
    JdbcConnection connection = inTransaction();
    transport.dead = true;
    ScriptedTransport other = answering("aborted");
    other.storeId = "b";
    links.then(other);
    assertUnknown(connection);
    assertEquals(List.of(), other.texts());
  }

  @Test
  void runningIsAskedAgainUntilItIsDecided() throws SQLException {
    JdbcConnection connection = inTransaction();
    transport.dead = true;
    ScriptedTransport second = answering("running");
    links.then(second);
    ticker.onPause =
        () -> {
          if (ticker.pauses == 3) {
            second.answers.putAll(answering("committed").answers);
          }
        };
    connection.commit();
    assertEquals(1, links.limits.size());
    assertWorks(connection, second);
  }

  @Test
  void nobodyWhoAnswersIs40003WithinTheDefaultTime() throws SQLException {
    JdbcConnection connection = inTransaction();
    transport.dead = true;
    assertUnknown(connection);
    long millis = ticker.nanos() / 1_000_000;
    assertTrue(millis >= 30_000 && millis < 31_000, () -> millis + " ms");
    assertTrue(connection.isClosed());
    assertEquals(
        "08003",
        assertThrows(SQLException.class, () -> connection.createStatement()).getSQLState());
  }

  @Test
  void networkTimeoutBoundsTheSearchAndItsSteps() throws SQLException {
    JdbcConnection connection = inTransaction();
    connection.setNetworkTimeout(null, 4_000);
    transport.silent = true;
    links.onOpen = () -> ticker.pass(1_000);
    assertUnknown(connection);
    assertTrue(ticker.nanos() / 1_000_000 <= 6_000, () -> ticker.nanos() + " ns");
    assertTrue(links.limits.get(0) <= 2_000, () -> "limits " + links.limits);
  }

  @Test
  void networkTimeoutHoldsOverTheNewConnection() throws SQLException {
    JdbcConnection connection = inTransaction();
    connection.setNetworkTimeout(null, 4_000);
    transport.dead = true;
    links.then(answering("committed"));
    connection.commit();
    assertEquals(4_000, connection.getNetworkTimeout());
  }

  @ParameterizedTest
  @ValueSource(strings = {"25X02", "42601", "22023", "28P01"})
  void answerThatWillNotChangeIs40003AtOnce(String state) throws SQLException {
    JdbcConnection connection = inTransaction();
    transport.dead = true;
    ScriptedTransport second = failing(state);
    links.then(second);
    assertUnknown(connection);
    assertEquals(0, ticker.pauses);
    assertTrue(second.closed);
  }

  @Test
  void outcomeUnknownToTheNodeIsAskedForOnTheSameConnection() throws SQLException {
    JdbcConnection connection = inTransaction();
    transport.failures.put("COMMIT", Diagnostics.of("ERROR", "40003", "unknown"));
    transport.answers.putAll(answering("committed").answers);
    transport.abortOnFailure = true;
    connection.commit();
    assertEquals(QUESTION, transport.texts().get(3));
    assertEquals(List.of(), links.limits);
    transport.failures.clear();
    assertWorks(connection, transport);
  }

  @Test
  void nodeThatShutsDownInsteadOfAnsweringIsAskedAgain() throws SQLException {
    JdbcConnection connection = inTransaction();
    transport.failures.put("COMMIT", Diagnostics.of("FATAL", "57P01", "shutting down"));
    transport.repliesLeft = 3;
    ScriptedTransport second = answering("committed");
    links.then(second);
    connection.commit();
    assertWorks(connection, second);
  }

  @Test
  void ordinaryFailureOfACommitIsReported() throws SQLException {
    JdbcConnection connection = inTransaction();
    transport.fail("COMMIT", "40001", "conflict");
    assertEquals("40001", assertThrows(SQLException.class, connection::commit).getSQLState());
    assertEquals(List.of(), links.limits);
  }

  @Test
  void closingFromElsewhereEndsTheSearch() throws SQLException {
    JdbcConnection connection = inTransaction();
    transport.dead = true;
    ticker.onPause =
        () -> {
          try {
            connection.abort(Runnable::run);
          } catch (SQLException e) {
            throw new AssertionError(e);
          }
        };
    assertUnknown(connection);
    assertEquals(1, ticker.pauses);
  }

  @Test
  void closingWhileTheAnswerComesDoesNotOpenItAgain() throws SQLException {
    JdbcConnection connection = inTransaction();
    transport.dead = true;
    ScriptedTransport second = answering("committed");
    links.then(second);
    links.onOpen =
        () -> {
          try {
            connection.abort(Runnable::run);
          } catch (SQLException e) {
            throw new AssertionError(e);
          }
        };
    connection.commit();
    assertTrue(connection.isClosed());
    assertTrue(second.closed);
  }

  @Test
  void interruptEndsTheSearchAndIsKept() throws SQLException {
    JdbcConnection connection = inTransaction();
    transport.dead = true;
    ticker.onPause = () -> Thread.currentThread().interrupt();
    assertUnknown(connection);
    assertTrue(Thread.interrupted());
  }

  @Test
  void settingsOfTheSessionAreThoseOfTheOldOne() throws SQLException {
    JdbcConnection connection = connect();
    connection.setSchema("a");
    connection.setClientInfo("After", "token");
    Statement statement = connection.createStatement();
    statement.execute("SET statement_timeout = 1");
    statement.execute("set STATEMENT_TIMEOUT = 2");
    connection.setAutoCommit(false);
    transport.transactionId = ID;
    statement.execute("SET extra_float_digits = 0");
    connection.rollback();
    statement.execute("SET LOCAL lock_timeout = 3");
    statement.execute("SET TIME ZONE 'UTC'");
    transport.dead = true;
    ScriptedTransport second = answering("committed");
    links.then(second);
    connection.commit();
    assertEquals(
        List.of(
            QUESTION,
            "SET SCHEMA \"a\"",
            "SET after = 'token'",
            "set STATEMENT_TIMEOUT = 2",
            "SET TIME ZONE 'UTC'"),
        second.texts());
  }

  @Test
  void settingsOfAnAbortedTransactionAreNotRestored() throws SQLException {
    JdbcConnection connection = inTransaction();
    connection.createStatement().execute("SET lock_timeout = 3");
    transport.dead = true;
    ScriptedTransport second = answering("aborted");
    links.then(second);
    assertThrows(SQLTransactionRollbackException.class, connection::commit);
    assertEquals(List.of(QUESTION), second.texts());
  }

  @Test
  void sessionThatCannotBeMadeLikeTheOldOneIsClosedAndTheCommitStands() throws SQLException {
    JdbcConnection connection = connect();
    connection.setSchema("a");
    connection.setAutoCommit(false);
    transport.transactionId = ID;
    connection.createStatement().execute("q");
    transport.dead = true;
    ScriptedTransport second = answering("committed");
    second.fail("SET SCHEMA \"a\"", "3F000", "dropped");
    links.then(second);
    connection.commit();
    assertTrue(connection.isClosed());
    assertTrue(second.closed);
  }

  @Test
  void sessionWhoseSettingsASavepointMayHaveUndoneIsNotMadeAgain() throws SQLException {
    JdbcConnection connection = inTransaction();
    Savepoint savepoint = connection.setSavepoint();
    connection.createStatement().execute("SET lock_timeout = 3");
    connection.rollback(savepoint);
    transport.dead = true;
    ScriptedTransport second = answering("committed");
    links.then(second);
    connection.commit();
    assertTrue(connection.isClosed());
    assertEquals(List.of(QUESTION), second.texts());
  }

  @Test
  void statementsArePreparedAgain() throws SQLException {
    JdbcConnection connection = inTransaction();
    PreparedStatement first = connection.prepareStatement("UPDATE t SET v = 1");
    PreparedStatement other = connection.prepareStatement("UPDATE t SET v = 2");
    first.executeUpdate();
    other.executeUpdate();
    transport.dead = true;
    ScriptedTransport second = answering("committed");
    links.then(second);
    connection.commit();
    first.executeUpdate();
    other.executeUpdate();
    first.executeUpdate();
    assertEquals("Bind Execute Sync", second.lastKinds());
    assertEquals(
        List.of("BEGIN", "UPDATE t SET v = 1", "UPDATE t SET v = 2"), second.texts().subList(1, 4));
  }

  @Test
  void restOfAResultEndsWithTheOldSession() throws SQLException {
    answer("SELECT n", List.of(TypeId.INT8), List.of(List.of(1L), List.of(2L)));
    JdbcConnection connection = inTransaction();
    Statement statement = connection.createStatement();
    statement.setFetchSize(1);
    ResultSet rows = statement.executeQuery("SELECT n");
    assertTrue(rows.next());
    transport.dead = true;
    links.then(answering("committed"));
    connection.commit();
    assertEquals("24000", assertThrows(SQLException.class, rows::next).getSQLState());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "PUT 'k' = 'v'; COMMIT",
        "/* trace /* id */ */ COMMIT",
        "-- trace\nCOMMIT",
        "/*1*/ UPDATE t SET v = 1; /*2*/ END"
      })
  void commitBehindOtherStatementsOrCommentsIsResolvedToo(String sql) throws SQLException {
    JdbcConnection connection = inTransaction();
    transport.dead = true;
    ScriptedTransport second = answering("committed");
    links.then(second);
    assertFalse(connection.createStatement().execute(sql));
    assertWorks(connection, second);
  }

  @Test
  void scriptThatBeginsAndCommitsIsResolvedOnceItsIdIsKnown() throws SQLException {
    transport.transactionId = ID;
    JdbcConnection connection = connect();
    connection.setAutoCommit(false);
    transport.repliesLeft = 6;
    ScriptedTransport second = answering("aborted");
    links.then(second);
    Statement statement = connection.createStatement();
    assertEquals(
        "40001",
        assertThrows(SQLException.class, () -> statement.execute("q; COMMIT")).getSQLState());
    assertWorks(connection, second);
  }

  @Test
  void commitInABatchIsResolvedToo() throws SQLException {
    JdbcConnection connection = inTransaction();
    Statement statement = connection.createStatement();
    statement.addBatch("UPDATE t SET v = 1");
    statement.addBatch("COMMIT");
    transport.dead = true;
    ScriptedTransport second = answering("committed");
    links.then(second);
    assertArrayEquals(
        new int[] {Statement.SUCCESS_NO_INFO, Statement.SUCCESS_NO_INFO}, statement.executeBatch());
    assertWorks(connection, second);
  }

  /** What commits in the middle has no id that is certain: it may have committed. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "COMMIT; UPDATE t SET v = 1",
        "ROLLBACK; PUT 'k' = 'v'",
        "COMMIT; PUT 'k' = 'v'; COMMIT",
        "ROLLBACK; PUT 'k' = 'v'; COMMIT",
        "SET schema = a; COMMIT",
        "COMMIT AND CHAIN"
      })
  void lossOfWhatMayHaveCommittedUnderAnotherIdIs08007(String sql) throws SQLException {
    JdbcConnection connection = inTransaction();
    transport.dead = true;
    SQLException e =
        assertThrows(SQLException.class, () -> connection.createStatement().execute(sql));
    assertEquals("08007", e.getSQLState());
    assertEquals(List.of(), links.limits);
  }

  @ParameterizedTest
  @ValueSource(strings = {"q; ROLLBACK", "ROLLBACK TO SAVEPOINT s; q", "/* COMMIT */ q", "q"})
  void lossOfWhatDoesNotCommitIs08006(String sql) throws SQLException {
    JdbcConnection connection = inTransaction();
    transport.dead = true;
    SQLException e =
        assertThrows(SQLException.class, () -> connection.createStatement().execute(sql));
    assertEquals("08006", e.getSQLState());
  }

  @Test
  void failureBeforeTheCommitOfAScriptKeepsWhatTheTransactionHasSet() throws SQLException {
    JdbcConnection connection = inTransaction();
    Statement statement = connection.createStatement();
    statement.execute("SET lock_timeout = 3");
    transport.fail("bad", "23505", "duplicate");
    assertThrows(SQLException.class, () -> statement.execute("bad; COMMIT"));
    statement.execute("ROLLBACK TO SAVEPOINT s");
    transport.dead = true;
    ScriptedTransport second = answering("committed");
    links.then(second);
    connection.commit();
    assertTrue(connection.isClosed());
  }

  /** What a node says of a commit that it was told not to wait for. */
  @Test
  void outcomeUnknownToTheNodeHasTheIdOfItsDetail() throws SQLException {
    JdbcConnection connection = connect();
    transport.failures.put(
        "PUT 'k' = 'v'",
        new Diagnostics(
            "ERROR",
            "40003",
            "it is not known whether the transaction was committed",
            "transaction_id=" + ID,
            null,
            null,
            null,
            null,
            null,
            null,
            List.of()));
    OutcomeUnknownException e =
        assertThrows(
            OutcomeUnknownException.class,
            () -> connection.createStatement().execute("PUT 'k' = 'v'"));
    assertEquals(ID, e.transactionId());
  }

  @ParameterizedTest
  @ValueSource(strings = {"COMMIT", " end", "commit work"})
  void commitAsAStatementIsResolvedToo(String sql) throws SQLException {
    JdbcConnection connection = inTransaction();
    transport.dead = true;
    ScriptedTransport second = answering("committed");
    links.then(second);
    assertFalse(connection.createStatement().execute(sql));
    assertWorks(connection, second);
  }

  @Test
  void turningAutoCommitOnIsResolvedToo() throws SQLException {
    JdbcConnection connection = inTransaction();
    transport.dead = true;
    links.then(answering("committed"));
    connection.setAutoCommit(true);
    assertTrue(connection.getAutoCommit());
  }

  @Test
  void lossBeforeTheCommitIsNoOutcomeToAskFor() throws SQLException {
    JdbcConnection connection = inTransaction();
    transport.dead = true;
    assertEquals(
        "08006",
        assertThrows(SQLException.class, () -> connection.createStatement().execute("q"))
            .getSQLState());
    assertEquals(List.of(), links.limits);
  }

  @Test
  void nodeOfThisProcessIsReachedBeforeTheOldConnectionCloses() throws SQLException {
    JdbcConnection connection = inTransaction();
    links.reach = Reach.NODE_OF_THIS_PROCESS;
    transport.silent = true;
    links.onOpen = () -> assertFalse(transport.closed);
    ScriptedTransport second = answering("committed");
    links.then(second);
    connection.commit();
    assertTrue(transport.closed);
    assertWorks(connection, second);
  }

  @Test
  void nodeOfOneConnectionIsNotAskedThroughAnother() throws SQLException {
    JdbcConnection connection = inTransaction();
    links.reach = Reach.NODE_OF_ONE_CONNECTION;
    transport.silent = true;
    assertInstanceOf(SQLException.class, assertUnknown(connection).getCause());
    assertEquals(List.of(), links.limits);
    assertTrue(transport.closed);
  }
}
