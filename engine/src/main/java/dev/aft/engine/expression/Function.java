package dev.aft.engine.expression;

import dev.aft.engine.expression.ComputedExpression.Volatility;
import dev.aft.engine.type.SqlType;
import java.util.List;

/** A function with its parameters. A null argument gives null without a call. */
record Function(
    String name, List<SqlType> parameters, SqlType result, Volatility volatility, Body body) {
  /** Computes the result from arguments that are not null and have the types of the parameters. */
  @FunctionalInterface
  interface Body {
    Object apply(Object[] arguments, EvaluationContext context);
  }

  Function {
    parameters = List.copyOf(parameters);
  }

  TypedExpression call(List<TypedExpression> arguments) {
    TypedExpression[] operands = arguments.toArray(new TypedExpression[0]);
    return Folding.computed(
        result,
        volatility,
        arguments,
        context -> {
          Object[] values = new Object[operands.length];
          for (int i = 0; i < operands.length; i++) {
            Object value = operands[i].evaluate(context);
            if (value == null) {
              return null;
            }
            context.spendOn(value);
            values[i] = value;
          }
          return body.apply(values, context);
        });
  }
}
