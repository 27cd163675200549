package dev.aft.engine.plan;

import dev.aft.engine.catalog.TableDefinition;
import dev.aft.engine.expression.BooleanExpression;
import dev.aft.engine.expression.ColumnExpression;
import dev.aft.engine.expression.TypedExpression;
import dev.aft.engine.type.ComparisonOperator;
import dev.aft.engine.type.SqlType;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Finds what conditions say about the columns of the primary key. */
final class KeyConditions {
  private KeyConditions() {}

  /**
   * What one condition says about the key, or empty when it says nothing that a read can use.
   *
   * @param condition neither AND nor OR
   */
  static Optional<KeyCondition> of(TableDefinition table, TypedExpression condition) {
    if (condition instanceof BooleanExpression.Comparison comparison) {
      return comparison(table, comparison);
    }
    if (condition instanceof BooleanExpression.In in && !in.negated()) {
      return in(table, in);
    }
    if (condition instanceof BooleanExpression.Like like && !like.negated()) {
      return like(table, like);
    }
    return Optional.empty();
  }

  private static Optional<KeyCondition> comparison(
      TableDefinition table, BooleanExpression.Comparison comparison) {
    if (comparison.operator() == ComparisonOperator.NOT_EQUAL) {
      return Optional.empty();
    }
    int left = position(table, comparison.left());
    if (left >= 0 && comparison.right().isRowIndependent()) {
      return Optional.of(new KeyCondition.Compare(left, comparison.operator(), comparison.right()));
    }
    int right = position(table, comparison.right());
    if (right >= 0 && comparison.left().isRowIndependent()) {
      return Optional.of(
          new KeyCondition.Compare(right, comparison.operator().swapped(), comparison.left()));
    }
    return Optional.empty();
  }

  private static Optional<KeyCondition> in(TableDefinition table, BooleanExpression.In in) {
    int position = position(table, in.operand());
    List<TypedExpression> candidates = in.candidates();
    return position >= 0 && candidates.stream().allMatch(TypedExpression::isRowIndependent)
        ? Optional.of(new KeyCondition.OneOf(position, candidates))
        : Optional.empty();
  }

  private static Optional<KeyCondition> like(TableDefinition table, BooleanExpression.Like like) {
    int position = position(table, like.operand());
    TypedExpression escape = like.escape();
    boolean independent =
        like.pattern().isRowIndependent() && (escape == null || escape.isRowIndependent());
    return position >= 0 && independent && like.operand().type().kind() != SqlType.Kind.CHAR
        ? Optional.of(new KeyCondition.StartsWith(position, like::prefix))
        : Optional.empty();
  }

  /** The place in the key of the column that the expression is, or -1. */
  static int position(TableDefinition table, TypedExpression expression) {
    return expression instanceof ColumnExpression column && !column.binding().excluded()
        ? table.primaryKey().indexOf(column.binding().slot())
        : -1;
  }

  /**
   * The alternatives of an OR, each as what it says about the key; empty when it is no OR or when
   * some alternative says nothing about the first column of the key.
   */
  static Optional<List<List<KeyCondition>>> alternatives(
      TableDefinition table, TypedExpression condition) {
    if (!(condition instanceof BooleanExpression.Or)) {
      return Optional.empty();
    }
    List<TypedExpression> operands = new ArrayList<>();
    collectAlternatives(condition, operands);
    List<List<KeyCondition>> alternatives = new ArrayList<>();
    for (TypedExpression operand : operands) {
      List<KeyCondition> conditions = new ArrayList<>();
      for (TypedExpression conjunct : operand.conjuncts()) {
        of(table, conjunct).ifPresent(conditions::add);
      }
      if (conditions.stream().noneMatch(found -> found.position() == 0)) {
        return Optional.empty();
      }
      alternatives.add(conditions);
    }
    return Optional.of(alternatives);
  }

  private static void collectAlternatives(TypedExpression condition, List<TypedExpression> into) {
    if (condition instanceof BooleanExpression.Or or) {
      collectAlternatives(or.left(), into);
      collectAlternatives(or.right(), into);
    } else {
      into.add(condition);
    }
  }
}
