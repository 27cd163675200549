package dev.aft.engine.expression;

import dev.aft.engine.EngineException;
import dev.aft.engine.ErrorCode;
import dev.aft.engine.expression.BooleanExpression.And;
import dev.aft.engine.expression.BooleanExpression.Comparison;
import dev.aft.engine.expression.ComputedExpression.Volatility;
import dev.aft.engine.type.ComparisonOperator;
import dev.aft.engine.type.Conversions;
import dev.aft.engine.type.SqlType;
import dev.aft.engine.type.SqlType.Kind;
import dev.aft.engine.type.ValueComparator;
import dev.aft.grammar.Expression;
import dev.aft.grammar.Expression.BinaryOperator;
import dev.aft.grammar.Expression.UnaryOperator;
import dev.aft.storage.spi.Bytes;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Finds the meaning of operators from the types of their operands. */
final class Operators {
  private static final String HINT =
      "No operator matches the given argument types. You might need to add explicit type casts.";

  private final Coercion coercion;

  Operators(Coercion coercion) {
    this.coercion = coercion;
  }

  TypedExpression binary(
      BinaryOperator operator, TypedExpression left, TypedExpression right, int offset) {
    return switch (operator) {
      case AND -> {
        TypedExpression first = requireBoolean(left, "AND", offset);
        TypedExpression second = requireBoolean(right, "AND", offset);
        yield Folding.fold(new And(first, second), List.of(first, second));
      }
      case OR -> {
        TypedExpression first = requireBoolean(left, "OR", offset);
        TypedExpression second = requireBoolean(right, "OR", offset);
        yield Folding.fold(new BooleanExpression.Or(first, second), List.of(first, second));
      }
      case EQUAL -> compare(ComparisonOperator.EQUAL, left, right, offset);
      case NOT_EQUAL -> compare(ComparisonOperator.NOT_EQUAL, left, right, offset);
      case LESS -> compare(ComparisonOperator.LESS, left, right, offset);
      case LESS_OR_EQUAL -> compare(ComparisonOperator.LESS_OR_EQUAL, left, right, offset);
      case GREATER -> compare(ComparisonOperator.GREATER, left, right, offset);
      case GREATER_OR_EQUAL -> compare(ComparisonOperator.GREATER_OR_EQUAL, left, right, offset);
      case CONCATENATE -> concatenate(left, right, offset);
      default -> arithmetic(operator, left, right, offset);
    };
  }

  TypedExpression requireBoolean(TypedExpression expression, String place, int offset) {
    TypedExpression settled = coercion.settle(expression, SqlType.BOOLEAN, offset);
    if (settled.type().kind() != Kind.BOOLEAN) {
      throw ExpressionAnalyzer.mismatch(place, SqlType.BOOLEAN, settled.type(), offset);
    }
    return settled;
  }

  /** Two operands that compare with each other as they are. */
  private record Pair(TypedExpression left, TypedExpression right) {}

  private Pair comparable(String symbol, TypedExpression left, TypedExpression right, int offset) {
    TypedExpression first = coercion.settle(left, wantedBeside(right), offset);
    TypedExpression second = coercion.settle(right, first.type().unbounded(), offset);
    SqlType firstType = first.type();
    SqlType secondType = second.type();
    if (!ValueComparator.comparable(firstType, secondType)) {
      if (!firstType.isDateOrTimestamp() || !secondType.isDateOrTimestamp()) {
        throw noOperator(symbol, firstType, secondType, offset);
      }
      first = coercion.castExplicitly(first, SqlType.TIMESTAMP_WITH_TIME_ZONE, offset);
      second = coercion.castExplicitly(second, SqlType.TIMESTAMP_WITH_TIME_ZONE, offset);
    }
    return new Pair(first, second);
  }

  private static SqlType wantedBeside(TypedExpression other) {
    return other.type().isUnknown() ? SqlType.TEXT : other.type().unbounded();
  }

  private static EngineException noOperator(
      String symbol, SqlType left, SqlType right, int offset) {
    return EngineException.builder(
            ErrorCode.UNDEFINED_FUNCTION,
            "operator does not exist: " + left.unbounded() + " " + symbol + " " + right.unbounded())
        .at(offset)
        .hint(HINT)
        .build();
  }

  TypedExpression compare(
      ComparisonOperator operator, TypedExpression left, TypedExpression right, int offset) {
    Pair pair = comparable(operator.symbol(), left, right, offset);
    return Folding.fold(
        Comparison.of(operator, pair.left(), pair.right()), List.of(pair.left(), pair.right()));
  }

  TypedExpression isNull(TypedExpression operand, boolean negated) {
    return Folding.fold(new BooleanExpression.IsNull(operand, negated), List.of(operand));
  }

  TypedExpression isBoolean(TypedExpression given, boolean value, boolean negated, int offset) {
    TypedExpression operand = requireBoolean(given, value ? "IS TRUE" : "IS FALSE", offset);
    return Folding.computed(
        SqlType.BOOLEAN,
        Volatility.IMMUTABLE,
        List.of(operand),
        context -> Boolean.valueOf(value).equals(operand.evaluate(context)) != negated);
  }

  TypedExpression isDistinctFrom(
      TypedExpression left, TypedExpression right, boolean negated, int offset) {
    Pair pair = comparable("=", left, right, offset);
    TypedExpression first = pair.left();
    TypedExpression second = pair.right();
    Comparator<Object> comparator = ValueComparator.of(first.type(), second.type());
    return Folding.computed(
        SqlType.BOOLEAN,
        Volatility.IMMUTABLE,
        List.of(first, second),
        context -> {
          Object a = first.evaluate(context);
          Object b = second.evaluate(context);
          boolean distinct = (a == null || b == null) ? a != b : comparator.compare(a, b) != 0;
          return distinct != negated;
        });
  }

  TypedExpression in(
      TypedExpression given, List<TypedExpression> candidates, boolean negated, int offset) {
    TypedExpression operand = given;
    if (given.type().isUnknown()) {
      SqlType common = commonType(candidates, "IN", offset);
      operand = coercion.settle(given, common.isUnknown() ? SqlType.TEXT : common, offset);
    }
    List<Comparison> equalities = new ArrayList<>();
    List<TypedExpression> operands = new ArrayList<>(List.of(operand));
    for (TypedExpression candidate : candidates) {
      Pair pair = comparable("=", operand, candidate, offset);
      if (!pair.left().type().equals(operand.type())) {
        return inByComparisons(operand, candidates, negated, offset);
      }
      equalities.add(Comparison.of(ComparisonOperator.EQUAL, operand, pair.right()));
      operands.add(pair.right());
    }
    return Folding.fold(new BooleanExpression.In(operand, equalities, negated), operands);
  }

  /** When the operand itself must be converted for some of the candidates. */
  private TypedExpression inByComparisons(
      TypedExpression operand, List<TypedExpression> candidates, boolean negated, int offset) {
    BinaryOperator operator = negated ? BinaryOperator.NOT_EQUAL : BinaryOperator.EQUAL;
    BinaryOperator connective = negated ? BinaryOperator.AND : BinaryOperator.OR;
    TypedExpression result = binary(operator, operand, candidates.get(0), offset);
    for (TypedExpression candidate : candidates.subList(1, candidates.size())) {
      result = binary(connective, result, binary(operator, operand, candidate, offset), offset);
    }
    return result;
  }

  TypedExpression between(
      TypedExpression given,
      TypedExpression low,
      TypedExpression high,
      boolean negated,
      int offset) {
    TypedExpression operand = given;
    if (given.type().isUnknown()) {
      SqlType common = commonType(List.of(low, high), "BETWEEN", offset);
      operand = coercion.settle(given, common.isUnknown() ? SqlType.TEXT : common, offset);
    }
    BinaryOperator first = negated ? BinaryOperator.LESS : BinaryOperator.GREATER_OR_EQUAL;
    BinaryOperator second = negated ? BinaryOperator.GREATER : BinaryOperator.LESS_OR_EQUAL;
    return binary(
        negated ? BinaryOperator.OR : BinaryOperator.AND,
        binary(first, operand, low, offset),
        binary(second, operand, high, offset),
        offset);
  }

  TypedExpression like(
      TypedExpression operand,
      TypedExpression pattern,
      TypedExpression escape,
      Expression.Like like) {
    int offset = like.offset();
    String symbol = like.ignoreCase() ? "~~*" : "~~";
    TypedExpression text = requireText(operand, symbol, pattern, offset);
    TypedExpression wanted = requireText(pattern, symbol, text, offset);
    TypedExpression character = requireText(escape, symbol, text, offset);
    LikeMatcher matcher = matcher(wanted, character, like);
    return Folding.fold(
        new BooleanExpression.Like(
            text, wanted, character, like.ignoreCase(), like.negated(), matcher),
        List.of(text, wanted, character));
  }

  private static LikeMatcher matcher(
      TypedExpression pattern, TypedExpression escape, Expression.Like like) {
    try {
      return new LikeMatcher(pattern, escape, like.ignoreCase());
    } catch (EngineException e) {
      throw Coercion.located(e, like.pattern().offset(), null);
    }
  }

  private TypedExpression requireText(
      TypedExpression expression, String symbol, TypedExpression other, int offset) {
    TypedExpression settled = coercion.settle(expression, SqlType.TEXT, offset);
    if (!settled.type().isText()) {
      throw noOperator(symbol, settled.type(), other.type(), offset);
    }
    return settled;
  }

  /** The expressions converted to what they have in common. */
  List<TypedExpression> unify(List<TypedExpression> expressions, String place, int offset) {
    SqlType common = commonType(expressions, place, offset);
    SqlType type = common.isUnknown() ? SqlType.TEXT : common;
    List<TypedExpression> unified = new ArrayList<>(expressions.size());
    for (TypedExpression expression : expressions) {
      unified.add(
          expression.type().isUnknown()
              ? coercion.settle(expression, type, offset)
              : coercion.castExplicitly(expression, type, offset));
    }
    return List.copyOf(unified);
  }

  private static SqlType commonType(List<TypedExpression> expressions, String place, int offset) {
    List<SqlType> types = expressions.stream().map(TypedExpression::type).toList();
    Optional<SqlType> common = Conversions.commonType(types);
    if (common.isEmpty()) {
      throw EngineException.builder(
              ErrorCode.DATATYPE_MISMATCH, place + " types " + types + " cannot be matched")
          .at(offset)
          .hint("CAST them to one type.")
          .build();
    }
    return common.get();
  }

  private TypedExpression concatenate(TypedExpression left, TypedExpression right, int offset) {
    boolean binary = left.type().kind() == Kind.VARBINARY || right.type().kind() == Kind.VARBINARY;
    SqlType type = binary ? SqlType.VARBINARY : SqlType.TEXT;
    TypedExpression first = coercion.settle(left, type, offset);
    TypedExpression second = coercion.settle(right, type, offset);
    boolean possible =
        binary
            ? first.type().kind() == second.type().kind()
            : first.type().isText() || second.type().isText();
    if (!possible) {
      throw noOperator("||", first.type(), second.type(), offset);
    }
    if (binary) {
      return strict(type, first, second, (a, b) -> Results.bounded(((Bytes) a).concat((Bytes) b)));
    }
    return strict(
        type,
        coercion.castExplicitly(first, type, offset),
        coercion.castExplicitly(second, type, offset),
        (a, b) -> Results.bounded(((String) a).concat((String) b)));
  }

  /** Null when one of the operands is null. */
  private static TypedExpression strict(
      SqlType type, TypedExpression left, TypedExpression right, Arithmetic.Operation operation) {
    return Folding.computed(
        type,
        Volatility.IMMUTABLE,
        List.of(left, right),
        context -> {
          Object first = left.evaluate(context);
          Object second = first == null ? null : right.evaluate(context);
          return first == null || second == null ? null : operation.apply(first, second);
        });
  }

  TypedExpression unary(UnaryOperator operator, TypedExpression given, int offset) {
    if (operator == UnaryOperator.NOT) {
      TypedExpression operand = requireBoolean(given, "NOT", offset);
      return Folding.fold(new BooleanExpression.Not(operand), List.of(operand));
    }
    TypedExpression operand = coercion.settle(given, SqlType.DOUBLE_PRECISION, offset);
    SqlType type = operand.type();
    boolean negate = operator == UnaryOperator.NEGATE;
    if (!type.isNumeric()) {
      throw EngineException.builder(
              ErrorCode.UNDEFINED_FUNCTION,
              "operator does not exist: " + (negate ? "- " : "+ ") + type)
          .at(offset)
          .hint(HINT)
          .build();
    }
    if (!negate) {
      return operand;
    }
    return Folding.computed(
        type.unbounded(),
        Volatility.IMMUTABLE,
        List.of(operand),
        context -> {
          Object value = operand.evaluate(context);
          return value == null ? null : Arithmetic.negate(value, type);
        });
  }

  private TypedExpression arithmetic(
      BinaryOperator operator, TypedExpression left, TypedExpression right, int offset) {
    if (left.type().kind() == Kind.DATE || right.type().kind() == Kind.DATE) {
      return dateArithmetic(operator, left, right, offset);
    }
    if (left.type().isUnknown() && right.type().isUnknown()) {
      throw noOperator(symbol(operator), left.type(), right.type(), offset);
    }
    TypedExpression first = coercion.settle(left, right.type().unbounded(), offset);
    TypedExpression second = coercion.settle(right, first.type().unbounded(), offset);
    if (!first.type().isNumeric() || !second.type().isNumeric()) {
      throw noOperator(symbol(operator), first.type(), second.type(), offset);
    }
    SqlType type = arithmeticType(first.type(), second.type());
    if (operator == BinaryOperator.MODULO && type.isApproximate()) {
      throw noOperator(symbol(operator), first.type(), second.type(), offset);
    }
    return strict(
        type,
        coercion.castExplicitly(first, type, offset),
        coercion.castExplicitly(second, type, offset),
        Arithmetic.of(operator, type));
  }

  private static SqlType arithmeticType(SqlType left, SqlType right) {
    if (left.kind() == right.kind()) {
      return left.unbounded();
    }
    if (left.isApproximate() || right.isApproximate()) {
      return SqlType.DOUBLE_PRECISION;
    }
    return Conversions.isImplicit(left, right) ? right.unbounded() : left.unbounded();
  }

  private TypedExpression dateArithmetic(
      BinaryOperator operator, TypedExpression left, TypedExpression right, int offset) {
    boolean subtract = operator == BinaryOperator.SUBTRACT;
    boolean datesBoth = left.type().kind() == Kind.DATE && right.type().kind() == Kind.DATE;
    if (subtract && (datesBoth || right.type().kind() == Kind.DATE)) {
      TypedExpression first = coercion.settle(left, SqlType.DATE, offset);
      if (first.type().kind() == Kind.DATE) {
        return strict(SqlType.INTEGER, first, right, (a, b) -> daysBetween(b, a));
      }
    } else if (subtract || (operator == BinaryOperator.ADD && !datesBoth)) {
      boolean dateFirst = left.type().kind() == Kind.DATE;
      TypedExpression date = dateFirst ? left : right;
      TypedExpression days = coercion.settle(dateFirst ? right : left, SqlType.INTEGER, offset);
      if (days.type().kind() == Kind.INTEGER || days.type().kind() == Kind.SMALLINT) {
        int sign = subtract ? -1 : 1;
        return strict(
            SqlType.DATE, date, days, (a, b) -> plusDays(a, sign * ((Number) b).longValue()));
      }
    }
    throw noOperator(symbol(operator), left.type(), right.type(), offset);
  }

  private static Object daysBetween(Object from, Object to) {
    return (int) ChronoUnit.DAYS.between((LocalDate) from, (LocalDate) to);
  }

  private static Object plusDays(Object date, long days) {
    LocalDate sum = ((LocalDate) date).plusDays(days);
    if (sum.getYear() < -4712 || sum.getYear() > 5_874_897) {
      throw new EngineException(ErrorCode.DATETIME_OUT_OF_RANGE, "date out of range");
    }
    return sum;
  }

  private static String symbol(BinaryOperator operator) {
    return switch (operator) {
      case ADD -> "+";
      case SUBTRACT -> "-";
      case MULTIPLY -> "*";
      case DIVIDE -> "/";
      default -> "%";
    };
  }
}
