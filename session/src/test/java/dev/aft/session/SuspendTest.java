package dev.aft.session;

import static dev.aft.session.Conversation.bind;
import static dev.aft.session.Conversation.execute;
import static dev.aft.session.Conversation.parse;
import static dev.aft.session.Conversation.sync;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.aft.engine.EngineException;
import dev.aft.engine.ErrorCode;
import dev.aft.engine.transaction.TransactionOutcome;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The table of decision 10, row by row, and what surrounds it. */
class SuspendTest {
  private final Conversation first = Conversation.started();
  private final Conversation second = first.another();
  private final Conversation third = first.another();
  private final List<String> log = first.transactions.log;

  @AfterEach
  void close() {
    first.close();
    second.close();
    third.close();
  }

  private static String suspend(Conversation client) {
    List<String> answers = client.query("SUSPEND");
    assertEquals("Columns [transaction_token]", answers.get(0), answers::toString);
    assertEquals(List.of("SUSPEND", "Ready IDLE"), answers.subList(2, 4));
    return answers.get(1).substring("Row ".length());
  }

  private String begunAndSuspended() {
    first.query("BEGIN; INSERT INTO t VALUES (1)");
    return suspend(first);
  }

  private static List<String> resume(Conversation client, String token) {
    return client.query("RESUME '" + token + "'");
  }

  private static List<String> takeOver(Conversation client, String token) {
    return client.query("RESUME '" + token + "' WITH (takeover = true)");
  }

  @Test
  void resumedTransactionGoesOnAndCommitsOnce() {
    String token = begunAndSuspended();

    assertEquals(List.of("RESUME", "Ready IN_TRANSACTION"), resume(second, token));
    assertEquals(List.of("COMMIT", "Ready IDLE"), second.query("COMMIT"));
    assertEquals(List.of("mark 1", "commit"), log);
  }

  @Test
  void everyStepHasItsOwnToken() {
    String one = begunAndSuspended();
    resume(second, one);
    String two = suspend(second);

    assertNotEquals(one, two);
    assertEquals(List.of("RESUME", "Ready IN_TRANSACTION"), resume(first, two));
  }

  @Test
  void heldTransactionIsRefusedToASecondConnection() {
    String token = begunAndSuspended();
    resume(second, token);

    assertEquals(List.of("ERROR 55006", "Ready IDLE"), resume(third, token));
    assertEquals("Ready IN_TRANSACTION", second.query("SELECT 1").get(3));
  }

  @Test
  void takeoverGoesBackToTheStateOfTheTokenAndTellsTheHolder() {
    String token = begunAndSuspended();
    resume(second, token);
    second.query("INSERT INTO t VALUES (2)");

    assertEquals(List.of("RESUME", "Ready IN_TRANSACTION"), takeOver(third, token));
    assertTrue(log.contains("return to 1"), log::toString);
    assertEquals(List.of("ERROR 25X04", "Ready FAILED"), second.query("SELECT 1"));
    assertEquals(List.of("ROLLBACK", "Ready IDLE"), second.query("ROLLBACK"));
    assertEquals(List.of("COMMIT", "Ready IDLE"), third.query("COMMIT"));
  }

  @Test
  void commitAndSuspendOfTheOneTakenFromFail() {
    String token = begunAndSuspended();
    resume(second, token);
    takeOver(third, token);
    assertEquals(List.of("ERROR 25X04", "Ready IDLE"), second.query("COMMIT"));

    takeOver(second, token);
    assertEquals("ERROR 25X04", third.query("SUSPEND").get(0));
    assertEquals("ERROR 25P02", third.query("SUSPEND").get(0));
    assertEquals(List.of("COMMIT", "Ready IDLE"), second.query("COMMIT"));
  }

  @Test
  void usedTokenIsRefusedAndTakeoverGoesBackAndVoidsLaterOnes() {
    String one = begunAndSuspended();
    resume(second, one);
    String two = suspend(second);

    assertEquals("ERROR 3B001", resume(third, one).get(0));
    assertEquals("RESUME", takeOver(third, one).get(0));
    assertEquals("ERROR 3B001", resume(second, two).get(0));
    assertEquals("ERROR 3B001", takeOver(second, two).get(0));
    String three = suspend(third);
    assertNotEquals(two, three);
    assertEquals("ERROR 3B001", resume(second, two).get(0));
    assertEquals("RESUME", resume(second, three).get(0));
  }

  @Test
  void tokenOfACommittedTransactionGivesTheResult() {
    String token = begunAndSuspended();
    resume(second, token);
    second.query("COMMIT WITH (result = 'done')");
    first.transactions.known = new TransactionOutcome(TransactionOutcome.State.COMMITTED, "done");

    assertEquals(List.of("ERROR 25X01", "Ready IDLE"), resume(third, token));
    assertEquals("done", third.lastDetail());
    assertEquals("ERROR 25X01", takeOver(third, token).get(0));
  }

  @Test
  void resumeWaitsForACommitUnderWay() {
    String token = begunAndSuspended();
    resume(second, token);
    first.transactions.gate = new CompletableFuture<>();
    assertEquals(List.of(), second.query("COMMIT"));
    assertEquals(List.of(), takeOver(third, token));

    first.transactions.known = new TransactionOutcome(TransactionOutcome.State.COMMITTED, null);
    first.transactions.gate.complete(null);
    assertEquals(List.of("COMMIT", "Ready IDLE"), second.later());
    assertEquals(List.of("ERROR 25X01", "Ready IDLE"), third.later());
  }

  @Test
  void tokenWhoseOutcomeIsForgottenIsExpiredAndSaysSo() {
    String token = begunAndSuspended();
    first.transactions.expireAll();
    first.transactions.outcomeFailure =
        new EngineException(ErrorCode.OUTCOME_FORGOTTEN, "forgotten");
    assertEquals(List.of("ERROR 25P03", "Ready IDLE"), resume(first, token));
    assertEquals("What became of it is forgotten: it may have been committed.", first.lastDetail());
  }

  @Test
  void tokenOfATransactionThatIsOverIsExpired() {
    String token = begunAndSuspended();
    resume(second, token);
    second.query("ROLLBACK");

    assertEquals(List.of("ERROR 25P03", "Ready IDLE"), resume(third, token));
  }

  @Test
  void anyChangedBitMakesATokenUnknown() {
    String token = begunAndSuspended();
    String letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    List<String> taken = new ArrayList<>();
    for (int i = 0; i < token.length(); i++) {
      for (int bit = 1; bit < 64; bit *= 2) {
        char other = letters.charAt(letters.indexOf(token.charAt(i)) ^ bit);
        String forged = token.substring(0, i) + other + token.substring(i + 1);
        if (!takeOver(second, forged).get(0).equals("ERROR 3B001")) {
          taken.add(forged);
        }
      }
    }
    assertEquals(List.of(), taken);
    assertEquals("RESUME", resume(second, token).get(0));
  }

  @Test
  void whatIsNoTokenIsUnknown() {
    String token = begunAndSuspended();
    assertEquals("ERROR 3B001", resume(second, "").get(0));
    assertEquals("ERROR 3B001", resume(second, "x").get(0));
    assertEquals("ERROR 3B001", resume(second, token + token).get(0));
    assertEquals("ERROR 3B001", resume(second, token.substring(4)).get(0));
    assertEquals("ERROR 3B001", resume(second, "*".repeat(60)).get(0));
  }

  @Test
  void tokenOfAnotherNodeIsAnsweredByTheOutcome() {
    String token = begunAndSuspended();
    try (Conversation elsewhere = Conversation.started(7)) {
      assertEquals("ERROR 25P03", resume(elsewhere, token).get(0));
      elsewhere.transactions.known =
          new TransactionOutcome(TransactionOutcome.State.COMMITTED, "there");
      assertEquals("ERROR 25X01", resume(elsewhere, token).get(0));
      assertEquals("there", elsewhere.lastDetail());
      elsewhere.transactions.known = new TransactionOutcome(TransactionOutcome.State.RUNNING, null);
      assertEquals("ERROR 55006", resume(elsewhere, token).get(0));
    }
  }

  @Test
  void suspendAndResumeHaveTheirPlaces() {
    assertEquals(List.of("ERROR 25P01", "Ready IDLE"), first.query("SUSPEND"));
    assertEquals("ERROR 25P01", first.query("INSERT INTO t VALUES (1); SUSPEND").get(1));
    String token = begunAndSuspended();
    first.query("BEGIN; DELETE FROM t");
    assertEquals(List.of("ERROR 25P02", "Ready FAILED"), first.query("SUSPEND"));
    first.query("ROLLBACK; BEGIN");
    assertEquals(List.of("ERROR 25001", "Ready FAILED"), resume(first, token));
    first.query("ROLLBACK");
    assertEquals(
        "ERROR 25001", first.query("INSERT INTO t VALUES (1); RESUME '" + token + "'").get(1));
    assertEquals("RESUME", resume(first, token).get(0));
  }

  @Test
  void closedConnectionAbortsWhatItResumed() {
    String token = begunAndSuspended();
    resume(second, token);
    second.session.close();

    assertTrue(log.contains("abort"), log::toString);
    assertEquals("ERROR 25P03", resume(third, token).get(0));
  }

  @Test
  void connectionThatShallSuspendOnCloseGivesTheTransactionBack() {
    String token = begunAndSuspended();
    second.query("RESUME '" + token + "' WITH (on_close = 'suspend')");
    second.query("INSERT INTO t VALUES (2)");
    second.session.close();

    assertEquals(List.of("mark 1", "return to 1"), log);
    assertEquals("RESUME", resume(third, token).get(0));
    assertEquals("COMMIT", third.query("COMMIT").get(0));
  }

  @Test
  void takeoverWaitsForTheStatementUnderWayWhichCannotWriteAnyMore() {
    String token = begunAndSuspended();
    resume(second, token);
    first.transactions.gate = new CompletableFuture<>();
    assertEquals(List.of(), second.query("GET 'k'"));

    assertEquals(List.of(), takeOver(third, token));
    first.transactions.gate.complete(null);
    third.runTasks();
    assertEquals(List.of("ERROR 25X04", "Ready FAILED"), second.later());
    assertEquals("return to 1", log.get(log.size() - 1));
    assertEquals("COMMIT", third.query("COMMIT").get(0));
  }

  @Test
  void ofTwoTakeoversAtOnceTheLaterHoldsTheTransaction() {
    String token = begunAndSuspended();
    resume(second, token);
    first.transactions.gate = new CompletableFuture<>();
    second.query("GET 'k'");
    assertEquals(List.of(), takeOver(first, token));
    assertEquals(List.of(), takeOver(third, token));
    first.transactions.gate.complete(null);

    assertEquals(List.of("ERROR 25X04", "Ready IDLE"), first.later());
    assertEquals(List.of("RESUME", "Ready IN_TRANSACTION"), third.later());
  }

  @Test
  void modesTravelWithTheTransaction() {
    first.query("BEGIN ISOLATION LEVEL REPEATABLE READ, READ ONLY; SELECT 1");
    resume(second, suspend(first));

    assertEquals("Row repeatable read", second.query("SHOW transaction_isolation").get(1));
    assertEquals("Row on", second.query("SHOW transaction_read_only").get(1));
    assertEquals("ERROR 25001", second.query("SET TRANSACTION READ WRITE").get(0));
  }

  @Test
  void settingsStayWithTheSession() {
    first.query("BEGIN; SET application_name = 'a'; SET LOCAL statement_timeout = 5000");
    String token = suspend(first);

    assertEquals("Row a", first.query("SHOW application_name").get(1));
    assertEquals("Row 0", first.query("SHOW statement_timeout").get(1));
    second.query("RESUME '" + token + "'; SET application_name = 'b'");
    assertEquals("Row b", second.query("SHOW application_name").get(1));
    second.query("ROLLBACK");
    assertEquals("Row ", second.query("SHOW application_name").get(1));
  }

  @Test
  void portalsEndWithSuspend() {
    first.engine.rowCount = 3;
    first.query("BEGIN");
    first.say(parse("s", "SELECT 1"), bind("p", "s"), execute("p", 2), sync());
    suspend(first);
    assertEquals(List.of("ERROR 34000", "Ready IDLE"), first.say(execute("p", 2), sync()));
  }

  @Test
  void tokenMayBeAParameter() {
    String token = begunAndSuspended();
    List<String> answers =
        second.say(
            parse("", "RESUME $1 WITH (takeover = $2)"),
            bind("", "", token, "true"),
            execute("", 0),
            sync());
    assertEquals(
        List.of("ParseComplete", "BindComplete", "RESUME", "Ready IN_TRANSACTION"), answers);
  }

  @Test
  void wrongOptionsOfResumeAreRefused() {
    assertEquals("ERROR 42601 at 18", first.query("RESUME 'x' WITH (takover = true)").get(0));
    assertTrue(first.lastHint().contains("takeover"), first.lastHint());
    assertEquals("ERROR 22023 at 29", first.query("RESUME 'x' WITH (takeover = 'perhaps')").get(0));
    assertEquals("ERROR 22023 at 29", first.query("RESUME 'x' WITH (on_close = 'keep')").get(0));
    assertEquals("ERROR 22023 at 29", first.query("RESUME 'x' WITH (on_close = 1)").get(0));
    assertEquals("ERROR 22023 at 8", first.query("RESUME 1").get(0));
    assertTrue(
        first
            .query("RESUME 'x' WITH (takeover = true, takeover = true)")
            .get(0)
            .startsWith("ERROR 42601"));
  }

  @Test
  void drainingNodeSuspendsNothingMore() {
    first.query("BEGIN");
    first.sessions.drain();
    assertEquals(List.of("ERROR 57P01", "Ready FAILED"), first.query("SUSPEND"));
  }

  @Test
  void statisticsCountTokens() {
    String token = begunAndSuspended();
    resume(second, "no token");
    assertEquals(1, first.sessions.suspensionStatistics().suspended());
    resume(second, token);
    takeOver(third, token);
    var statistics = first.sessions.suspensionStatistics();
    assertEquals(0, statistics.suspended());
    assertEquals(1, statistics.suspends());
    assertEquals(2, statistics.resumes());
    assertEquals(1, statistics.takeovers());
    assertEquals(1, statistics.refused());
  }
}
