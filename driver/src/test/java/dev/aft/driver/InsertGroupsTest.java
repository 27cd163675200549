package dev.aft.driver;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.aft.protocol.FrontendMessage;
import java.sql.BatchUpdateException;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Types;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class InsertGroupsTest extends DriverTestBase {
  private static final String INSERT = "INSERT INTO t VALUES ($1,$2)";
  private static final String LARGE_GROUP =
      String.valueOf(InsertGroups.rewritten(INSERT, 2, InsertGroups.LARGE_SIZE));
  private static final String GROUP =
      String.valueOf(InsertGroups.rewritten(INSERT, 2, InsertGroups.SIZE));
  private static final String SMALL_GROUP =
      String.valueOf(InsertGroups.rewritten(INSERT, 2, InsertGroups.SMALL_SIZE));
  private static final String LARGEST_GROUP =
      String.valueOf(InsertGroups.rewritten(INSERT, 2, InsertGroups.LARGEST_SIZE));

  @ParameterizedTest
  @ValueSource(
      strings = {
        "INSERT INTO t VALUES ($1, $2)",
        "insert into s.t (a, \"b c\") values( $1 ,$2 ) ",
        "\n INSERT INTO d.s.t(a,b)VALUES($1,$2)"
      })
  void anInsertOfParametersInTheirOrderIsRewritten(String sql) {
    String rewritten = String.valueOf(InsertGroups.rewritten(sql, 2, InsertGroups.SIZE));
    assertTrue(rewritten.endsWith("($1,$2),($3,$4)" + rest()), rewritten);
  }

  private static String rest() {
    StringBuilder text = new StringBuilder();
    for (int i = 2; i < InsertGroups.SIZE; i++) {
      text.append(",($").append(2 * i + 1).append(",$").append(2 * i + 2).append(')');
    }
    return text.toString();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "INSERT INTO t VALUES ($2, $1)",
        "INSERT INTO t VALUES ($1, $2), ($1, $2)",
        "INSERT INTO t VALUES ($1, $2) RETURNING *",
        "INSERT INTO t VALUES ($1, $2) ON CONFLICT DO NOTHING",
        "INSERT INTO t VALUES ($1, $2, now())",
        "INSERT INTO t AS a VALUES ($1, $2)",
        "UPSERT INTO t VALUES ($1, $2)",
        "/* a */ INSERT INTO t VALUES ($1, $2)",
        "INSERT INTO t (a VALUES ($1, $2)",
        "UPDATE t SET a = $1 WHERE b = $2"
      })
  void anythingElseIsLeftAsItIs(String sql) {
    assertNull(InsertGroups.rewritten(sql, 2, InsertGroups.SIZE));
  }

  @Test
  void tooManyColumnsAreLeftAsTheyAre() {
    assertNull(InsertGroups.rewritten("INSERT INTO t VALUES ($1)", 0, InsertGroups.SIZE));
    StringBuilder wide = new StringBuilder("INSERT INTO t VALUES ($1");
    for (int i = 2; i <= 300; i++) {
      wide.append(", $").append(i);
    }
    assertNull(InsertGroups.rewritten(wide.append(')').toString(), 300, InsertGroups.SIZE));
  }

  private PreparedStatement batch(boolean autoCommit, int rows) throws SQLException {
    answerCount(INSERT, "INSERT 0 1");
    answerCount(GROUP, "INSERT 0 " + InsertGroups.SIZE);
    answerCount(SMALL_GROUP, "INSERT 0 " + InsertGroups.SMALL_SIZE);
    answerCount(LARGE_GROUP, "INSERT 0 " + InsertGroups.LARGE_SIZE);
    answerCount(LARGEST_GROUP, "INSERT 0 " + InsertGroups.LARGEST_SIZE);
    JdbcConnection connection = connect();
    connection.setAutoCommit(autoCommit);
    PreparedStatement statement = connection.prepareStatement("INSERT INTO t VALUES (?,?)");
    for (int i = 0; i < rows; i++) {
      statement.setInt(1, i);
      if (i % 3 == 0) {
        statement.setNull(2, Types.NULL);
      } else {
        statement.setLong(2, i);
      }
      statement.addBatch();
    }
    return statement;
  }

  private long executions() {
    return transport.sent.stream()
        .flatMap(List::stream)
        .filter(FrontendMessage.Execute.class::isInstance)
        .count();
  }

  @Test
  void aLongBatchGoesInGroupsAndTheRestRowByRow() throws SQLException {
    PreparedStatement statement = batch(true, 10 * InsertGroups.SIZE + 3);
    int[] counts = statement.executeBatch();
    assertEquals(10 * InsertGroups.SIZE + 3, counts.length);
    assertTrue(Arrays.stream(counts).allMatch(count -> count == 1));
    assertEquals(10 + 3, executions());
    assertEquals(1, transport.roundTrips());
    assertEquals(List.of(GROUP, INSERT), transport.texts());
  }

  @Test
  void aVeryLongBatchGoesInLargeGroupsThenSmallOnesThenRowByRow() throws SQLException {
    int rows = InsertGroups.SMALLEST_LONG_BATCH + InsertGroups.SIZE + 2;
    int[] counts = batch(true, rows).executeBatch();
    assertEquals(rows, counts.length);
    assertTrue(Arrays.stream(counts).allMatch(count -> count == 1));
    assertEquals(4 + 1 + 2, executions());
    assertEquals(List.of(LARGE_GROUP, GROUP, INSERT), transport.texts());
  }

  @Test
  void aBatchOfAThousandGoesInFewStatementsOfFiveSizes() throws SQLException {
    int[] counts = batch(true, 1001).executeBatch();
    assertEquals(1001, counts.length);
    assertTrue(Arrays.stream(counts).allMatch(count -> count == 1));
    assertEquals(1 + 3 + 6 + 2 + 1, executions());
    assertEquals(
        List.of(LARGEST_GROUP, LARGE_GROUP, GROUP, SMALL_GROUP, INSERT), transport.texts());
  }

  @Test
  void rowsOfManyBytesGoInSmallerGroupsOrByThemselves() throws SQLException {
    PreparedStatement statement = batch(true, InsertGroups.SMALLEST_LONG_BATCH);
    statement.clearBatch();
    int rows = InsertGroups.SMALLEST_LONG_BATCH;
    for (int i = 0; i < rows; i++) {
      statement.setInt(1, i);
      statement.setBytes(2, new byte[InsertGroups.MOST_BYTES / InsertGroups.LARGE_SIZE]);
      statement.addBatch();
    }
    statement.executeBatch();
    assertEquals(rows / InsertGroups.SIZE, executions());
    transport.sent.clear();
    for (int i = 0; i < rows; i++) {
      statement.setInt(1, i);
      statement.setBytes(2, new byte[InsertGroups.MOST_BYTES / InsertGroups.SMALL_SIZE]);
      statement.addBatch();
    }
    statement.executeBatch();
    assertEquals(rows, executions());
  }

  @Test
  void aShortBatchGoesRowByRow() throws SQLException {
    batch(true, InsertGroups.SMALLEST_BATCH - 1).executeBatch();
    assertEquals(InsertGroups.SMALLEST_BATCH - 1, executions());
  }

  @Test
  void rowsOfOtherTypesGoByThemselves() throws SQLException {
    PreparedStatement statement = batch(true, InsertGroups.SMALLEST_BATCH);
    statement.setString(1, "7");
    statement.setLong(2, 7);
    statement.addBatch();
    assertEquals(InsertGroups.SMALLEST_BATCH + 1, statement.executeBatch().length);
    assertEquals(InsertGroups.SMALLEST_BATCH / InsertGroups.SIZE + 1, executions());
  }

  @Test
  void aGroupThatFailsSaysWhichStatementsItHad() throws SQLException {
    PreparedStatement statement = batch(false, InsertGroups.SMALLEST_BATCH);
    transport.fail(GROUP, "23505", "duplicate");
    BatchUpdateException e = assertThrows(BatchUpdateException.class, statement::executeBatch);
    assertTrue(String.valueOf(e.getMessage()).startsWith("one of the statements 1 to 16"));
    assertArrayEquals(new int[0], e.getUpdateCounts());
  }

  @Test
  void aGroupThatFailsInAutoCommitModeCountsAllAsFailed() throws SQLException {
    PreparedStatement statement = batch(true, InsertGroups.SMALLEST_BATCH);
    transport.fail(GROUP, "23505", "duplicate");
    BatchUpdateException e = assertThrows(BatchUpdateException.class, statement::executeBatch);
    assertEquals(InsertGroups.SMALLEST_BATCH, e.getUpdateCounts().length);
    assertEquals(Statement.EXECUTE_FAILED, e.getUpdateCounts()[0]);
  }
}
