package dev.aft.engine.expression;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.aft.engine.EngineEnvironment;
import dev.aft.engine.EngineException;
import dev.aft.engine.sql.SessionContext;
import dev.aft.engine.type.Conversions;
import dev.aft.engine.type.SqlType;
import dev.aft.grammar.Expression;
import dev.aft.grammar.SqlParser;
import dev.aft.grammar.Statement;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;

class ExpressionTest {
  private static final Instant NOW = Instant.parse("2026-01-31T10:00:00.123456Z");
  private static final Map<String, ColumnBinding> COLUMNS =
      Map.of(
          "i", column(0, "i", SqlType.INTEGER),
          "t", column(1, "t", SqlType.TEXT),
          "n", column(2, "n", SqlType.DECIMAL),
          "d", column(3, "d", SqlType.DATE),
          "z", column(4, "z", SqlType.INTEGER));
  private static final Object[] ROW = {
    7, "héllo", new BigDecimal("1.50"), LocalDate.of(2026, 1, 31), null
  };

  private static ColumnBinding column(int slot, String name, SqlType type) {
    return new ColumnBinding(slot, type, name, false, null, 0);
  }

  private static ColumnBinding resolve(Expression.ColumnReference reference) {
    ColumnBinding binding = COLUMNS.get(reference.column().name());
    return binding != null ? binding : Scope.empty().resolve(reference);
  }

  private static final class Session implements SessionContext {
    @Override
    public String user() {
      return "ada";
    }

    @Override
    public String database() {
      return "shop";
    }

    @Override
    public String schema() {
      return "public";
    }

    @Override
    public ZoneId timeZone() {
      return ZoneId.of("Europe/Berlin");
    }

    @Override
    public Instant transactionTime() {
      return NOW;
    }

    @Override
    public void checkCancelled() {}
  }

  private static EvaluationContext context(Object... parameters) {
    EngineEnvironment environment =
        new EngineEnvironment(
            InstantSource.fixed(NOW),
            () -> 0,
            new Random(1),
            Executors.newSingleThreadScheduledExecutor(),
            Runnable::run);
    environment.scheduler().shutdown();
    return new EvaluationContext(new Session(), environment, parameters).row(ROW);
  }

  private static Expression parse(String text) {
    Statement.Select select =
        (Statement.Select) SqlParser.parseStatement("SELECT " + text).statement();
    return ((Statement.SelectItem.Item) select.items().get(0)).expression();
  }

  private static ExpressionAnalyzer analyzer(ParameterTypes parameters) {
    return new ExpressionAnalyzer(ExpressionTest::resolve, parameters, null);
  }

  private static TypedExpression analyze(String text) {
    return analyzer(new ParameterTypes(List.of(), 0)).analyze(parse(text));
  }

  private static String print(TypedExpression expression, @Nullable Object value) {
    return value == null
        ? "NULL"
        : Conversions.format(value, expression.type(), ZoneId.of("Europe/Berlin"));
  }

  @ParameterizedTest(name = "{0}")
  @CsvFileSource(resources = "expressions.txt", delimiter = ';', quoteCharacter = '`')
  void expressionGivesTypeAndValue(String text, String type, String result) {
    TypedExpression expression = analyze(text);
    assertEquals(result, print(expression, expression.evaluate(context())));
    assertEquals(type, expression.type().toString());
  }

  @ParameterizedTest(name = "{0}")
  @CsvFileSource(resources = "errors.txt", delimiter = ';', quoteCharacter = '`')
  void wrongExpressionIsRefused(String text, String state, String message) {
    EngineException e =
        assertThrows(EngineException.class, () -> analyze(text).evaluate(context()));
    assertEquals(message, e.getMessage());
    assertEquals(state, e.code().sqlState());
  }

  @Test
  void parametersTakeTheTypeOfTheirPlace() {
    ParameterTypes parameters = new ParameterTypes(List.of(), 4);
    TypedExpression expression =
        analyzer(parameters).analyzeCondition(parse("i > $1 AND t LIKE $2 AND d = $3 AND $4"));
    assertEquals(
        List.of(SqlType.INTEGER, SqlType.TEXT, SqlType.DATE, SqlType.BOOLEAN), parameters.finish());
    EvaluationContext context = context(6, "h_l%", LocalDate.of(2026, 1, 31), true);
    assertEquals(true, expression.evaluate(context));
  }

  @Test
  void parameterOfUnknownTypeIsText() {
    ParameterTypes parameters = new ParameterTypes(List.of(), 1);
    assertEquals(SqlType.TEXT, analyzer(parameters).analyze(parse("$1")).type());
    assertEquals(List.of(SqlType.TEXT), parameters.finish());
  }

  @Test
  void assignmentConvertsAndChecks() {
    ExpressionAnalyzer analyzer = analyzer(new ParameterTypes(List.of(), 0));
    TypedExpression number = analyzer.analyzeAssignment(parse("1.5"), SqlType.INTEGER, "c");
    assertEquals(2, number.evaluate(context()));
    EngineException e =
        assertThrows(
            EngineException.class,
            () -> analyzer.analyzeAssignment(parse("t"), SqlType.INTEGER, "c"));
    assertEquals("42804", e.code().sqlState());
    assertEquals("c", e.column());
  }

  @Test
  void conditionMustBeBoolean() {
    EngineException e =
        assertThrows(
            EngineException.class,
            () -> analyzer(new ParameterTypes(List.of(), 0)).analyzeCondition(parse("i")));
    assertEquals("argument of WHERE must be type boolean, not type integer", e.getMessage());
    assertEquals(7, e.offset());
  }

  @Test
  void conjunctsAreSplitAndKeepTheirShape() {
    List<TypedExpression> conjuncts =
        analyze("i BETWEEN 1 AND 9 AND t LIKE 'h%' AND i IN (7, 8.5)").conjuncts();
    assertEquals(4, conjuncts.size());
    BooleanExpression.Comparison first =
        assertInstanceOf(BooleanExpression.Comparison.class, conjuncts.get(0));
    assertInstanceOf(ColumnExpression.class, first.left());
    assertTrue(first.right().isRowIndependent());
    assertFalse(first.isRowIndependent());
    BooleanExpression.Like like = assertInstanceOf(BooleanExpression.Like.class, conjuncts.get(2));
    assertEquals("h", like.prefix(context()));
    BooleanExpression.In in = assertInstanceOf(BooleanExpression.In.class, conjuncts.get(3));
    assertEquals(SqlType.DECIMAL, in.candidates().get(1).type());
  }

  @Test
  void volatileFunctionsAreNotRowIndependent() {
    assertFalse(analyze("gen_random_uuid()").isRowIndependent());
    assertTrue(analyze("now()").isRowIndependent());
    assertFalse(analyze("now()") instanceof ConstantExpression);
  }

  @Test
  void likeTakesTimeLinearInTextWhateverThePattern() {
    LikePattern pattern = LikePattern.compile("%a".repeat(50) + "b", "\\");
    assertFalse(pattern.matches("a".repeat(20_000), context()));
  }

  @Test
  void aggregatesAreCollectedAndReplaced() {
    java.util.ArrayList<AggregateCollector.Call> calls = new java.util.ArrayList<>();
    ExpressionAnalyzer analyzer =
        new ExpressionAnalyzer(
            ExpressionTest::resolve,
            new ParameterTypes(List.of(), 0),
            call -> {
              calls.add(call);
              return calls.size() - 1;
            });
    TypedExpression expression =
        analyzer.analyze(parse("SUM(i) + COUNT(*) * 100 + COUNT(DISTINCT t) + COUNT(z)"));
    List<Aggregates.Accumulator> accumulators =
        calls.stream().map(Aggregates::accumulator).toList();
    EvaluationContext context = context();
    for (int row = 0; row < 3; row++) {
      accumulators.forEach(accumulator -> accumulator.add(context));
    }
    context.aggregates(accumulators.stream().map(Aggregates.Accumulator::result).toArray());
    assertEquals(SqlType.BIGINT, expression.type());
    assertEquals(21L + 300 + 1, expression.evaluate(context));
  }

  @Test
  void aggregatesOfNothingAreNullAndAveragesAreExact() {
    AggregateCollector.Call average =
        new AggregateCollector.Call(Expression.AggregateFunction.AVG, false, analyze("i"));
    Aggregates.Accumulator accumulator = Aggregates.accumulator(average);
    assertEquals(null, accumulator.result());
    accumulator.add(context());
    accumulator.add(context().row(new Object[] {8}));
    accumulator.add(context().row(new Object[] {8}));
    assertEquals(new BigDecimal("7.6666666666666667"), accumulator.result());
  }
}
