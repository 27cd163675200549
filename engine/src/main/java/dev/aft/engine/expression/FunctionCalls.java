package dev.aft.engine.expression;

import dev.aft.engine.EngineException;
import dev.aft.engine.ErrorCode;
import dev.aft.engine.expression.ComputedExpression.Volatility;
import dev.aft.engine.type.Conversions;
import dev.aft.engine.type.SqlType;
import dev.aft.engine.type.ValueComparator;
import dev.aft.grammar.Expression;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Finds the function that a call means, by its name and the types of its arguments. */
final class FunctionCalls {
  /** Of a function that does not exist, in the error. */
  private static final int SHOWN_ARGUMENTS = 20;

  private final Coercion coercion;
  private final Operators operators;

  FunctionCalls(Coercion coercion) {
    this.coercion = coercion;
    this.operators = new Operators(coercion);
  }

  TypedExpression analyze(Expression.FunctionCall call, List<TypedExpression> arguments) {
    int offset = call.offset();
    return switch (call.name().name()) {
      case "coalesce" -> coalesce(operators.unify(some(call, arguments), "COALESCE", offset));
      case "greatest" -> extreme(operators.unify(some(call, arguments), "GREATEST", offset), 1);
      case "least" -> extreme(operators.unify(some(call, arguments), "LEAST", offset), -1);
      case "nullif" -> nullIf(call, arguments);
      case "concat" -> concat(texts(arguments, offset), null);
      case "concat_ws" -> {
        List<TypedExpression> all = texts(some(call, arguments), offset);
        yield concat(all.subList(1, all.size()), all.get(0));
      }
      default -> registered(call, arguments);
    };
  }

  private static List<TypedExpression> some(
      Expression.FunctionCall call, List<TypedExpression> arguments) {
    if (arguments.isEmpty()) {
      throw undefined(call, arguments);
    }
    return arguments;
  }

  private static TypedExpression coalesce(List<TypedExpression> arguments) {
    return Folding.computed(
        arguments.get(0).type(),
        Volatility.IMMUTABLE,
        arguments,
        context -> {
          for (TypedExpression argument : arguments) {
            Object value = argument.evaluate(context);
            if (value != null) {
              return value;
            }
          }
          return null;
        });
  }

  private static TypedExpression extreme(List<TypedExpression> arguments, int sign) {
    SqlType type = arguments.get(0).type();
    Comparator<Object> comparator = ValueComparator.of(type);
    return Folding.computed(
        type,
        Volatility.IMMUTABLE,
        arguments,
        context -> {
          Object best = null;
          for (TypedExpression argument : arguments) {
            Object value = argument.evaluate(context);
            if (value != null && (best == null || comparator.compare(value, best) * sign > 0)) {
              best = value;
            }
          }
          return best;
        });
  }

  private TypedExpression nullIf(Expression.FunctionCall call, List<TypedExpression> arguments) {
    if (arguments.size() != 2) {
      throw undefined(call, arguments);
    }
    TypedExpression second = arguments.get(1);
    SqlType wanted = second.type().isUnknown() ? SqlType.TEXT : second.type();
    TypedExpression first = coercion.settle(arguments.get(0), wanted, call.offset());
    TypedExpression equal =
        operators.binary(Expression.BinaryOperator.EQUAL, first, second, call.offset());
    return Folding.computed(
        first.type(),
        Volatility.IMMUTABLE,
        List.of(first, equal),
        context -> Boolean.TRUE.equals(equal.evaluate(context)) ? null : first.evaluate(context));
  }

  private List<TypedExpression> texts(List<TypedExpression> arguments, int offset) {
    List<TypedExpression> texts = new ArrayList<>(arguments.size());
    for (TypedExpression argument : arguments) {
      texts.add(coercion.settle(argument, SqlType.TEXT, offset));
    }
    return texts;
  }

  private static TypedExpression concat(
      List<TypedExpression> arguments, @Nullable TypedExpression separator) {
    List<TypedExpression> operands = new ArrayList<>(arguments);
    if (separator != null) {
      operands.add(separator);
    }
    boolean zoned =
        operands.stream().anyMatch(o -> Conversions.dependsOnZone(o.type(), SqlType.TEXT));
    return Folding.computed(
        SqlType.TEXT,
        zoned ? Volatility.STABLE : Volatility.IMMUTABLE,
        operands,
        context -> {
          String between = separator == null ? "" : text(separator, context);
          return between == null ? null : joined(arguments, between, context);
        });
  }

  private static String joined(
      List<TypedExpression> arguments, String separator, EvaluationContext context) {
    StringBuilder joined = new StringBuilder();
    boolean first = true;
    for (TypedExpression argument : arguments) {
      String part = text(argument, context);
      if (part != null) {
        joined.append(first ? "" : separator);
        Results.checkLength((long) joined.length() + part.length());
        joined.append(part);
        first = false;
      }
    }
    return joined.toString();
  }

  private static @Nullable String text(TypedExpression argument, EvaluationContext context) {
    Object value = argument.evaluate(context);
    return value == null
        ? null
        : Conversions.format(value, argument.type(), context.session().timeZone());
  }

  private TypedExpression registered(
      Expression.FunctionCall call, List<TypedExpression> arguments) {
    Function best = null;
    int bestScore = -1;
    for (Function function : FunctionRegistry.named(call.name().name())) {
      int score = score(function, arguments);
      if (score > bestScore) {
        best = function;
        bestScore = score;
      }
    }
    if (best == null) {
      throw undefined(call, arguments);
    }
    return best.call(converted(best, arguments, call.offset()));
  }

  /** How well the arguments fit without a cast; negative when they do not. */
  private static int score(Function function, List<TypedExpression> arguments) {
    List<SqlType> wanted = function.parameters();
    if (wanted.size() != arguments.size()) {
      return -1;
    }
    int score = 0;
    for (int i = 0; i < wanted.size(); i++) {
      SqlType given = arguments.get(i).type();
      if (given.kind() == wanted.get(i).kind()) {
        score += 3;
      } else if (given.isUnknown()) {
        score += wanted.get(i).isText() ? 2 : 1;
      } else if (!Conversions.isImplicit(given, wanted.get(i))) {
        return -1;
      }
    }
    return score;
  }

  private List<TypedExpression> converted(
      Function function, List<TypedExpression> arguments, int offset) {
    List<TypedExpression> converted = new ArrayList<>(arguments.size());
    for (int i = 0; i < arguments.size(); i++) {
      TypedExpression argument = arguments.get(i);
      SqlType wanted = function.parameters().get(i);
      converted.add(
          argument.type().isUnknown()
              ? coercion.settle(argument, wanted, offset)
              : coercion.castExplicitly(argument, wanted, offset));
    }
    return converted;
  }

  private static EngineException undefined(
      Expression.FunctionCall call, List<TypedExpression> arguments) {
    String name = call.name().name();
    String types =
        arguments.stream()
                .limit(SHOWN_ARGUMENTS)
                .map(argument -> argument.type().unbounded().toString())
                .collect(Collectors.joining(", "))
            + (arguments.size() > SHOWN_ARGUMENTS ? ", ..." : "");
    String hint =
        FunctionRegistry.isKnown(name)
            ? "No function of this name takes these arguments. You might need to add casts."
            : FunctionRegistry.nearest(name)
                .map(nearest -> "Did you mean " + nearest + "?")
                .orElse(ErrorCode.UNDEFINED_FUNCTION.advice());
    return EngineException.builder(
            ErrorCode.UNDEFINED_FUNCTION, "function " + name + "(" + types + ") does not exist")
        .at(call.offset())
        .hint(hint)
        .build();
  }
}
