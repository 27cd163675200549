package dev.aft.session;

import static dev.aft.session.Conversation.bind;
import static dev.aft.session.Conversation.execute;
import static dev.aft.session.Conversation.parse;
import static dev.aft.session.Conversation.sync;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.aft.protocol.FrontendMessage;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class CursorTest {
  private static final String IN = "Ready IN_TRANSACTION";
  private static final String FAILED = "Ready FAILED";

  private final Conversation client = Conversation.started();

  @AfterEach
  void end() {
    client.session.close();
    client.close();
    assertEquals(0, client.sessions.statistics().openTransactions());
  }

  private static FrontendMessage describePortal(String name) {
    return new FrontendMessage.Describe(FrontendMessage.Target.PORTAL, name);
  }

  private void declare(int rows) {
    client.engine.rowCount = rows;
    assertEquals(
        List.of("BEGIN", "DECLARE CURSOR", IN),
        client.query("BEGIN; DECLARE c NO SCROLL CURSOR WITHOUT HOLD FOR SELECT 1"));
  }

  @Test
  void aCursorGivesItsRowsPieceByPieceUntilItsEnd() {
    declare(5);
    assertEquals(
        List.of("Columns [c0]", "Row 1", "Row 2", "FETCH 2", IN),
        client.query("FETCH FORWARD 2 FROM c"));
    assertEquals(List.of("Columns [c0]", "Row 3", "FETCH 1", IN), client.query("FETCH c"));
    assertEquals(
        List.of("Columns [c0]", "Row 4", "Row 5", "FETCH 2", IN), client.query("FETCH ALL IN c"));
    assertEquals(List.of("Columns [c0]", "FETCH 0", IN), client.query("FETCH 3 FROM c"));
    assertEquals(List.of("CLOSE CURSOR", IN), client.query("CLOSE c"));
    assertEquals(List.of("ERROR 34000", FAILED), client.query("FETCH c"));
  }

  @Test
  void rowsThatAreMovedOverAreCountedAndNotSent() {
    declare(2000);
    assertEquals(List.of("MOVE 1500", IN), client.query("MOVE FORWARD 1500 FROM c"));
    assertEquals(
        List.of("Columns [c0]", "Row 1600", "FETCH 1", IN), client.query("FETCH ABSOLUTE 1600 c"));
    assertEquals(
        List.of("Columns [c0]", "Row 1602", "FETCH 1", IN), client.query("FETCH RELATIVE 2 c"));
    assertEquals(List.of("MOVE 398", IN), client.query("MOVE ALL FROM c"));
    assertEquals(List.of("MOVE 0", IN), client.query("MOVE c"));
  }

  @Test
  void goingBackIsRefused() {
    for (String backwards :
        List.of("BACKWARD 1 FROM", "PRIOR FROM", "-3", "ABSOLUTE 1", "LAST FROM", "RELATIVE 0")) {
      declare(5);
      client.query("FETCH 2 FROM c");
      assertEquals(List.of("ERROR 55000", FAILED), client.query("FETCH " + backwards + " c"));
      client.query("ROLLBACK");
    }
  }

  @Test
  void aCursorLivesInOneTransaction() {
    assertEquals(
        List.of("ERROR 25P01", "Ready IDLE"), client.query("DECLARE c CURSOR FOR SELECT 1"));
    declare(5);
    assertEquals(List.of("ERROR 42P03", FAILED), client.query("DECLARE c CURSOR FOR SELECT 1"));
    client.query("ROLLBACK");
    declare(5);
    client.query("COMMIT");
    client.query("BEGIN");
    assertEquals(List.of("ERROR 34000", FAILED), client.query("FETCH c"));
    assertEquals(List.of("ERROR 25P02", FAILED), client.query("CLOSE c"));
    client.query("ROLLBACK");
    declare(5);
    assertEquals(List.of("CLOSE CURSOR ALL", IN), client.query("CLOSE ALL"));
    assertEquals(List.of("ERROR 34000", FAILED), client.query("CLOSE c"));
  }

  @Test
  void whatCursorsDoNotDoIsRefusedWhenTheyAreDeclared() {
    client.query("BEGIN");
    for (String kind : List.of("c SCROLL CURSOR", "c BINARY CURSOR", "c CURSOR WITH HOLD")) {
      assertEquals(
          List.of("ERROR 0A000 at 9", FAILED), client.query("DECLARE " + kind + " FOR SELECT 1"));
      client.query("ROLLBACK; BEGIN");
    }
  }

  @Test
  void aDeclaredCursorIsAPortalThatTakesParameters() {
    client.query("BEGIN");
    client.say(parse("", "DECLARE c CURSOR FOR SELECT $1"), bind("", "", "x"), execute("", 0));
    assertEquals(List.of("Columns [c0]", IN), client.say(describePortal("c"), sync()));
    assertEquals(
        List.of("ParseComplete", "BindComplete", "Columns [c0]", "Row x", "FETCH 1", IN),
        client.say(
            parse("f", "FETCH 9 FROM c"),
            bind("", "f"),
            describePortal(""),
            execute("", 0),
            sync()));
  }

  @Test
  void aPreparedFetchGivesTheColumnsOfTheCursorThatIsThere() {
    declare(1);
    client.say(parse("f", "FETCH 9 FROM c"), bind("", "f"), execute("", 0), sync());
    client.query("ROLLBACK; BEGIN");
    client.say(
        parse("", "DECLARE c CURSOR FOR SELECT $1, $2"), bind("", "", "x", "y"), execute("", 0));
    assertEquals(
        List.of("BindComplete", "Columns [c0, c1]", "Row x", "FETCH 1", IN),
        client.say(bind("", "f"), describePortal(""), execute("", 0), sync()));
  }

  @Test
  void fetchNeedsACursorAndNoOtherPortal() {
    client.query("BEGIN");
    client.say(parse("s", "SELECT 1"), bind("p", "s"), sync());
    assertEquals(List.of("ERROR 34000", FAILED), client.query("FETCH p"));
  }
}
