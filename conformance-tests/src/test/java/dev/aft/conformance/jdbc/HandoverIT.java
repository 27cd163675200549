package dev.aft.conformance.jdbc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.aft.driver.AftConnection;
import dev.aft.driver.AlreadyCommittedException;
import dev.aft.driver.ResumeOption;
import dev.aft.driver.TransactionOutcome;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Optional;
import java.util.Properties;
import org.junit.jupiter.api.Test;

/** Suspension, idempotency keys, outcomes and causality tokens through JDBC. */
class HandoverIT extends JdbcTestBase {
  private static AftConnection own(Connection connection) throws SQLException {
    return connection.unwrap(AftConnection.class);
  }

  private AftConnection manual() throws SQLException {
    Connection connection = connect();
    connection.setAutoCommit(false);
    return own(connection);
  }

  private Connection with(String property, String value) throws SQLException {
    Properties info = new Properties();
    info.setProperty(property, value);
    return DriverManager.getConnection(place.url(), info);
  }

  private static String first(Connection on, String sql) throws SQLException {
    try (Statement statement = on.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      assertTrue(rows.next());
      return rows.getString(1);
    }
  }

  // ------------------------------------------------------------------ across connections

  @Test
  void aTransactionGoesOnOverAnotherConnection() throws SQLException {
    try (AftConnection one = manual();
        AftConnection two = manual()) {
      execute(one, "INSERT INTO t VALUES (1, 'a')");
      String id = one.transactionId().orElseThrow();
      String token = one.suspend();
      assertEquals(0, count(one, "t"));
      one.rollback();
      two.resume(token);
      assertEquals(Optional.of(id), two.transactionId());
      assertEquals(1, count(two, "t"));
      execute(two, "INSERT INTO t VALUES (2, 'b')");
      assertEquals(0, committed());
      two.commit("done");
      assertEquals(2, committed());
      AlreadyCommittedException e =
          assertThrows(AlreadyCommittedException.class, () -> one.resume(token));
      assertEquals(Optional.of("done"), e.result());
      assertEquals(Optional.of(id), e.transactionId());
    }
  }

  @Test
  void aHeldTransactionIsRefusedOrTakenOver() throws SQLException {
    try (AftConnection one = manual();
        AftConnection two = manual();
        AftConnection three = manual()) {
      execute(one, "INSERT INTO t VALUES (1, 'a')");
      String token = one.suspend();
      two.resume(token);
      execute(two, "INSERT INTO t VALUES (2, 'lost')");
      assertState("55006", () -> three.resume(token));
      three.resume(token, ResumeOption.TAKEOVER);
      assertEquals(1, count(three, "t"));
      assertState("25X04", () -> execute(two, "INSERT INTO t VALUES (3, 'lost')"));
      two.rollback();
      three.commit();
      assertEquals(1, committed());
      assertEquals(1, count(two, "t"));
    }
  }

  @Test
  void aTransactionNotSuspendedIsAbortedByCloseUnlessAskedFor() throws SQLException {
    String token;
    try (AftConnection one = manual()) {
      execute(one, "INSERT INTO t VALUES (1, 'a')");
      token = one.suspend();
    }
    try (AftConnection two = manual()) {
      two.resume(token, ResumeOption.SUSPEND_ON_CLOSE);
      execute(two, "INSERT INTO t VALUES (2, 'lost')");
    }
    try (AftConnection three = manual()) {
      three.resume(token, ResumeOption.TAKEOVER);
      assertEquals(1, count(three, "t"));
    }
    try (AftConnection four = manual()) {
      assertState("25P03", () -> four.resume(token, ResumeOption.TAKEOVER));
      execute(four, "INSERT INTO t VALUES (3, 'goes on')");
      four.commit();
    }
    assertEquals(1, committed());
  }

  @Test
  void plainJdbcCanSuspendAndResume() throws SQLException {
    connection.setAutoCommit(false);
    execute("INSERT INTO t VALUES (1, 'a')");
    String token = first(connection, "SUSPEND");
    try (Connection other = with("transactionToken", token)) {
      assertState("25000", () -> count(other, "t"));
      other.setAutoCommit(false);
      assertEquals(1, count(other, "t"));
      other.commit();
    }
    try (Connection other = connect()) {
      other.setAutoCommit(false);
      execute(other, "INSERT INTO t VALUES (2, 'b')");
      String second = first(other, "SUSPEND");
      connection.setClientInfo("TransactionToken", second);
      assertEquals(2, count(connection, "t"));
      connection.commit();
    }
    assertEquals(2, committed());
  }

  @Test
  void resumeByPreparedStatementTakesTheTokenAsAParameter() throws SQLException {
    try (AftConnection one = manual()) {
      execute(one, "INSERT INTO t VALUES (1, 'a')");
      String token = one.suspend();
      try (PreparedStatement resume = one.prepareStatement("RESUME ?")) {
        resume.setString(1, token);
        resume.execute();
      }
      one.commit();
      assertEquals(1, committed());
    }
  }

  @Test
  void badTokensAreRefusedAndTheConnectionGoesOn() throws SQLException {
    try (AftConnection one = manual()) {
      assertState("3B001", () -> one.resume("forged"));
      String used = one.suspend();
      one.resume(used);
      one.suspend();
      assertState("3B001", () -> one.resume(used));
      assertEquals(0, count(one, "t"));
    }
  }

  // ------------------------------------------------------------------ exactly once

  @Test
  void theWorkOfAKeyIsDoneOnceAndItsResultIsKept() throws SQLException {
    try (AftConnection one = manual();
        AftConnection two = manual()) {
      one.setIdempotencyKey("request '1'");
      execute(one, "INSERT INTO t VALUES (1, 'a')");
      String id = one.transactionId().orElseThrow();
      one.commit("the answer");
      two.setClientInfo("IdempotencyKey", "request '1'");
      AlreadyCommittedException e =
          assertThrows(
              AlreadyCommittedException.class,
              () -> execute(two, "INSERT INTO t VALUES (2, 'twice')"));
      assertEquals(Optional.of("the answer"), e.result());
      assertEquals(Optional.of(id), e.transactionId());
      assertThrows(
          AlreadyCommittedException.class, () -> execute(two, "INSERT INTO t VALUES (2, 'twice')"));
      two.rollback();
      execute(two, "INSERT INTO t VALUES (3, 'other')");
      two.commit();
      assertEquals(2, committed());
    }
  }

  @Test
  void ofTwoAttemptsAtOnceOneCommits() throws SQLException {
    try (AftConnection one = manual();
        AftConnection two = manual()) {
      for (AftConnection attempt : new AftConnection[] {one, two}) {
        attempt.setIdempotencyKey("k");
        execute(attempt, "UPSERT INTO t VALUES (" + (attempt == one ? 1 : 2) + ", 'a')");
      }
      two.commit("second");
      AlreadyCommittedException e =
          assertThrows(AlreadyCommittedException.class, () -> one.commit("first"));
      assertEquals(Optional.of("second"), e.result());
      one.rollback();
      assertEquals(1, committed());
    }
  }

  @Test
  void aKeyWithoutStatementsIsKeptToo() throws SQLException {
    try (AftConnection one = manual()) {
      one.setIdempotencyKey("nothing to do");
      one.commit("r");
      one.setIdempotencyKey("nothing to do");
      assertEquals(
          Optional.of("r"), assertThrows(AlreadyCommittedException.class, one::commit).result());
    }
  }

  @Test
  void outcomesAreToldWithoutDisturbingTheTransactionThatAsks() throws SQLException {
    try (AftConnection one = manual();
        AftConnection asking = manual()) {
      execute(one, "INSERT INTO t VALUES (1, 'a')");
      String committed = one.transactionId().orElseThrow();
      execute(asking, "INSERT INTO t VALUES (9, 'z')");
      assertEquals(TransactionOutcome.State.RUNNING, asking.outcome(committed).state());
      one.commit("r");
      assertEquals(
          new TransactionOutcome(TransactionOutcome.State.COMMITTED, Optional.of("r")),
          asking.outcome(committed));
      String unfinished = one.transactionId().orElseThrow();
      execute(one, "INSERT INTO t VALUES (2, 'b')");
      assertEquals(TransactionOutcome.State.ABORTED, asking.finalOutcome(unfinished).state());
      assertThrows(SQLException.class, one::commit);
      assertState("22023", () -> asking.outcome("no id"));
      asking.commit();
      assertEquals(2, committed());
      assertEquals(TransactionOutcome.State.ABORTED, asking.outcome(unfinished).state());
    }
  }

  @Test
  void whoIsToldOfACommitHandsItOn() throws SQLException {
    execute("INSERT INTO t VALUES (1, 'a')");
    try (AftConnection one = manual();
        AftConnection told = manual();
        AftConnection asking = manual();
        AftConnection fresh = manual()) {
      one.setIdempotencyKey("k");
      execute(one, "INSERT INTO t VALUES (2, 'b')");
      String id = one.transactionId().orElseThrow();
      one.commit();
      told.setIdempotencyKey("k");
      assertState("25X01", told::transactionId);
      assertEquals(TransactionOutcome.State.COMMITTED, asking.outcome(id).state());
      String nothing = fresh.causalityToken();
      assertNotEquals(nothing, told.causalityToken());
      assertEquals(told.causalityToken(), asking.causalityToken());
      fresh.setClientInfo("After", told.causalityToken());
      assertEquals(2, count(fresh, "t"));
    }
  }

  @Test
  void anErrorInAnswerToTheQuestionDoesNotFailTheTransaction() throws SQLException {
    try (AftConnection asking = manual()) {
      execute(asking, "INSERT INTO t VALUES (1, 'a')");
      assertState("22023", () -> asking.outcome("ffffffff-ffff-4fff-bfff-ffffffffffff"));
      execute(asking, "INSERT INTO t VALUES (2, 'b')");
      asking.commit();
    }
    assertEquals(2, committed());
  }

  // ------------------------------------------------------------------ causality

  @Test
  void aCausalityTokenIsTakenByProperyAndClientInfo() throws SQLException {
    execute("INSERT INTO t VALUES (1, 'a')");
    String token = own(connection).causalityToken();
    assertFalse(token.isEmpty());
    try (Connection later = with("after", token)) {
      assertEquals(1, count(later, "t"));
      assertEquals(token, later.getClientInfo("After"));
      later.setClientInfo("After", null);
      assertEquals(1, count(later, "t"));
      assertState("22023", () -> later.setClientInfo("After", "damaged"));
    }
    assertState("22023", () -> with("after", "damaged").close());
    execute("INSERT INTO t VALUES (2, 'b')");
    assertNotEquals(token, own(connection).causalityToken());
  }
}
