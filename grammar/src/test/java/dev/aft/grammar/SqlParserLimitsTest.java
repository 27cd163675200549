package dev.aft.grammar;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.aft.grammar.Expression.Binary;
import dev.aft.grammar.SqlSyntaxException.Kind;
import dev.aft.grammar.Statement.Insert;
import dev.aft.grammar.Statement.Select;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SqlParserLimitsTest {
  private static SqlSyntaxException refused(String sql) {
    return assertThrows(SqlSyntaxException.class, () -> SqlParser.parseStatement(sql));
  }

  private static Expression where(String condition) {
    Select select =
        (Select) SqlParser.parseStatement("SELECT * FROM t WHERE " + condition).statement();
    return Objects.requireNonNull(select.where());
  }

  private static int depth(Expression expression) {
    return expression instanceof Binary binary
        ? 1 + Math.max(depth(binary.left()), depth(binary.right()))
        : 1;
  }

  @ParameterizedTest
  @ValueSource(strings = {"(", "abs(", "CASE WHEN ", "CASE ", "a IN (", "CAST(", "- (", "NOT ("})
  void tenThousandLevelsOfNestingAreTooComplex(String opening) {
    assertEquals(Kind.TOO_COMPLEX, refused("SELECT " + opening.repeat(10_000) + "1").kind());
  }

  @ParameterizedTest
  @ValueSource(strings = {"- ", "+ ", "NOT ", "1 + ", "1 * ", "'a' || ", "- 1 + "})
  void tenThousandOperatorsInAChainAreTooComplex(String chain) {
    assertEquals(Kind.TOO_COMPLEX, refused("SELECT " + chain.repeat(10_000) + "1").kind());
  }

  @ParameterizedTest
  @ValueSource(strings = {"::int", " IS NULL", " + 1"})
  void tenThousandOperatorsBehindAnOperandAreTooComplex(String chain) {
    assertEquals(Kind.TOO_COMPLEX, refused("SELECT 1" + chain.repeat(10_000)).kind());
  }

  @Test
  void chainsInEachOtherCountTogether() {
    String inner = "(1" + " + 1".repeat(300);
    assertEquals(Kind.TOO_COMPLEX, refused("SELECT " + inner + " + " + inner + "))").kind());
  }

  @Test
  void nestingUpToTheLimitIsRead() {
    int levels = SqlParser.MAXIMUM_NESTING;
    SqlParser.parseStatement("SELECT " + "(".repeat(levels) + "1" + ")".repeat(levels));
    SqlParser.parseStatement(
        "SELECT " + "CASE WHEN a THEN ".repeat(levels) + "1" + " END".repeat(levels));
    SqlParser.parseStatement("SELECT " + "abs(".repeat(levels) + "1" + ")".repeat(levels));
  }

  @Test
  void longOrChainsAreReadAndStayShallow() {
    Expression or = where("a = 0" + " OR a = 1".repeat(4_999));
    assertTrue(depth(or) < 40, () -> "depth " + depth(or));
    int[] leaves = {0};
    String inOrder = flatten(or, leaves);
    assertEquals(5_000, leaves[0]);
    assertTrue(inOrder.startsWith("0111"), inOrder);
  }

  private static String flatten(Expression expression, int[] leaves) {
    Binary binary = assertInstanceOf(Binary.class, expression);
    if (binary.operator() == Expression.BinaryOperator.OR) {
      return flatten(binary.left(), leaves) + flatten(binary.right(), leaves);
    }
    leaves[0]++;
    return ((Expression.IntegerLiteral) binary.right()).value().toString();
  }

  @Test
  void longAndChainsAreReadAndStayShallow() {
    assertTrue(depth(where("a <> 0" + " AND a <> 1".repeat(4_999))) < 40);
  }

  @Test
  void longInListsAreRead() {
    Expression.In in = (Expression.In) where("a IN (1" + ", 1".repeat(49_999) + ")");
    assertEquals(50_000, in.candidates().size());
  }

  @Test
  void insertsOfManyRowsAreRead() {
    String row = "('some key', $1, 12.5, -3, TRUE, DEFAULT, now())";
    String sql = "INSERT INTO t VALUES " + row + (", " + row).repeat(19_999);
    Insert insert = (Insert) SqlParser.parseStatement(sql).statement();
    assertEquals(20_000, insert.rows().size());
    assertEquals(7, insert.rows().get(19_999).size());
  }

  @Test
  void aMistakeAtTheEndOfALongTextIsFound() {
    String sql = "INSERT INTO t VALUES (1)" + ", (2)".repeat(20_000);
    assertEquals(sql.length() + 1, refused(sql + " FORM").offset());
  }

  @Test
  void tooLongTextsAreRefusedBeforeReading() {
    String sql = " ".repeat(SqlParser.MAXIMUM_TEXT_LENGTH + 1);
    assertEquals(Kind.TOO_COMPLEX, refused(sql).kind());
  }

  @Test
  void tooManyTokensAreRefused() {
    assertEquals(Kind.TOO_COMPLEX, refused(",".repeat(SqlParser.MAXIMUM_TOKENS + 1)).kind());
  }

  @Test
  void deeplyNestedCommentsAreSkipped() {
    String sql = "/*".repeat(100_000) + "*/".repeat(100_000) + " SELECT 1";
    assertInstanceOf(Select.class, SqlParser.parseStatement(sql).statement());
  }

  @Test
  void longNonAsciiTextsAreRead() {
    String value = "日本語😀".repeat(100_000);
    Select select = (Select) SqlParser.parseStatement("SELECT '" + value + "'").statement();
    Statement.SelectItem.Item item = (Statement.SelectItem.Item) select.items().get(0);
    assertEquals(value, ((Expression.StringLiteral) item.expression()).value());
  }
}
