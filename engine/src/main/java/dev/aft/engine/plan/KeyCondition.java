package dev.aft.engine.plan;

import dev.aft.engine.expression.TypedExpression;
import dev.aft.engine.type.ComparisonOperator;
import java.util.List;

/** What a predicate says about one column of the primary key. */
sealed interface KeyCondition {
  /** The place of the column in the key, from 0. */
  int position();

  /** {@code column operator value}; never NOT_EQUAL. */
  record Compare(int position, ComparisonOperator operator, TypedExpression value)
      implements KeyCondition {}

  /** {@code column IN (values)}. */
  record OneOf(int position, List<TypedExpression> values) implements KeyCondition {
    public OneOf {
      values = List.copyOf(values);
    }
  }

  /** The text column starts with what {@code prefix} says; empty says nothing. */
  record StartsWith(int position, PrefixSource prefix) implements KeyCondition {}

  /** Whether it gives the values of the column one by one. */
  default boolean isEquality() {
    return this instanceof OneOf
        || (this instanceof Compare compare && compare.operator() == ComparisonOperator.EQUAL);
  }
}
