package dev.aft.session;

import static dev.aft.session.Conversation.bind;
import static dev.aft.session.Conversation.execute;
import static dev.aft.session.Conversation.parse;
import static dev.aft.session.Conversation.sync;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The timeouts of a session, with a store that answers late or never. */
class TimeoutTest {
  private final Conversation client = Conversation.started();

  @AfterEach
  void close() {
    client.close();
  }

  /** The answer comes when the future is completed. */
  private CompletableFuture<@Nullable Void> storeAnswersLater() {
    CompletableFuture<@Nullable Void> answer = new CompletableFuture<>();
    client.engine.gate = answer;
    return answer;
  }

  private void storeAnswersNoMore() {
    client.engine.gate = new CompletableFuture<>();
  }

  @Test
  void statementThatTheStoreNeverAnswersEndsAfterItsTimeout() {
    client.query("SET statement_timeout = '5s'");
    storeAnswersNoMore();
    client.query("SELECT 1");
    assertEquals(List.of(), client.after(Duration.ofSeconds(5)));
    assertEquals(List.of("ERROR 57014", "Ready IDLE"), client.after(Duration.ofSeconds(2)));
  }

  @Test
  void lateAnswerOfAStatementGivenUpIsNotServed() {
    client.query("SET statement_timeout = '5s'");
    CompletableFuture<@Nullable Void> answer = storeAnswersLater();
    client.query("SELECT 1; SELECT 2");
    client.after(Duration.ofSeconds(7));
    answer.complete(null);
    client.engine.gate = null;
    assertEquals(List.of(), client.later());
    assertEquals(4, client.query("SELECT 3").size());
  }

  @Test
  void statementInTimeIsNotTouchedByTheTimerOfAnEarlierOne() {
    client.query("SET statement_timeout = '5s'");
    client.query("SELECT 1");
    client.after(Duration.ofSeconds(4));
    CompletableFuture<@Nullable Void> answer = storeAnswersLater();
    client.query("SELECT 1");
    assertEquals(List.of(), client.after(Duration.ofSeconds(3)));
    answer.complete(null);
    assertEquals(List.of("Row 1", "SELECT 1", "Ready IDLE"), client.later());
  }

  @Test
  void cancelEndsAStatementThatTheStoreNeverAnswers() {
    client.query("BEGIN; INSERT INTO t VALUES (1)");
    storeAnswersNoMore();
    client.query("SELECT 1");
    client.session.cancel();
    assertEquals(List.of(), client.later());
    assertEquals(List.of("ERROR 57014", "Ready FAILED"), client.after(Duration.ofSeconds(2)));
    assertEquals(List.of("abort"), client.transactions.log);
    assertEquals(List.of("ERROR 40000", "Ready FAILED"), client.query("ROLLBACK TO SAVEPOINT s"));
    assertEquals(List.of("ROLLBACK", "Ready IDLE"), client.query("ROLLBACK"));
  }

  @Test
  void cancelDoesNotEndALaterStatement() {
    CompletableFuture<@Nullable Void> answer = storeAnswersLater();
    client.query("SELECT 1");
    client.session.cancel();
    client.later();
    answer.complete(null);
    client.later();
    storeAnswersNoMore();
    client.query("SELECT 1");
    assertEquals(List.of(), client.after(Duration.ofSeconds(5)));
  }

  @Test
  void extendedStatementGivenUpIsSkippedToSync() {
    storeAnswersNoMore();
    client.say(parse("", "SELECT 1"), bind("", ""), execute("", 0), sync());
    client.session.cancel();
    client.later();
    assertEquals(List.of("ERROR 57014", "Ready IDLE"), client.after(Duration.ofSeconds(2)));
  }

  @Test
  void commitUnderWayIsNotGivenUp() {
    client.query("BEGIN; INSERT INTO t VALUES (1)");
    client.transactions.gate = new CompletableFuture<>();
    client.query("COMMIT");
    client.session.cancel();
    client.later();
    assertEquals(List.of(), client.after(Duration.ofMinutes(1)));
    client.transactions.gate.complete(null);
    assertEquals(List.of("COMMIT", "Ready IDLE"), client.later());
  }

  /** The timer comes between the outcome and the answer. */
  @Test
  void commitWhoseOutcomeIsKnownIsNotGivenUp() {
    client.query("BEGIN; INSERT INTO t VALUES (1)");
    client.transactions.gate = new CompletableFuture<>();
    client.query("COMMIT");
    client.session.cancel();
    client.later();
    client.transactions.gate.complete(null);
    client.elapse(Duration.ofSeconds(2));
    assertEquals(List.of("COMMIT", "Ready IDLE"), client.later());
  }

  @Test
  void commitOfAStatementByItselfIsNotGivenUpWhenItsOutcomeIsKnown() {
    client.transactions.gate = new CompletableFuture<>();
    client.say(parse("", "INSERT INTO t VALUES (1)"), bind("", ""), execute("", 0), sync());
    client.session.cancel();
    client.later();
    client.transactions.gate.complete(null);
    client.elapse(Duration.ofSeconds(2));
    assertEquals(List.of("Ready IDLE"), client.later());
  }

  @Test
  void statementAfterACommitOfTheSameTextCanBeGivenUp() {
    client.transactions.gate = new CompletableFuture<>();
    client.query("BEGIN; INSERT INTO t VALUES (1); COMMIT; SELECT 1");
    storeAnswersNoMore();
    client.transactions.gate.complete(null);
    client.later();
    client.session.cancel();
    client.later();
    assertEquals(List.of("ERROR 57014", "Ready IDLE"), client.after(Duration.ofSeconds(2)));
  }

  @Test
  void beginThatTheStoreNeverAnswersEndsAfterItsTimeout() {
    client.query("SET statement_timeout = '5s'");
    client.transactions.beginGate = new CompletableFuture<>();
    assertEquals(List.of(), client.query("BEGIN WITH (idempotency_key = 'k')"));
    assertEquals(List.of("ERROR 57014", "Ready IDLE"), client.after(Duration.ofSeconds(7)));
    client.query("BEGIN");
    client.transactions.beginGate.complete(null);
    assertEquals(List.of(), client.later());
    assertEquals(1, client.transactions.countRunning());
    assertEquals(List.of("COMMIT", "Ready IDLE"), client.query("COMMIT"));
    assertEquals(0, client.transactions.countRunning());
  }

  @Test
  void cancelEndsABeginThatTheStoreNeverAnswers() {
    client.transactions.beginGate = new CompletableFuture<>();
    client.say(
        parse("", "BEGIN WITH (idempotency_key = 'k')"), bind("", ""), execute("", 0), sync());
    client.session.cancel();
    client.later();
    assertEquals(List.of("ERROR 57014", "Ready IDLE"), client.after(Duration.ofSeconds(2)));
    client.transactions.beginGate.complete(null);
    assertEquals(List.of(), client.later());
    assertEquals(0, client.transactions.countRunning());
  }

  @Test
  void cancelEndsAResumeWhoseOutcomeTheStoreNeverTells() {
    client.query("BEGIN");
    String token = client.query("SUSPEND").get(1).substring("Row ".length());
    client.transactions.expireAll();
    client.transactions.beginGate = new CompletableFuture<>();
    assertEquals(List.of(), client.query("RESUME '" + token + "'"));
    client.session.cancel();
    client.later();
    assertEquals(List.of("ERROR 57014", "Ready IDLE"), client.after(Duration.ofSeconds(2)));
    client.transactions.beginGate.complete(null);
    assertEquals(List.of(), client.later());
  }

  @Test
  void leaseThatComesAfterItsResumeWasGivenUpGoesBackToTheToken() {
    client.query("BEGIN; INSERT INTO t VALUES (1)");
    String token = client.query("SUSPEND").get(1).substring("Row ".length());
    Conversation second = client.another();
    second.query("RESUME '" + token + "'");
    client.transactions.gate = new CompletableFuture<>();
    second.query("GET 'k'");
    client.query("SET statement_timeout = '2s'");
    assertEquals(List.of(), client.query("RESUME '" + token + "' WITH (takeover = true)"));
    assertEquals(List.of("ERROR 57014", "Ready IDLE"), client.after(Duration.ofSeconds(4)));
    client.transactions.gate.complete(null);
    second.runTasks();
    assertEquals(List.of(), client.later());
    assertEquals("RESUME", client.query("RESUME '" + token + "'").get(0));
  }

  @Test
  void commitPastTheTimeoutIsUnknownAndWhatBecomesOfItIsNotTold() {
    client.query("SET statement_timeout = '5s'");
    client.query("BEGIN; INSERT INTO t VALUES (1)");
    client.transactions.gate = new CompletableFuture<>();
    client.query("COMMIT");
    assertEquals(List.of("ERROR 40003", "Ready IDLE"), client.after(Duration.ofSeconds(7)));
    assertEquals("transaction_id=00000000-0000-0000-0000-000000000003", client.lastDetail());
    client.query("BEGIN");
    client.transactions.gate.complete(null);
    assertEquals(List.of(), client.later());
    assertEquals(List.of("ROLLBACK", "Ready IDLE"), client.query("ROLLBACK"));
  }

  @Test
  void idlingInATransactionTooLongEndsTheSession() {
    client.query("SET idle_in_transaction_session_timeout = '5s'");
    client.query("BEGIN; INSERT INTO t VALUES (1)");
    assertEquals(List.of(), client.after(Duration.ofSeconds(4)));
    assertEquals(List.of("FATAL 25P03"), client.after(Duration.ofSeconds(2)));
    assertTrue(client.closed);
    assertEquals(List.of("abort"), client.transactions.log);
  }

  @Test
  void whoWorksOrIdlesOutsideOfATransactionIsNotEnded() {
    client.query("SET idle_in_transaction_session_timeout = '5s'");
    client.query("BEGIN");
    client.after(Duration.ofSeconds(4));
    client.query("SELECT 1");
    assertEquals(List.of(), client.after(Duration.ofSeconds(4)));
    client.query("COMMIT");
    assertEquals(List.of(), client.after(Duration.ofMinutes(1)));
    assertFalse(client.closed);
  }

  @Test
  void suspendedTransactionDoesNotIdle() {
    client.query("SET idle_in_transaction_session_timeout = '5s'");
    client.query("BEGIN");
    client.query("SUSPEND");
    assertEquals(List.of(), client.after(Duration.ofMinutes(1)));
  }

  @Test
  void idlingTooLongGivesBackWhatWasResumedSo() {
    client.query("BEGIN; INSERT INTO t VALUES (1)");
    String token = client.query("SUSPEND").get(1).substring("Row ".length());
    Conversation second = client.another();
    second.query("SET idle_in_transaction_session_timeout = '5s'");
    second.query("RESUME '" + token + "' WITH (on_close = 'suspend')");
    client.elapse(Duration.ofSeconds(6));
    second.runTasks();
    assertTrue(second.closed);
    assertEquals("RESUME", client.query("RESUME '" + token + "'").get(0));
  }

  @Test
  void takeoverDoesNotWaitForeverForTheHolder() {
    client.query("BEGIN; INSERT INTO t VALUES (1)");
    String token = client.query("SUSPEND").get(1).substring("Row ".length());
    Conversation second = client.another();
    second.query("RESUME '" + token + "'");
    client.transactions.gate = new CompletableFuture<>();
    second.query("GET 'k'");
    String takeover = "RESUME '" + token + "' WITH (takeover = true)";
    assertEquals(List.of(), client.query(takeover));
    assertEquals(List.of("ERROR 55006", "Ready IDLE"), client.after(Duration.ofSeconds(11)));
    client.transactions.gate.complete(null);
    second.runTasks();
    assertEquals("RESUME", client.query(takeover).get(0));
  }

  @Test
  void transactionsThatEndAtTheirDeadlineAreForgotten() {
    client.query("BEGIN");
    client.query("SUSPEND");
    client.transactions.expireAll();
    client.elapse(Duration.ofSeconds(2));
    assertEquals(0, client.sessions.suspensionStatistics().suspended());
  }
}
