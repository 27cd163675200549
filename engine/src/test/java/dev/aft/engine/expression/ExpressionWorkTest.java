package dev.aft.engine.expression;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.aft.engine.EngineException;
import dev.aft.engine.ErrorCode;
import dev.aft.grammar.SqlParser;
import dev.aft.grammar.Statement;
import java.util.List;
import java.util.Random;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** No expression keeps a thread for long, and none that is large is computed early and kept. */
class ExpressionWorkTest {
  private boolean stopped;

  private final NoSession session =
      new NoSession() {
        @Override
        public void checkCancelled() {
          if (stopped) {
            throw new EngineException(ErrorCode.QUERY_CANCELED, "stopped");
          }
        }
      };

  private static TypedExpression analyze(String text) {
    Statement.Select select =
        (Statement.Select) SqlParser.parseStatement("SELECT " + text).statement();
    return new ExpressionAnalyzer(Scope.empty(), new ParameterTypes(List.of(), 0), null)
        .analyze(((Statement.SelectItem.Item) select.items().get(0)).expression());
  }

  private @Nullable Object evaluate(String text) {
    return analyze(text).evaluate(EvaluationContext.bounded(session, 32 * 1024 * 1024));
  }

  private void assertState(String state, String text) {
    EngineException e = assertThrows(EngineException.class, () -> evaluate(text));
    assertEquals(state, e.code().sqlState());
  }

  @Test
  void tooManyStepsOfLikeAreRefused() {
    assertState("54000", "repeat('a', 100000) LIKE '%' || repeat('a', 10000) || 'b'");
  }

  @Test
  void manyCallsAreTooMuchWorkTogether() {
    assertState("54000", "concat_ws(''" + ", left(repeat('x', 16000000), 1)".repeat(20) + ")");
  }

  @Test
  void longDecimalsAreTooMuchWorkTogether() {
    String decimal = "length(repeat('7', 130000)::decimal::text)";
    assertState("54000", decimal + ("+" + decimal).repeat(20));
  }

  @Test
  void statementThatShouldStopIsNoticed() {
    stopped = true;
    assertState("57014", "length(repeat('x', 16000000)) + length(repeat('x', 16000000))");
  }

  @Test
  void smallWorkIsFoldedAndLargeIsNot() {
    assertInstanceOf(ConstantExpression.class, analyze("upper(repeat('x', 100))"));
    assertFalse(analyze("repeat('x', 100000)") instanceof ConstantExpression);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "position(repeat('a', 1000000) || 'b' IN repeat('a', 2000000))",
        "length(replace(repeat('a', 2000000), repeat('a', 1000000) || 'b', 'c')) - 2000000",
        "length(split_part(repeat('a', 2000000), repeat('a', 1000000) || 'b', 2))",
        "length(split_part(repeat(',', 2000000), ',', -2))",
        "length(trim(repeat('b', 2000000), repeat('a', 1000000) || 'b'))"
      })
  void searchesTakeTimeLinearInTheText(String text) {
    assertEquals(0, evaluate(text));
  }

  @Test
  void searchesFindWhatTheJdkFinds() {
    Random random = new Random(7);
    for (int i = 0; i < 100; i++) {
      String text = letters(random, 400);
      int start = random.nextInt(text.length());
      int length = random.nextInt(150) + 1;
      String wanted =
          random.nextBoolean()
              ? letters(random, length)
              : text.substring(start, Math.min(text.length(), start + length));
      String from = "'" + text + "', '" + wanted + "'";
      assertEquals(text.indexOf(wanted) + 1, evaluate("strpos(" + from + ")"));
      assertEquals(text.replace(wanted, "xy"), evaluate("replace(" + from + ", 'xy')"));
      String[] parts = text.split(Pattern.quote(wanted), -1);
      for (int field : new int[] {1, 2, 3, 100}) {
        String there = field <= parts.length ? parts[field - 1] : "";
        String fromEnd = field <= parts.length ? parts[parts.length - field] : "";
        assertEquals(there, evaluate("split_part(" + from + ", " + field + ")"));
        assertEquals(fromEnd, evaluate("split_part(" + from + ", -" + field + ")"));
      }
    }
  }

  private static String letters(Random random, int length) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < length; i++) {
      text.append(random.nextInt(20) == 0 ? 'b' : 'a');
    }
    return text.toString();
  }
}
