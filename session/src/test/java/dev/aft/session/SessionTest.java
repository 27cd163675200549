package dev.aft.session;

import static dev.aft.session.Conversation.bind;
import static dev.aft.session.Conversation.execute;
import static dev.aft.session.Conversation.parse;
import static dev.aft.session.Conversation.sync;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.aft.engine.EngineException;
import dev.aft.engine.transaction.CommitOutcome;
import dev.aft.engine.transaction.StorageErrors;
import dev.aft.engine.transaction.TransactionId;
import dev.aft.protocol.Format;
import dev.aft.protocol.FrontendMessage;
import dev.aft.protocol.TypeId;
import dev.aft.protocol.ValuesBuilder;
import dev.aft.storage.spi.StorageException;
import dev.aft.storage.spi.StorageException.Reason;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SessionTest {
  private final Conversation client = Conversation.started();

  @AfterEach
  void end() {
    client.session.close();
    client.close();
    assertEquals(0, client.sessions.openSessions());
    assertEquals(0, client.sessions.statistics().openTransactions());
  }

  @Test
  void startupTellsWhatClientsNeed() {
    try (Conversation other = new Conversation()) {
      List<String> answers =
          other.say(new FrontendMessage.Startup(3, 0, Map.of("user", "anna", "TimeZone", "UTC")));
      assertEquals("AuthenticationOk", answers.get(0));
      assertTrue(
          answers.containsAll(
              List.of(
                  "server_version=15.0 (AFT 0.1.0)",
                  "client_encoding=UTF8",
                  "DateStyle=ISO, MDY",
                  "TimeZone=UTC",
                  "integer_datetimes=on",
                  "standard_conforming_strings=on",
                  "store_id=the store",
                  "session_authorization=anna")),
          answers::toString);
      assertEquals(
          List.of("BackendKeyData", "Ready IDLE"),
          answers.subList(answers.size() - 2, answers.size()));
    }
  }

  @Test
  void startupWithAnUnknownDatabaseLeavesNoTransaction() {
    Conversation client = new Conversation();
    client.say(new FrontendMessage.Startup(3, 0, Map.of("user", "u", "database", "nowhere")));
    assertEquals(0, client.transactions.countRunning());
  }

  @Test
  void startupNegotiatesAndRefuses() {
    assertEquals(List.of("TlsResponse"), new Conversation().say(new FrontendMessage.TlsRequest()));
    assertEquals("FATAL 3D000", first(Map.of("user", "u", "database", "nowhere")));
    assertEquals("AuthenticationOk", first(Map.of("user", "u", "database", "u")));
    assertEquals("FATAL 22023", first(Map.of("user", "u", "client_encoding", "LATIN1")));
    assertEquals(
        "NegotiateProtocolVersion", first(Map.of("user", "u", "_pq_.command_progress", "1")));
    assertEquals(
        List.of("FATAL 0A000"),
        new Conversation().say(new FrontendMessage.Startup(2, 0, Map.of())));
    assertEquals(List.of("FATAL 08P01"), new Conversation().say(sync()));
  }

  private static String first(Map<String, String> parameters) {
    return new Conversation().say(new FrontendMessage.Startup(3, 0, parameters)).get(0);
  }

  @Test
  void simpleQueryAnswersRowsAndTags() {
    assertEquals(
        List.of("Columns [c0]", "Row 1", "SELECT 1", "Ready IDLE"), client.query("SELECT 1"));
    assertEquals(List.of("EmptyQueryResponse", "Ready IDLE"), client.query(" -- nothing\n"));
    assertEquals(List.of("INSERT 0 1", "Ready IDLE"), client.query("INSERT INTO t VALUES (1)"));
    assertEquals(List.of("commit"), client.transactions.log);
  }

  @Test
  void severalStatementsAreOneTransactionAndTheFirstErrorEndsThemAll() {
    assertEquals(
        List.of("INSERT 0 1", "ERROR 22012", "Ready IDLE"),
        client.query("INSERT INTO t VALUES (1); DELETE FROM t; INSERT INTO t VALUES (2)"));
    assertEquals(List.of("abort"), client.transactions.log);
  }

  @Test
  void errorsPointIntoTheWholeTextInCharacters() {
    assertEquals(
        List.of("Columns [c0]", "Row 1", "SELECT 1", "ERROR 42P01 at 27", "Ready IDLE"),
        client.query("SELECT '\uD83D\uDE00'; SELECT * FROM missing"));
  }

  @Test
  void aFailedTransactionWaitsForItsEnd() {
    assertEquals(List.of("BEGIN", "Ready IN_TRANSACTION"), client.query("BEGIN"));
    assertEquals(List.of("ERROR 22012", "Ready FAILED"), client.query("DELETE FROM t"));
    assertEquals(List.of("ERROR 25P02", "Ready FAILED"), client.query("SELECT 1"));
    assertEquals(List.of("EmptyQueryResponse", "Ready FAILED"), client.query(""));
    assertEquals(List.of("ROLLBACK", "Ready IDLE"), client.query("COMMIT"));
  }

  @Test
  void savepointsLeadOutOfAFailure() {
    client.query("BEGIN; SAVEPOINT s");
    client.query("DELETE FROM t");
    assertEquals(
        List.of("ROLLBACK", "Ready IN_TRANSACTION"), client.query("ROLLBACK TO SAVEPOINT s"));
    assertEquals(List.of("RELEASE", "Ready IN_TRANSACTION"), client.query("RELEASE s"));
    assertEquals(List.of("COMMIT", "Ready IDLE"), client.query("COMMIT"));
    assertEquals(List.of("ERROR 25P01", "Ready IDLE"), client.query("SAVEPOINT s"));
  }

  @Test
  void misplacedTransactionControlIsAWarning() {
    assertEquals(List.of("WARNING 25P01", "COMMIT", "Ready IDLE"), client.query("COMMIT"));
    assertEquals(List.of("WARNING 25P01", "ROLLBACK", "Ready IDLE"), client.query("ROLLBACK"));
    client.query("BEGIN");
    assertEquals(List.of("WARNING 25001", "BEGIN", "Ready IN_TRANSACTION"), client.query("BEGIN"));
  }

  @Test
  void readOnlyTransactionsRefuseChanges() {
    client.query("BEGIN READ ONLY");
    assertEquals(List.of("ERROR 25006", "Ready FAILED"), client.query("INSERT INTO t VALUES (1)"));
    client.query("ROLLBACK");
    client.query("SET default_transaction_read_only = on");
    assertEquals(List.of("ERROR 25006", "Ready IDLE"), client.query("INSERT INTO t VALUES (1)"));
    assertEquals(
        List.of("ERROR 0A000", "Ready IDLE"), client.query("BEGIN ISOLATION LEVEL SERIALIZABLE"));
  }

  @Test
  void outcomesOfCommitsBecomeSqlStates() {
    client.transactions.outcomes.add(new CommitOutcome.Aborted("conflict"));
    assertEquals(List.of("ERROR 40001", "Ready IDLE"), client.query("INSERT INTO t VALUES (1)"));
    TransactionId id = new TransactionId(new UUID(0, 7));
    client.transactions.outcomes.add(new CommitOutcome.Unknown(id));
    assertEquals(List.of("ERROR 40003", "Ready IDLE"), client.query("INSERT INTO t VALUES (1)"));
  }

  @Test
  void aDefinitionThatMeetsAnotherIsRunAgain() {
    client.transactions.outcomes.add(new CommitOutcome.Aborted("conflict"));
    client.transactions.outcomes.add(new CommitOutcome.Aborted("conflict"));
    assertEquals(
        List.of("CREATETABLE 1", "Ready IDLE"),
        client.query("CREATE TABLE t (k INTEGER PRIMARY KEY)"));
    assertEquals(List.of("commit", "commit", "commit"), client.transactions.log);
  }

  @Test
  void extendedQueryAnswersStepByStep() {
    List<String> answers =
        client.say(
            parse("", "SELECT $1", TypeId.INT4),
            new FrontendMessage.Describe(FrontendMessage.Target.STATEMENT, ""),
            bind(
                "",
                "",
                List.of(Format.BINARY),
                new ValuesBuilder().appendInt4(7).build(),
                List.of()),
            new FrontendMessage.Describe(FrontendMessage.Target.PORTAL, ""),
            execute("", 0),
            sync());
    assertEquals(
        List.of(
            "ParseComplete",
            "Parameters [23]",
            "Columns [c0]",
            "BindComplete",
            "Columns [c0]",
            "Row 7",
            "SELECT 1",
            "Ready IDLE"),
        answers);
  }

  @Test
  void afterAnErrorEverythingIsSkippedUntilSync() {
    List<String> answers =
        client.say(
            parse("", "SELECT * FROM missing"),
            bind("", ""),
            execute("", 0),
            sync(),
            parse("", "SELECT 1"),
            sync());
    assertEquals(
        List.of("ERROR 42P01 at 15", "Ready IDLE", "ParseComplete", "Ready IDLE"), answers);
  }

  @Test
  void aSimpleQueryIsSkippedUntilSyncToo() {
    assertEquals(
        List.of("ERROR 42P01 at 15", "Ready IDLE"),
        client.say(
            parse("", "SELECT * FROM missing"), new FrontendMessage.Query("SELECT 1"), sync()));
  }

  @Test
  void aPipelineIsOneTransactionUntilSync() {
    client.say(
        parse("i", "INSERT INTO t VALUES (1)"), bind("", "i"), execute("", 0), bind("", "i"));
    assertEquals(List.of(), client.transactions.log);
    client.say(execute("", 0), sync());
    assertEquals(List.of("commit"), client.transactions.log);
  }

  @Test
  void portalsStopAtTheirLimitAndDieWithTheirTransaction() {
    client.engine.rowCount = 3;
    client.query("BEGIN");
    assertEquals(
        List.of(
            "ParseComplete",
            "BindComplete",
            "Row 1",
            "Row 2",
            "PortalSuspended",
            "Ready IN_TRANSACTION"),
        client.say(parse("s", "SELECT 1"), bind("p", "s"), execute("p", 2), sync()));
    assertEquals(
        List.of("Row 3", "SELECT 1", "Ready IN_TRANSACTION"), client.say(execute("p", 2), sync()));
    client.query("COMMIT");
    assertEquals(List.of("ERROR 34000", "Ready IDLE"), client.say(execute("p", 2), sync()));
  }

  @Test
  void namesAndCountsAreChecked() {
    client.say(parse("s", "SELECT $1"), sync());
    assertEquals(List.of("ERROR 42P05", "Ready IDLE"), client.say(parse("s", "SELECT 1"), sync()));
    assertEquals(List.of("ERROR 26000", "Ready IDLE"), client.say(bind("", "no"), sync()));
    assertEquals(List.of("ERROR 08P01", "Ready IDLE"), client.say(bind("", "s"), sync()));
    assertEquals(
        List.of("ERROR 42601", "Ready IDLE"), client.say(parse("", "SELECT 1; SELECT 2"), sync()));
    assertEquals(List.of("ERROR 42P02", "Ready IDLE"), client.query("SELECT $1"));
  }

  @Test
  void rowsWaitForAClientThatDoesNotKeepUp() {
    client.engine.rowCount = 1000;
    client.writable = false;
    assertEquals(List.of("Columns [c0]"), client.query("SELECT 1"));
    assertEquals(0, client.engine.fetched);
    assertEquals(List.of(), client.say(new FrontendMessage.Query("SELECT 2")));
    assertEquals(1, client.session.backlog());
    client.writable = true;
    client.session.writable();
    List<String> answers = client.later();
    assertEquals("SELECT 1000", answers.get(1000));
    assertEquals(1000 + 2 + 1 + 1000 + 2, answers.size());
  }

  @Test
  void pagesThatArriveLaterGoOnWhereTheyStopped() {
    client.engine.gate = new CompletableFuture<>();
    assertEquals(List.of("Columns [c0]"), client.query("SELECT 1"));
    client.engine.gate.complete(null);
    assertEquals(List.of("Row 1", "SELECT 1", "Ready IDLE"), client.later());
  }

  @Test
  void cancelStopsTheStatementUnderWayAndNoLaterOne() {
    client.session.cancel();
    client.engine.rowCount = 1000;
    client.writable = false;
    client.query("SELECT 1");
    client.sessions.cancel(client.session.processId(), client.session.secretKey() + 1);
    assertEquals(List.of(), client.later());
    client.sessions.cancel(client.session.processId(), client.session.secretKey());
    assertEquals(List.of("ERROR 57014", "Ready IDLE"), client.later());
    client.writable = true;
    assertEquals(1003, client.query("SELECT 1").size());
  }

  @Test
  void statementTimeoutStopsTheStatement() {
    client.query("SET statement_timeout = '5s'");
    client.engine.gate = new CompletableFuture<>();
    client.engine.rowCount = 1000;
    client.query("SELECT 1");
    client.elapse(Duration.ofSeconds(6));
    client.engine.gate.complete(null);
    List<String> answers = client.later();
    assertEquals(
        List.of("ERROR 57014", "Ready IDLE"), answers.subList(answers.size() - 2, answers.size()));
  }

  @Test
  void settingsAreSetShownReportedAndUndone() {
    assertEquals(
        List.of("TimeZone=Europe/Berlin", "SET", "Ready IDLE"),
        client.query("SET TIME ZONE 'Europe/Berlin'"));
    assertEquals(
        List.of("Columns [TimeZone]", "Row Europe/Berlin", "SHOW", "Ready IDLE"),
        client.query("SHOW TimeZone"));
    client.query("BEGIN; SET application_name = 'a'");
    assertEquals(List.of("application_name=", "ROLLBACK", "Ready IDLE"), client.query("ROLLBACK"));
    client.query("BEGIN");
    client.query("SET LOCAL statement_timeout = 5000");
    assertEquals("Row 5s", client.query("SHOW statement_timeout").get(1));
    client.query("COMMIT");
    assertEquals("Row 0", client.query("SHOW statement_timeout").get(1));
    assertEquals(List.of("TimeZone=UTC", "DISCARD ALL", "Ready IDLE"), client.query("DISCARD ALL"));
  }

  @Test
  void wrongSettingsAreRefused() {
    assertEquals("ERROR 22023", client.query("SET DateStyle = 'German'").get(0));
    assertEquals("ERROR 22023", client.query("SET client_encoding = 'LATIN1'").get(0));
    assertEquals("ERROR 22023", client.query("SET server_version = '16'").get(0));
    assertEquals("ERROR 42704 at 5", client.query("SET statement_timout = 1").get(0));
    assertEquals("ERROR 3F000 at 12", client.query("SET SCHEMA nowhere").get(0));
  }

  @Test
  void timeoutOfBeginReachesTheTransaction() {
    client.query("BEGIN WITH (timeout = '30 s')");
    assertEquals(List.of("timeout PT30S"), client.transactions.log);
    assertEquals("Columns [transaction_id]", client.query("SHOW TRANSACTION ID").get(0));
  }

  @Test
  void anUnexpectedFailureTellsNothingOfTheNodeAndLeavesTheConnectionUsable() {
    assertEquals(
        List.of("ERROR XX000", "Ready IDLE"), client.query("UPDATE t SET k = 1 WHERE k = 1"));
    assertEquals(4, client.query("SELECT 1").size());
  }

  @Test
  void whoeverAsksPgCatalogIsToldWhatToUseInstead() {
    List<String> answers =
        client.query("SELECT 1 FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON true");

    assertTrue(client.lastHint().contains("SHOW TABLES"), answers.toString());
    assertTrue(answers.get(0).startsWith("ERROR 42P01"), answers.toString());
  }

  @Test
  void pgCatalogNeedNotBeNamedToBeMeant() {
    for (String sql :
        List.of(
            "SELECT t.oid FROM pg_type t JOIN pg_namespace ns ON typnamespace = ns.oid",
            "SELECT 'x'::regtype",
            "SELECT (SELECT oid FROM pg_class)")) {
      List<String> answers = client.query(sql);
      assertTrue(answers.get(0).startsWith("ERROR 42P01"), answers.toString());
      assertTrue(client.lastHint().contains("SHOW TABLES"), sql);
    }
    assertTrue(client.query("SELECT 1 FROM a JOIN pg ON true").get(0).startsWith("ERROR 42601"));
  }

  @Test
  void arraysAndRowsAreRefusedAndOtherTypesAreTakenAsText() {
    int intArray = 1007;
    int row = 2249;
    int jsonb = 3802;
    for (int type : List.of(intArray, row)) {
      assertEquals(
          List.of("ERROR 0A000", "Ready IDLE"), client.say(parse("", "SELECT $1", type), sync()));
    }
    FrontendMessage text = bind("", "j", "{}");
    FrontendMessage binary =
        bind(
            "",
            "j",
            List.of(Format.BINARY),
            new ValuesBuilder().appendText("\u0001{}").build(),
            List.of());
    client.say(parse("j", "SELECT $1", jsonb), sync());
    assertEquals(
        List.of("BindComplete", "Row {}", "SELECT 1", "Ready IDLE"),
        client.say(text, execute("", 0), sync()));
    assertEquals(List.of("ERROR 0A000", "Ready IDLE"), client.say(binary, sync()));
  }

  @Test
  void askingPgCatalogDoesNotFailTheTransaction() {
    client.query("BEGIN");
    List<String> answers =
        client.query("SELECT 1 FROM pg_catalog.pg_class c JOIN pg_catalog.pg_proc p ON true");

    assertEquals("Ready IN_TRANSACTION", answers.get(answers.size() - 1));
    client.query("ROLLBACK");
  }

  @Test
  void drainEndsIdleSessionsNowAndOthersAtTheEndOfTheirTransaction() {
    client.query("BEGIN");
    client.sessions.drain();
    assertEquals(List.of(), client.later());
    assertEquals(List.of("COMMIT", "Ready IDLE", "FATAL 57P01"), client.query("COMMIT"));
    assertTrue(client.closed);
  }

  private static EngineException storeTaken() {
    return StorageErrors.describe(new StorageException(Reason.IN_USE, "writer=other"));
  }

  @Test
  void storeThatIsTakenEndsIdleSessionsNowAndRefusesOthersAtTheirNextMessage() {
    Conversation midCommand = client.another();
    assertEquals(List.of("ParseComplete"), midCommand.say(Conversation.parse("", "BEGIN")));
    client.sessions.endWithStoreTaken(storeTaken());
    assertEquals(List.of("FATAL 57P02"), client.later());
    assertTrue(client.closed);
    assertEquals(List.of("FATAL 57P02"), midCommand.query("BEGIN"));
    assertTrue(client.another().closed);
    assertEquals(0, client.sessions.openSessions());
  }

  @Test
  void commitThatFindsTheStoreTakenEndsAllSessions() {
    Conversation other = client.another();
    client.query("BEGIN");
    client.transactions.commitFailure = storeTaken();
    assertEquals(List.of("FATAL 57P02"), client.query("COMMIT"));
    assertTrue(client.lastHint().contains("node that has the store"), client.lastHint());
    assertEquals(List.of("FATAL 57P02"), other.later());
    assertTrue(client.sessions.storeTaken().isDone());
  }

  @Test
  void anUnexpectedMessageIsFatal() {
    assertEquals(
        List.of("FATAL 08P01"), client.say(new FrontendMessage.Startup(3, 0, Map.of("user", "u"))));
    assertTrue(client.closed);
  }

  @Test
  void aVanishedClientAbortsItsTransaction() {
    client.query("BEGIN; INSERT INTO t VALUES (1)");
    client.session.close();
    client.session.close();
    assertEquals(List.of("abort"), client.transactions.log);
    assertFalse(client.query("SELECT 1").contains("SELECT 1"));
  }
}
