package dev.aft.session;

import static dev.aft.session.Conversation.bind;
import static dev.aft.session.Conversation.execute;
import static dev.aft.session.Conversation.parse;
import static dev.aft.session.Conversation.sync;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.aft.engine.EngineException;
import dev.aft.engine.ErrorCode;
import dev.aft.engine.transaction.AlreadyCommittedException;
import dev.aft.engine.transaction.CausalityToken;
import dev.aft.engine.transaction.TransactionId;
import dev.aft.engine.transaction.TransactionOutcome;
import dev.aft.protocol.FrontendMessage;
import dev.aft.protocol.TypeId;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Idempotency keys, results, outcomes and causality tokens, as a client sees them. */
class ExactlyOnceTest {
  private static final String ID = "00000000-0000-0000-0000-000000000007";

  /** What names the commit that others have done. */
  private static final CausalityToken TOLD = new CausalityToken(Map.of(7, 70L));

  private final Conversation client = Conversation.started();
  private final List<String> log = client.transactions.log;

  @AfterEach
  void close() {
    client.close();
  }

  private static AlreadyCommittedException committed(@Nullable String result) {
    return new AlreadyCommittedException(new TransactionId(UUID.fromString(ID)), result, TOLD);
  }

  @Test
  void keyReachesTheTransaction() {
    assertEquals(
        List.of("BEGIN", "Ready IN_TRANSACTION"),
        client.query("BEGIN WITH (idempotency_key = 'order-1', timeout = '30 s')"));
    assertEquals(List.of("begin key=order-1 after=", "timeout PT30S"), log);
  }

  @Test
  void beginOfCommittedWorkIsAnErrorWithTheResultAndNothingIsOpen() {
    client.transactions.beginFailure = committed("the \"result\"\nas it was");

    assertEquals(
        List.of("ERROR 25X01", "Ready IDLE"), client.query("BEGIN WITH (idempotency_key = 'k')"));
    assertEquals("the \"result\"\nas it was", client.lastDetail());
    assertEquals(List.of("BEGIN", "Ready IN_TRANSACTION"), client.query("BEGIN"));
  }

  @Test
  void whoIsToldOfACommitHasSeenIt() {
    client.transactions.beginFailure = committed(null);
    client.query("BEGIN WITH (idempotency_key = 'k')");
    assertEquals(TOLD.toText(), shown("SHOW CAUSALITY TOKEN"));
  }

  @Test
  void committedWorkWithoutResultHasNoDetail() {
    client.transactions.beginFailure = committed(null);
    client.query("BEGIN WITH (idempotency_key = 'k')");
    assertEquals(null, client.lastDetail());
  }

  @Test
  void commitOfWorkThatAnotherAttemptHasDoneIsAnErrorWithTheResult() {
    client.query("BEGIN WITH (idempotency_key = 'k'); INSERT INTO t VALUES (1)");
    client.transactions.commitFailure = committed("first");

    assertEquals(List.of("ERROR 25X01", "Ready IDLE"), client.query("COMMIT"));
    assertEquals("first", client.lastDetail());
  }

  @Test
  void keyOfARunningTransactionIsOnlyAWarning() {
    assertEquals(
        List.of("WARNING 01X01", "BEGIN", "Ready IN_TRANSACTION"),
        client.query("BEGIN WITH (idempotency_key = 'running')"));
  }

  @Test
  void keyAndResultMayBeParameters() {
    List<String> answers =
        client.say(
            parse("", "BEGIN WITH (idempotency_key = $1)"),
            new FrontendMessage.Describe(FrontendMessage.Target.STATEMENT, ""),
            bind("", "", "order-1"),
            execute("", 0),
            parse("", "COMMIT WITH (result = $1)", TypeId.VARCHAR),
            bind("", "", "paid"),
            execute("", 0),
            sync());
    assertEquals(
        List.of(
            "ParseComplete",
            "Parameters [25]",
            "NoData",
            "BindComplete",
            "BEGIN",
            "ParseComplete",
            "BindComplete",
            "COMMIT",
            "Ready IDLE"),
        answers);
    assertEquals(List.of("begin key=order-1 after=", "commit paid"), log);
  }

  @Test
  void resultThatIsTooLongFailsTheCommitButNotTheTransaction() {
    client.query("BEGIN; SAVEPOINT s");

    assertEquals(
        List.of("ERROR 54000", "Ready FAILED"),
        client.query("COMMIT WITH (result = 'far too long')"));
    assertEquals("ERROR 25P02", client.query("SELECT 1").get(0));
    client.query("ROLLBACK TO s");
    assertEquals(List.of("COMMIT", "Ready IDLE"), client.query("COMMIT WITH (result = 'short')"));
  }

  @Test
  void resultNeedsATransactionAndIsNotStoredByAFailedOne() {
    assertEquals(
        List.of("ERROR 25P01", "Ready IDLE"), client.query("COMMIT WITH (result = 'lost')"));
    client.query("BEGIN; DELETE FROM t");
    assertEquals(List.of("ROLLBACK", "Ready IDLE"), client.query("COMMIT WITH (result = 'lost')"));
    assertEquals(List.of(), log);
  }

  @Test
  void wrongOptionsAreRefusedAndTheNearestIsNamed() {
    assertEquals("ERROR 42601 at 13", client.query("BEGIN WITH (idempotence_key = 'k')").get(0));
    assertTrue(client.lastHint().contains("idempotency_key"), client.lastHint());
    assertEquals("ERROR 42601 at 14", client.query("COMMIT WITH (timeout = '1 s')").get(0));
    assertTrue(client.lastHint().contains("result"), client.lastHint());
    assertEquals("ERROR 22023 at 31", client.query("BEGIN WITH (idempotency_key = 7)").get(0));
    assertEquals("ERROR 22023 at 31", client.query("BEGIN WITH (idempotency_key = NULL)").get(0));
    assertEquals("ERROR 22023 at 23", client.query("BEGIN WITH (timeout = 'soon')").get(0));
    assertEquals("ERROR 22023 at 23", client.query("BEGIN WITH (timeout = 0)").get(0));
    assertEquals("ERROR 22023", client.query("BEGIN WITH (after = 'damaged')").get(0));
    assertTrue(
        client.query("BEGIN WITH (timeout = 1, timeout = 2)").get(0).startsWith("ERROR 42601"));
  }

  @Test
  void optionsOfABeginThatBeginsNothingAreRefused() {
    client.query("BEGIN");
    assertEquals("ERROR 25001", client.query("BEGIN WITH (idempotency_key = 'k')").get(0));
    client.query("ROLLBACK");
    assertEquals(
        "ERROR 25001",
        client.query("INSERT INTO t VALUES (1); BEGIN WITH (idempotency_key = 'k')").get(1));
  }

  @Test
  void settingsBeforeABeginThatFailsAreUndone() {
    client.transactions.beginFailure = committed(null);
    client.query("SET application_name = 'a'; BEGIN WITH (idempotency_key = 'k')");
    assertEquals("Row ", client.query("SHOW application_name").get(1));
  }

  @Test
  void outcomeIsShown() {
    client.transactions.known =
        new TransactionOutcome(TransactionOutcome.State.COMMITTED, "the result");
    assertEquals(
        List.of("Columns [outcome, result]", "Row committed", "SHOW", "Ready IDLE"),
        client.query("SHOW OUTCOME OF '" + ID + "'"));
    client.transactions.known = new TransactionOutcome(TransactionOutcome.State.RUNNING, null);
    assertEquals("Row running", client.query("SHOW OUTCOME OF UUID '" + ID + "'").get(1));
    client.transactions.known = new TransactionOutcome(TransactionOutcome.State.ABORTED, null);
    assertEquals("Row aborted", client.query("SHOW OUTCOME OF '" + ID + "' FINAL").get(1));
    assertEquals(List.of("outcome 7", "outcome 7", "outcome 7 final"), log);
  }

  @Test
  void outcomeTakesAParameterAndRefusesWhatIsNoId() {
    List<String> answers =
        client.say(parse("", "SHOW OUTCOME OF $1"), bind("", "", ID), execute("", 0), sync());
    assertEquals("Row aborted", answers.get(2));
    assertEquals("ERROR 22P02", client.query("SHOW OUTCOME OF 'seven'").get(0));
    assertEquals("ERROR 22023 at 17", client.query("SHOW OUTCOME OF 7").get(0));
    assertEquals("ERROR 22023 at 19", client.query("SHOW OUTCOME OF a || b").get(0));
  }

  @Test
  void transactionIdIsReportedWithBeginAndResumeWhenAskedFor() {
    client.query("SET report_transaction_id = on");
    List<String> begun = client.query("BEGIN");
    assertTrue(begun.get(0).startsWith("transaction_id=0000"), begun::toString);
    assertEquals("BEGIN", begun.get(1));
    String token = client.query("SUSPEND").get(1).substring("Row ".length());
    assertEquals(
        List.of(begun.get(0), "RESUME", "Ready IN_TRANSACTION"),
        client.query("RESUME '" + token + "'"));
    client.query("ROLLBACK");
    client.query("RESET report_transaction_id");
    assertEquals(List.of("BEGIN", "Ready IN_TRANSACTION"), client.query("BEGIN"));
  }

  @Test
  void reportTransactionIdMayBeSetAtStartup() {
    Conversation other = new Conversation();
    other.say(
        new FrontendMessage.Startup(3, 0, Map.of("user", "u", "report_transaction_id", "true")));
    assertEquals(3, other.query("BEGIN").size());
    other.close();
  }

  // ---------------------------------------------------------------- Causality

  @Test
  void causalityTokenOfATransactionAndOfAllThatTheSessionHasFinished() {
    String before = shown("SHOW CAUSALITY TOKEN");
    assertEquals(Map.of(), CausalityToken.parse(before).seen());
    client.query("BEGIN");
    long first = CausalityToken.parse(shown("SHOW CAUSALITY TOKEN")).seen().getOrDefault(1, 0L);
    client.query("COMMIT");
    client.query("INSERT INTO t VALUES (1)");
    long later = CausalityToken.parse(shown("SHOW CAUSALITY TOKEN")).seen().getOrDefault(1, 0L);
    assertEquals(first + 1, later);
  }

  private String shown(String sql) {
    List<String> answers = client.query(sql);
    assertEquals("Columns [causality_token]", answers.get(0));
    return answers.get(1).substring("Row ".length());
  }

  @Test
  void afterIsForOneTransactionOrForAllOfTheSession() {
    String token = new CausalityToken(Map.of(9, 5L)).toText();
    client.query("BEGIN WITH (after = '" + token + "'); COMMIT");
    client.query("BEGIN; COMMIT");
    assertEquals(List.of("begin key=null after={9=5}", "commit", "commit"), log);

    log.clear();
    client.query("SET after = '" + token + "'");
    client.query("SELECT 1");
    client.query("BEGIN; COMMIT");
    client.say(parse("", "SELECT 1"), bind("", ""), execute("", 0), sync());
    client.query("SET application_name = 'x'; SELECT 1");
    assertEquals(4, log.stream().filter("begin key=null after={9=5}"::equals).count());

    log.clear();
    String other = new CausalityToken(Map.of(8, 7L)).toText();
    client.query("BEGIN WITH (after = '" + other + "'); COMMIT");
    client.query("BEGIN WITH (after = ''); COMMIT");
    assertEquals(List.of("begin key=null after={8=7, 9=5}", "commit", "commit"), log);

    log.clear();
    client.query("SET after = ''");
    client.query("SELECT 1");
    assertEquals(List.of(), log);
  }

  @Test
  void damagedTokenIsRefusedWhenItIsSet() {
    assertEquals("ERROR 22023", client.query("SET after = 'damaged'").get(0));
    Conversation other = new Conversation();
    assertEquals(
        "FATAL 22023",
        other.say(new FrontendMessage.Startup(3, 0, Map.of("user", "u", "after", "x"))).get(0));
    other.close();
  }

  @Test
  void tokenThatTheNodeHasNotHeardOfFailsTheStatementAndCanBeTakenBack() {
    client.query("SET after = '" + new CausalityToken(Map.of(9, 5L)).toText() + "'");
    client.transactions.beginFailure =
        new EngineException(ErrorCode.CAUSALITY_TIMEOUT, "not heard of");
    assertEquals(List.of("ERROR 25X03", "Ready IDLE"), client.query("SELECT 1"));
    assertEquals(List.of("SET", "Ready IDLE"), client.query("SET after = ''"));
    assertEquals(4, client.query("SELECT 1").size());
  }
}
