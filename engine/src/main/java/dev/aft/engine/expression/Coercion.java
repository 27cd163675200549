package dev.aft.engine.expression;

import dev.aft.engine.EngineException;
import dev.aft.engine.ErrorCode;
import dev.aft.engine.expression.ComputedExpression.Volatility;
import dev.aft.engine.type.Conversions;
import dev.aft.engine.type.SqlType;
import dev.aft.engine.type.SqlType.Kind;
import java.time.ZoneOffset;
import java.util.IdentityHashMap;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Gives an expression another type. An untyped literal or parameter, which the analyzer leaves as
 * UNKNOWN until its place is known, takes the wanted type here.
 */
final class Coercion {
  private final ParameterTypes parameters;
  private final IdentityHashMap<TypedExpression, Integer> offsets = new IdentityHashMap<>(4);

  Coercion(ParameterTypes parameters) {
    this.parameters = parameters;
  }

  /** Remembers where an untyped literal stands, for the error when it is no value of its type. */
  TypedExpression standsAt(TypedExpression literal, int offset) {
    offsets.put(literal, offset);
    return literal;
  }

  /** Settles an expression of unknown type; leaves others as they are. */
  TypedExpression settle(TypedExpression expression, SqlType wanted, int offset) {
    if (!expression.type().isUnknown()) {
      return expression;
    }
    if (expression instanceof ParameterExpression parameter) {
      parameters.infer(parameter.index(), wanted, offset);
      return new ParameterExpression(wanted.unbounded(), parameter.index());
    }
    Object value = ((ConstantExpression) expression).value();
    if (value == null) {
      return new ConstantExpression(wanted, null);
    }
    if (wanted.kind() == Kind.TIMESTAMP_WITH_TIME_ZONE) {
      return cast(new ConstantExpression(SqlType.TEXT, value), wanted);
    }
    return new ConstantExpression(
        wanted, parse((String) value, wanted, offsets.getOrDefault(expression, offset), null));
  }

  private static Object parse(String text, SqlType type, int offset, @Nullable String column) {
    try {
      return Conversions.parse(text, type, ZoneOffset.UTC);
    } catch (EngineException e) {
      throw located(e, offset, column);
    }
  }

  /** The same error, with its place. */
  static EngineException located(EngineException error, int offset, @Nullable String column) {
    EngineException.Builder builder =
        EngineException.builder(error.code(), String.valueOf(error.getMessage()))
            .at(error.offset() >= 0 ? error.offset() : offset)
            .hint(error.hint());
    String detail = error.detail();
    if (detail != null) {
      builder.detail(detail);
    }
    return column == null ? builder.build() : builder.column(column).build();
  }

  /** CAST. */
  TypedExpression castExplicitly(TypedExpression expression, SqlType to, int offset) {
    if (expression instanceof ParameterExpression && expression.type().isUnknown()) {
      return cast(settle(expression, to, offset), to);
    }
    if (expression.type().isUnknown()) {
      SqlType first = to.isText() ? SqlType.TEXT : to;
      return cast(settle(expression, first, offset), to);
    }
    if (!Conversions.isCastable(expression.type(), to)) {
      throw EngineException.builder(
              ErrorCode.CANNOT_CAST, "cannot cast type " + expression.type() + " to " + to)
          .at(offset)
          .build();
    }
    return cast(expression, to);
  }

  /** The expression converted; null when nothing converts it without a word. */
  @Nullable TypedExpression implicitly(TypedExpression expression, SqlType to, int offset) {
    if (expression.type().isUnknown()) {
      return settle(expression, to, offset);
    }
    return Conversions.isImplicit(expression.type(), to) ? cast(expression, to) : null;
  }

  private static TypedExpression cast(TypedExpression expression, SqlType to) {
    SqlType from = expression.type();
    if (from.equals(to) || (from.kind() == to.kind() && to.length() == 0)) {
      return expression;
    }
    if (!Conversions.dependsOnZone(from, to)) {
      return Folding.computed(
          to,
          Volatility.IMMUTABLE,
          List.of(expression),
          context -> {
            Object value = expression.evaluate(context);
            return value == null ? null : Conversions.cast(value, from, to, ZoneOffset.UTC);
          });
    }
    return Folding.computed(
        to,
        Volatility.STABLE,
        List.of(expression),
        context -> {
          Object value = expression.evaluate(context);
          return value == null
              ? null
              : Conversions.cast(value, from, to, context.session().timeZone());
        });
  }

  /** A value for a column. */
  TypedExpression assign(TypedExpression given, SqlType to, String column, int offset) {
    if (given instanceof ConstantExpression constant
        && given.type().isUnknown()
        && constant.value() != null
        && to.kind() != Kind.TIMESTAMP_WITH_TIME_ZONE) {
      return new ConstantExpression(to, parse((String) constant.value(), to, offset, column));
    }
    TypedExpression expression = settle(given, to, offset);
    SqlType from = expression.type();
    if (from.equals(to) || (from.kind() == to.kind() && to.length() == 0)) {
      return expression;
    }
    if (!Conversions.isAssignable(from, to)) {
      throw EngineException.builder(
              ErrorCode.DATATYPE_MISMATCH,
              "column \"" + column + "\" is of type " + to + " but expression is of type " + from)
          .at(offset)
          .column(column)
          .hint("You will need to rewrite or cast the expression.")
          .build();
    }
    Volatility volatility =
        Conversions.dependsOnZone(from, to) ? Volatility.STABLE : Volatility.IMMUTABLE;
    return Folding.computed(
        to,
        volatility,
        List.of(expression),
        context -> {
          Object value = expression.evaluate(context);
          return value == null
              ? null
              : Conversions.assign(value, from, to, column, context.session().timeZone());
        });
  }
}
