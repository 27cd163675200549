package dev.aft.grammar;

import java.util.List;
import java.util.stream.Collectors;

/** Expressions in a short notation, for tables in tests. */
final class TreeText {
  private TreeText() {}

  private static String list(List<Expression> expressions) {
    return expressions.stream().map(TreeText::of).collect(Collectors.joining(", "));
  }

  private static String not(boolean negated) {
    return negated ? "NOT " : "";
  }

  static String of(Expression e) {
    if (e instanceof Expression.Binary b) {
      return "(" + of(b.left()) + " " + b.operator() + " " + of(b.right()) + ")";
    } else if (e instanceof Expression.Unary u) {
      return "(" + u.operator() + " " + of(u.operand()) + ")";
    } else if (e instanceof Expression.ColumnReference c) {
      return (c.table() == null ? "" : c.table() + ".") + c.column();
    } else if (e instanceof Expression.FunctionCall f) {
      return f.name() + "(" + list(f.arguments()) + ")";
    } else if (e instanceof Expression.Aggregate a) {
      String argument = a.argument() == null ? "*" : of(a.argument());
      return a.function() + "(" + (a.distinct() ? "DISTINCT " : "") + argument + ")";
    } else if (e instanceof Expression.Cast c) {
      return "(" + of(c.operand()) + " AS " + type(c.type()) + ")";
    }
    return test(e);
  }

  private static String test(Expression e) {
    if (e instanceof Expression.IsNull i) {
      return "(" + of(i.operand()) + " IS " + not(i.negated()) + "NULL)";
    } else if (e instanceof Expression.IsBoolean i) {
      String value = i.value() ? "TRUE" : "FALSE";
      return "(" + of(i.operand()) + " IS " + not(i.negated()) + value + ")";
    } else if (e instanceof Expression.IsDistinctFrom i) {
      return "("
          + of(i.left())
          + " IS "
          + not(i.negated())
          + "DISTINCT FROM "
          + of(i.right())
          + ")";
    } else if (e instanceof Expression.In i) {
      return "(" + of(i.operand()) + " " + not(i.negated()) + "IN (" + list(i.candidates()) + "))";
    } else if (e instanceof Expression.Between b) {
      String ends = of(b.low()) + " AND " + of(b.high());
      return "(" + of(b.operand()) + " " + not(b.negated()) + "BETWEEN " + ends + ")";
    } else if (e instanceof Expression.Like l) {
      String escape = l.escape() == null ? "" : " ESCAPE " + of(l.escape());
      String operator = not(l.negated()) + (l.ignoreCase() ? "ILIKE " : "LIKE ");
      return "(" + of(l.operand()) + " " + operator + of(l.pattern()) + escape + ")";
    } else if (e instanceof Expression.Case c) {
      return "CASE "
          + (c.operand() == null ? "" : of(c.operand()) + " ")
          + c.whens().stream()
              .map(w -> "WHEN " + of(w.condition()) + " THEN " + of(w.result()) + " ")
              .collect(Collectors.joining())
          + (c.otherwise() == null ? "" : "ELSE " + of(c.otherwise()) + " ")
          + "END";
    }
    return literal(e);
  }

  private static String literal(Expression e) {
    if (e instanceof Expression.IntegerLiteral i) {
      return i.value().toString();
    } else if (e instanceof Expression.DecimalLiteral d) {
      return d.value().toString();
    } else if (e instanceof Expression.DoubleLiteral d) {
      return d.value() + "e";
    } else if (e instanceof Expression.StringLiteral s) {
      return "'" + s.value() + "'";
    } else if (e instanceof Expression.BinaryLiteral b) {
      return "X'" + b.hexadecimal() + "'";
    } else if (e instanceof Expression.TypedLiteral t) {
      return type(t.type()) + " '" + t.value() + "'";
    } else if (e instanceof Expression.Parameter p) {
      return "$" + p.index();
    } else if (e instanceof Expression.BooleanLiteral b) {
      return b.value() ? "TRUE" : "FALSE";
    }
    return e instanceof Expression.NullLiteral ? "NULL" : "DEFAULT";
  }

  private static String type(TypeName type) {
    String sizes =
        type.length() == null
            ? ""
            : "(" + type.length() + (type.scale() == null ? "" : "," + type.scale()) + ")";
    return type.kind() + sizes;
  }
}
