package dev.aft.engine.plan;

import dev.aft.grammar.Expression;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Walks over the syntax trees of expressions. */
final class SyntaxTrees {
  private SyntaxTrees() {}

  /** The conditions that AND joins, in order. */
  static List<Expression> conjuncts(@Nullable Expression condition) {
    List<Expression> conjuncts = new ArrayList<>();
    if (condition != null) {
      collectConjuncts(condition, conjuncts);
    }
    return conjuncts;
  }

  private static void collectConjuncts(Expression condition, List<Expression> into) {
    if (condition instanceof Expression.Binary binary
        && binary.operator() == Expression.BinaryOperator.AND) {
      collectConjuncts(binary.left(), into);
      collectConjuncts(binary.right(), into);
    } else {
      into.add(condition);
    }
  }

  static boolean hasAggregate(Expression expression) {
    return expression instanceof Expression.Aggregate
        || children(expression).stream().anyMatch(SyntaxTrees::hasAggregate);
  }

  /** The first column named outside of any aggregate. */
  static Optional<Expression.ColumnReference> bareColumn(Expression expression) {
    return first(expression, part -> part instanceof Expression.ColumnReference)
        .map(Expression.ColumnReference.class::cast);
  }

  private static Optional<Expression> first(
      Expression expression, Predicate<Expression> condition) {
    if (condition.test(expression)) {
      return Optional.of(expression);
    }
    if (expression instanceof Expression.Aggregate) {
      return Optional.empty();
    }
    return children(expression).stream()
        .map(child -> first(child, condition))
        .flatMap(Optional::stream)
        .findFirst();
  }

  /** The operands of an expression, in the order of the text. */
  static List<Expression> children(Expression expression) {
    if (expression instanceof Expression.Unary unary) {
      return List.of(unary.operand());
    } else if (expression instanceof Expression.Binary binary) {
      return List.of(binary.left(), binary.right());
    } else if (expression instanceof Expression.IsNull isNull) {
      return List.of(isNull.operand());
    } else if (expression instanceof Expression.IsBoolean isBoolean) {
      return List.of(isBoolean.operand());
    } else if (expression instanceof Expression.IsDistinctFrom distinct) {
      return List.of(distinct.left(), distinct.right());
    } else if (expression instanceof Expression.Between between) {
      return List.of(between.operand(), between.low(), between.high());
    } else if (expression instanceof Expression.Cast cast) {
      return List.of(cast.operand());
    } else if (expression instanceof Expression.FunctionCall call) {
      return call.arguments();
    }
    return manyChildren(expression);
  }

  private static List<Expression> manyChildren(Expression expression) {
    List<Expression> children = new ArrayList<>();
    if (expression instanceof Expression.In in) {
      children.add(in.operand());
      children.addAll(in.candidates());
    } else if (expression instanceof Expression.Like like) {
      children.add(like.operand());
      children.add(like.pattern());
      add(like.escape(), children);
    } else if (expression instanceof Expression.Case choice) {
      add(choice.operand(), children);
      for (Expression.WhenClause when : choice.whens()) {
        children.add(when.condition());
        children.add(when.result());
      }
      add(choice.otherwise(), children);
    } else if (expression instanceof Expression.Aggregate aggregate) {
      add(aggregate.argument(), children);
    }
    return children;
  }

  private static void add(@Nullable Expression expression, List<Expression> into) {
    if (expression != null) {
      into.add(expression);
    }
  }
}
