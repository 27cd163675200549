package dev.aft.engine.expression;

import dev.aft.engine.EngineException;
import dev.aft.engine.ErrorCode;
import dev.aft.engine.expression.ComputedExpression.Volatility;
import dev.aft.engine.type.Conversions;
import dev.aft.engine.type.SqlType;
import dev.aft.grammar.Expression;
import dev.aft.grammar.Expression.UnaryOperator;
import dev.aft.storage.spi.Bytes;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Gives expressions their types, as PostgreSQL does: untyped literals and parameters take the type
 * that their place asks for. Not thread-safe, since it finds out the types of parameters.
 *
 * <p>Its methods throw {@link EngineException} with the offset of the mistake.
 */
public final class ExpressionAnalyzer {
  private final Scope scope;
  private final ParameterTypes parameters;
  private final @Nullable AggregateCollector aggregates;
  private final Coercion coercion;
  private final Operators operators;
  private final FunctionCalls functions;
  private boolean insideAggregate;

  /**
   * @param aggregates null where aggregates are not allowed
   */
  public ExpressionAnalyzer(
      Scope scope, ParameterTypes parameters, @Nullable AggregateCollector aggregates) {
    this.scope = scope;
    this.parameters = parameters;
    this.aggregates = aggregates;
    this.coercion = new Coercion(parameters);
    this.operators = new Operators(coercion);
    this.functions = new FunctionCalls(coercion);
  }

  /** An expression of any type; a text literal or parameter of no known type is TEXT. */
  public TypedExpression analyze(Expression expression) {
    return coercion.settle(visit(expression), SqlType.TEXT, expression.offset());
  }

  /** A condition: {@code DATATYPE_MISMATCH} unless it is boolean. */
  public TypedExpression analyzeCondition(Expression expression) {
    return operators.requireBoolean(visit(expression), "WHERE", expression.offset());
  }

  /**
   * An expression where {@code wanted} is needed: LIMIT is BIGINT.
   *
   * @param place named in the error
   */
  public TypedExpression analyzeAs(Expression expression, SqlType wanted, String place) {
    TypedExpression given = visit(expression);
    TypedExpression converted = coercion.implicitly(given, wanted, expression.offset());
    if (converted == null && Conversions.isAssignable(given.type(), wanted)) {
      converted = given.type().isText() == wanted.isText() ? explicit(given, wanted) : null;
    }
    if (converted == null) {
      throw mismatch(place, wanted, given.type(), expression.offset());
    }
    return converted;
  }

  private TypedExpression explicit(TypedExpression given, SqlType wanted) {
    return coercion.castExplicitly(given, wanted, EngineException.NO_OFFSET);
  }

  static EngineException mismatch(String place, SqlType wanted, SqlType given, int offset) {
    return EngineException.builder(
            ErrorCode.DATATYPE_MISMATCH,
            "argument of " + place + " must be type " + wanted + ", not type " + given)
        .at(offset)
        .hint("CAST the argument to " + wanted + ".")
        .build();
  }

  /** A value for a column, converted to its type; length and precision are checked. */
  public TypedExpression analyzeAssignment(
      Expression expression, SqlType target, String columnName) {
    return coercion.assign(visit(expression), target, columnName, expression.offset());
  }

  private TypedExpression visit(Expression expression) {
    int offset = expression.offset();
    if (expression instanceof Expression.ColumnReference reference) {
      return new ColumnExpression(scope.resolve(reference));
    } else if (expression instanceof Expression.Parameter parameter) {
      return new ParameterExpression(parameters.type(parameter.index()), parameter.index());
    } else if (expression instanceof Expression.Unary unary) {
      return unary(unary);
    } else if (expression instanceof Expression.Binary binary) {
      return operators.binary(
          binary.operator(), visit(binary.left()), visit(binary.right()), offset);
    } else if (expression instanceof Expression.IsNull isNull) {
      return operators.isNull(analyze(isNull.operand()), isNull.negated());
    } else if (expression instanceof Expression.IsBoolean isBoolean) {
      return operators.isBoolean(
          visit(isBoolean.operand()), isBoolean.value(), isBoolean.negated(), offset);
    } else if (expression instanceof Expression.IsDistinctFrom distinct) {
      return operators.isDistinctFrom(
          visit(distinct.left()), visit(distinct.right()), distinct.negated(), offset);
    } else if (expression instanceof Expression.In in) {
      return operators.in(visit(in.operand()), visitAll(in.candidates()), in.negated(), offset);
    } else if (expression instanceof Expression.Between between) {
      return between(between);
    } else if (expression instanceof Expression.Like like) {
      return like(like);
    } else if (expression instanceof Expression.Case choice) {
      return choose(choice);
    } else if (expression instanceof Expression.Cast cast) {
      SqlType type = SqlType.from(cast.type());
      return coercion.castExplicitly(visit(cast.operand()), type, cast.operand().offset());
    } else if (expression instanceof Expression.FunctionCall call) {
      return functions.analyze(call, visitAll(call.arguments()));
    } else if (expression instanceof Expression.Aggregate aggregate) {
      return aggregate(aggregate);
    }
    return literal(expression);
  }

  private List<TypedExpression> visitAll(List<Expression> expressions) {
    List<TypedExpression> visited = new ArrayList<>(expressions.size());
    for (Expression expression : expressions) {
      visited.add(visit(expression));
    }
    return visited;
  }

  private TypedExpression literal(Expression expression) {
    int offset = expression.offset();
    if (expression instanceof Expression.StringLiteral string) {
      return coercion.standsAt(new ConstantExpression(SqlType.UNKNOWN, string.value()), offset);
    } else if (expression instanceof Expression.BooleanLiteral bool) {
      return new ConstantExpression(SqlType.BOOLEAN, bool.value());
    } else if (expression instanceof Expression.IntegerLiteral integer) {
      return integer(integer.value());
    } else if (expression instanceof Expression.DecimalLiteral decimal) {
      return new ConstantExpression(SqlType.DECIMAL, decimal.value());
    } else if (expression instanceof Expression.DoubleLiteral number) {
      ConstantExpression exact = new ConstantExpression(SqlType.UNKNOWN, number.value().toString());
      return coercion.settle(exact, SqlType.DOUBLE_PRECISION, offset);
    } else if (expression instanceof Expression.TypedLiteral typed) {
      ConstantExpression text = new ConstantExpression(SqlType.UNKNOWN, typed.value());
      return coercion.castExplicitly(text, SqlType.from(typed.type()), offset);
    } else if (expression instanceof Expression.BinaryLiteral binary) {
      return binary(binary.hexadecimal(), offset);
    } else if (expression instanceof Expression.DefaultValue) {
      throw EngineException.builder(ErrorCode.SYNTAX, "DEFAULT is not allowed in this context")
          .at(offset)
          .build();
    }
    return new ConstantExpression(SqlType.UNKNOWN, null);
  }

  private static TypedExpression integer(BigInteger value) {
    if (value.bitLength() < 32) {
      return new ConstantExpression(SqlType.INTEGER, value.intValue());
    }
    return value.bitLength() < 64
        ? new ConstantExpression(SqlType.BIGINT, value.longValue())
        : new ConstantExpression(SqlType.DECIMAL, new BigDecimal(value));
  }

  private static TypedExpression binary(String hexadecimal, int offset) {
    try {
      return new ConstantExpression(
          SqlType.VARBINARY, Bytes.wrap(HexFormat.of().parseHex(hexadecimal)));
    } catch (IllegalArgumentException e) {
      throw EngineException.builder(ErrorCode.INVALID_TEXT, "invalid hexadecimal data")
          .at(offset)
          .cause(e)
          .build();
    }
  }

  private TypedExpression unary(Expression.Unary unary) {
    boolean negate = unary.operator() == UnaryOperator.NEGATE;
    if (negate && unary.operand() instanceof Expression.IntegerLiteral literal) {
      return integer(literal.value().negate());
    }
    return operators.unary(unary.operator(), visit(unary.operand()), unary.offset());
  }

  private TypedExpression between(Expression.Between between) {
    return operators.between(
        visit(between.operand()),
        visit(between.low()),
        visit(between.high()),
        between.negated(),
        between.offset());
  }

  private TypedExpression like(Expression.Like like) {
    Expression escape = like.escape();
    TypedExpression character =
        escape == null ? new ConstantExpression(SqlType.TEXT, "\\") : visit(escape);
    return operators.like(visit(like.operand()), visit(like.pattern()), character, like);
  }

  private TypedExpression choose(Expression.Case choice) {
    Expression operand = choice.operand();
    List<TypedExpression> conditions = new ArrayList<>();
    List<TypedExpression> results = new ArrayList<>();
    for (Expression.WhenClause when : choice.whens()) {
      TypedExpression condition = visit(when.condition());
      int offset = when.condition().offset();
      conditions.add(
          operand == null
              ? operators.requireBoolean(condition, "CASE/WHEN", offset)
              : operators.binary(
                  Expression.BinaryOperator.EQUAL, visit(operand), condition, offset));
      results.add(visit(when.result()));
    }
    Expression otherwise = choice.otherwise();
    results.add(
        otherwise == null ? new ConstantExpression(SqlType.UNKNOWN, null) : visit(otherwise));
    return choice(conditions, operators.unify(results, "CASE", choice.offset()));
  }

  private static TypedExpression choice(
      List<TypedExpression> conditions, List<TypedExpression> results) {
    List<TypedExpression> operands = new ArrayList<>(conditions);
    operands.addAll(results);
    TypedExpression otherwise = results.get(results.size() - 1);
    return Folding.computed(
        otherwise.type(),
        Volatility.IMMUTABLE,
        operands,
        context -> {
          for (int i = 0; i < conditions.size(); i++) {
            if (Boolean.TRUE.equals(conditions.get(i).evaluate(context))) {
              return results.get(i).evaluate(context);
            }
          }
          return otherwise.evaluate(context);
        });
  }

  private TypedExpression aggregate(Expression.Aggregate aggregate) {
    AggregateCollector collector = aggregates;
    if (collector == null || insideAggregate) {
      String message =
          insideAggregate
              ? "aggregate function calls cannot be nested"
              : "aggregate functions are not allowed here";
      throw EngineException.builder(ErrorCode.GROUPING, message).at(aggregate.offset()).build();
    }
    insideAggregate = true;
    try {
      Expression argument = aggregate.argument();
      AggregateCollector.Call call =
          new AggregateCollector.Call(
              aggregate.function(),
              aggregate.distinct(),
              argument == null ? null : analyze(argument));
      SqlType type = Aggregates.resultType(call, aggregate.offset());
      return new AggregateExpression(type, collector.collect(call));
    } finally {
      insideAggregate = false;
    }
  }
}
