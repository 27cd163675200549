package dev.aft.driver;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.aft.protocol.TypeId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ReadAheadTest extends DriverTestBase {
  private static final String PAGED = "SELECT n FROM t";
  private static final String OTHER = "SELECT 42";

  /** The rows 0 to 9 in pages of 2, of which the first is there. */
  private ResultSet open(JdbcConnection connection) throws SQLException {
    List<List<Object>> rows = new ArrayList<>();
    for (long i = 0; i < 10; i++) {
      rows.add(List.of(i));
    }
    answer(PAGED, List.of(TypeId.INT8), rows);
    answer(OTHER, List.of(TypeId.INT8), List.of(List.of(42L)));
    connection.setAutoCommit(false);
    Statement statement = connection.createStatement();
    statement.setFetchSize(2);
    return statement.executeQuery(PAGED);
  }

  private static void read(ResultSet result, long from, long to) throws SQLException {
    for (long i = from; i < to; i++) {
      assertTrue(result.next());
      assertEquals(i, result.getLong(1));
    }
  }

  private static void readOther(JdbcConnection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery(OTHER)) {
      read(result, 42, 43);
    }
  }

  @Test
  void thePageAfterOneThatWasWantedIsAskedForBeforeItIsWanted() throws SQLException {
    ResultSet result = open(connect());
    read(result, 0, 2);
    assertEquals(1, transport.roundTrips(), "who wants the first page may not want the second");
    read(result, 2, 3);
    assertEquals(3, transport.roundTrips());
    assertEquals("Execute Sync", transport.lastKinds());
    read(result, 3, 4);
    assertEquals(3, transport.roundTrips());
    read(result, 4, 10);
    assertFalse(result.next());
    assertEquals(5, transport.roundTrips());
  }

  @Test
  void anotherStatementInBetweenGetsItsOwnAnswerAndTheRestIsReadOn() throws SQLException {
    JdbcConnection connection = connect();
    ResultSet result = open(connection);
    read(result, 0, 3);
    readOther(connection);
    read(result, 3, 5);
    readOther(connection);
    readOther(connection);
    read(result, 5, 10);
    assertFalse(result.next());
    connection.commit();
  }

  @Test
  void twoResultsAreReadInTurns() throws SQLException {
    JdbcConnection connection = connect();
    ResultSet one = open(connection);
    ResultSet two = open(connection);
    for (long i = 0; i < 10; i++) {
      read(one, i, i + 1);
      read(two, i, i + 1);
    }
    assertFalse(one.next());
    assertFalse(two.next());
  }

  @Test
  void aPageThatFailsIsToldToWhoWantsIt() throws SQLException {
    ResultSet result = open(connect());
    transport.failsAtRow = 4;
    read(result, 0, 4);
    assertEquals("57014", assertThrows(SQLException.class, result::next).getSQLState());
  }

  @Test
  void aPageThatFailedBeforeAnotherStatementIsToldToWhoWantsItAndNotToTheOther()
      throws SQLException {
    JdbcConnection connection = connect();
    ResultSet result = open(connection);
    transport.failsAtRow = 4;
    read(result, 0, 3);
    readOther(connection);
    read(result, 3, 4);
    assertEquals("57014", assertThrows(SQLException.class, result::next).getSQLState());
    connection.rollback();
  }

  @Test
  void whatWasAskedForIsReadBeforeCommitAndTheResultEndsWithIt() throws SQLException {
    JdbcConnection connection = connect();
    ResultSet result = open(connection);
    read(result, 0, 3);
    connection.commit();
    read(result, 3, 4);
    assertEquals("24000", assertThrows(SQLException.class, result::next).getSQLState());
    readOther(connection);
  }

  @Test
  void aClosedResultLeavesTheConnectionToOthers() throws SQLException {
    JdbcConnection connection = connect();
    ResultSet result = open(connection);
    read(result, 0, 3);
    result.close();
    readOther(connection);
    connection.commit();
  }

  @Test
  void maxRowsEndTheResultAndNoMoreIsAskedFor() throws SQLException {
    JdbcConnection connection = connect();
    open(connection).close();
    int before = transport.roundTrips();
    Statement statement = connection.createStatement();
    statement.setFetchSize(2);
    statement.setMaxRows(5);
    ResultSet result = statement.executeQuery(PAGED);
    read(result, 0, 5);
    assertFalse(result.next());
    assertEquals(before + 3, transport.roundTrips());
  }

  @Test
  void aLostConnectionIsToldToWhoUsesItNext() throws SQLException {
    JdbcConnection connection = connect();
    ResultSet result = open(connection);
    read(result, 0, 3);
    transport.dead = true;
    read(result, 3, 4);
    assertEquals("08006", assertThrows(SQLException.class, result::next).getSQLState());
    assertTrue(connection.isClosed());
  }

  @Test
  void longPagesAreNotAskedForAhead() throws SQLException {
    JdbcConnection connection = connect();
    List<List<Object>> rows = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      rows.add(List.of("x".repeat(100_000)));
    }
    answer("long", List.of(TypeId.TEXT), rows);
    connection.setAutoCommit(false);
    Statement statement = connection.createStatement();
    statement.setFetchSize(2);
    ResultSet result = statement.executeQuery("long");
    for (int i = 0; i < 3; i++) {
      assertTrue(result.next());
    }
    assertEquals(2, transport.roundTrips());
  }
}
