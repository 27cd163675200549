package dev.aft.engine.plan;

import dev.aft.grammar.Expression;
import dev.aft.grammar.QualifiedName;
import dev.aft.grammar.TypeName;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Writes an expression as SQL that parses to the same expression: stored with a column's DEFAULT,
 * and shown by EXPLAIN.
 */
public final class ExpressionText {
  private static final Set<String> WITHOUT_PARENTHESES =
      Set.of(
          "current_timestamp",
          "current_date",
          "current_time",
          "localtime",
          "localtimestamp",
          "current_user",
          "session_user",
          "current_schema",
          "current_catalog",
          "user");

  private ExpressionText() {}

  public static String of(Expression expression) {
    if (expression instanceof Expression.Binary binary) {
      return operand(binary.left()) + " " + symbol(binary) + " " + operand(binary.right());
    } else if (expression instanceof Expression.Unary unary) {
      return switch (unary.operator()) {
        case NOT -> "NOT " + operand(unary.operand());
        case NEGATE -> "-" + operand(unary.operand());
        case PLUS -> "+" + operand(unary.operand());
      };
    } else if (expression instanceof Expression.FunctionCall call) {
      return call(call);
    } else if (expression instanceof Expression.Cast cast) {
      return "CAST(" + of(cast.operand()) + " AS " + type(cast.type()) + ")";
    } else if (expression instanceof Expression.Case choice) {
      return choice(choice);
    } else if (expression instanceof Expression.Aggregate aggregate) {
      return aggregate(aggregate);
    }
    String predicate = predicate(expression);
    return predicate != null ? predicate : literal(expression);
  }

  private static @Nullable String predicate(Expression expression) {
    if (expression instanceof Expression.IsNull isNull) {
      return operand(isNull.operand()) + " IS" + not(isNull.negated()) + " NULL";
    } else if (expression instanceof Expression.IsBoolean isBoolean) {
      String value = isBoolean.value() ? " TRUE" : " FALSE";
      return operand(isBoolean.operand()) + " IS" + not(isBoolean.negated()) + value;
    } else if (expression instanceof Expression.IsDistinctFrom distinct) {
      String word = " IS" + not(distinct.negated()) + " DISTINCT FROM ";
      return operand(distinct.left()) + word + operand(distinct.right());
    } else if (expression instanceof Expression.In in) {
      return operand(in.operand()) + not(in.negated()) + " IN (" + list(in.candidates()) + ")";
    } else if (expression instanceof Expression.Between between) {
      return operand(between.operand())
          + not(between.negated())
          + " BETWEEN "
          + operand(between.low())
          + " AND "
          + operand(between.high());
    } else if (expression instanceof Expression.Like like) {
      Expression escape = like.escape();
      return operand(like.operand())
          + not(like.negated())
          + (like.ignoreCase() ? " ILIKE " : " LIKE ")
          + operand(like.pattern())
          + (escape == null ? "" : " ESCAPE " + operand(escape));
    }
    return null;
  }

  private static String literal(Expression expression) {
    if (expression instanceof Expression.NullLiteral) {
      return "NULL";
    } else if (expression instanceof Expression.BooleanLiteral literal) {
      return literal.value() ? "TRUE" : "FALSE";
    } else if (expression instanceof Expression.IntegerLiteral literal) {
      return literal.value().toString();
    } else if (expression instanceof Expression.DecimalLiteral literal) {
      String plain = literal.value().toPlainString();
      return plain.contains(".") ? plain : plain + ".";
    } else if (expression instanceof Expression.DoubleLiteral literal) {
      return literal.value().unscaledValue() + "e" + -literal.value().scale();
    } else if (expression instanceof Expression.StringLiteral literal) {
      return quoted(literal.value());
    } else if (expression instanceof Expression.BinaryLiteral literal) {
      return "X'" + literal.hexadecimal() + "'";
    } else if (expression instanceof Expression.TypedLiteral literal) {
      return type(literal.type()) + " " + quoted(literal.value());
    } else if (expression instanceof Expression.Parameter parameter) {
      return "$" + parameter.index();
    } else if (expression instanceof Expression.ColumnReference column) {
      QualifiedName table = column.table();
      String name = name(column.column().name());
      return table == null ? name : name(table.name().name()) + "." + name;
    }
    return "DEFAULT";
  }

  /** An operand, in parentheses unless it binds tighter than every operator. */
  private static String operand(Expression expression) {
    boolean negative =
        (expression instanceof Expression.IntegerLiteral integer && integer.value().signum() < 0)
            || (expression instanceof Expression.DecimalLiteral decimal
                && decimal.value().signum() < 0);
    boolean compound =
        expression instanceof Expression.Binary
            || expression instanceof Expression.Unary
            || predicate(expression) != null;
    return compound || negative ? "(" + of(expression) + ")" : of(expression);
  }

  private static String call(Expression.FunctionCall call) {
    String name = call.name().name();
    List<Expression> arguments = call.arguments();
    if (arguments.isEmpty() && WITHOUT_PARENTHESES.contains(name)) {
      return name;
    }
    if (name.equals("extract")
        && arguments.size() == 2
        && arguments.get(0) instanceof Expression.StringLiteral field) {
      return "extract(" + field.value() + " FROM " + of(arguments.get(1)) + ")";
    }
    if (name.equals("position") && arguments.size() == 2) {
      return "position(" + operand(arguments.get(0)) + " IN " + operand(arguments.get(1)) + ")";
    }
    return name(name) + "(" + list(arguments) + ")";
  }

  private static String choice(Expression.Case choice) {
    StringBuilder text = new StringBuilder("CASE");
    Expression operand = choice.operand();
    if (operand != null) {
      text.append(' ').append(of(operand));
    }
    for (Expression.WhenClause when : choice.whens()) {
      text.append(" WHEN ").append(of(when.condition()));
      text.append(" THEN ").append(of(when.result()));
    }
    Expression otherwise = choice.otherwise();
    if (otherwise != null) {
      text.append(" ELSE ").append(of(otherwise));
    }
    return text.append(" END").toString();
  }

  private static String aggregate(Expression.Aggregate aggregate) {
    Expression argument = aggregate.argument();
    return aggregate.function()
        + "("
        + (aggregate.distinct() ? "DISTINCT " : "")
        + (argument == null ? "*" : of(argument))
        + ")";
  }

  private static String symbol(Expression.Binary binary) {
    return switch (binary.operator()) {
      case OR -> "OR";
      case AND -> "AND";
      case EQUAL -> "=";
      case NOT_EQUAL -> "<>";
      case LESS -> "<";
      case LESS_OR_EQUAL -> "<=";
      case GREATER -> ">";
      case GREATER_OR_EQUAL -> ">=";
      case ADD -> "+";
      case SUBTRACT -> "-";
      case MULTIPLY -> "*";
      case DIVIDE -> "/";
      case MODULO -> "%";
      case CONCATENATE -> "||";
    };
  }

  private static String type(TypeName type) {
    String name = type.kind().name().replace('_', ' ');
    Integer length = type.length();
    Integer scale = type.scale();
    if (length == null) {
      return name;
    }
    return name + "(" + length + (scale == null ? "" : "," + scale) + ")";
  }

  private static String list(List<Expression> expressions) {
    return expressions.stream().map(ExpressionText::of).collect(Collectors.joining(", "));
  }

  private static String not(boolean negated) {
    return negated ? " NOT" : "";
  }

  private static String quoted(String text) {
    return "'" + text.replace("'", "''") + "'";
  }

  private static String name(String name) {
    return name.matches("[a-z_][a-z0-9_]*") ? name : '"' + name.replace("\"", "\"\"") + '"';
  }
}
