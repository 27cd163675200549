package dev.aft.engine.expression;

import dev.aft.engine.type.ComparisonOperator;
import dev.aft.engine.type.SqlType;
import dev.aft.engine.type.ValueComparator;
import dev.aft.grammar.LetterCase;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A condition whose shape the planner looks at. Its value is a Boolean, or null for unknown. */
public sealed interface BooleanExpression extends TypedExpression {
  @Override
  default SqlType type() {
    return SqlType.BOOLEAN;
  }

  @Override
  @Nullable Boolean evaluate(EvaluationContext context);

  /**
   * {@code left operator right}. The operands keep their own types: an INTEGER column compared with
   * a DECIMAL is not cast.
   */
  record Comparison(
      ComparisonOperator operator,
      TypedExpression left,
      TypedExpression right,
      Comparator<Object> comparator)
      implements BooleanExpression {
    static Comparison of(ComparisonOperator operator, TypedExpression left, TypedExpression right) {
      return new Comparison(operator, left, right, ValueComparator.of(left.type(), right.type()));
    }

    @Override
    public @Nullable Boolean evaluate(EvaluationContext context) {
      Object first = left.evaluate(context);
      Object second = first == null ? null : right.evaluate(context);
      return (first == null || second == null)
          ? null
          : (Boolean) operator.holds(comparator.compare(first, second));
    }

    @Override
    public boolean isRowIndependent() {
      return left.isRowIndependent() && right.isRowIndependent();
    }
  }

  /** {@code left AND right}. */
  record And(TypedExpression left, TypedExpression right) implements BooleanExpression {
    @Override
    public @Nullable Boolean evaluate(EvaluationContext context) {
      Object first = left.evaluate(context);
      if (Boolean.FALSE.equals(first)) {
        return false;
      }
      Object second = right.evaluate(context);
      if (Boolean.FALSE.equals(second)) {
        return false;
      }
      return (first == null || second == null) ? null : Boolean.TRUE;
    }

    @Override
    public boolean isRowIndependent() {
      return left.isRowIndependent() && right.isRowIndependent();
    }
  }

  /** {@code left OR right}. */
  record Or(TypedExpression left, TypedExpression right) implements BooleanExpression {
    @Override
    public @Nullable Boolean evaluate(EvaluationContext context) {
      Object first = left.evaluate(context);
      if (Boolean.TRUE.equals(first)) {
        return true;
      }
      Object second = right.evaluate(context);
      if (Boolean.TRUE.equals(second)) {
        return true;
      }
      return (first == null || second == null) ? null : Boolean.FALSE;
    }

    @Override
    public boolean isRowIndependent() {
      return left.isRowIndependent() && right.isRowIndependent();
    }
  }

  /** {@code NOT operand}. */
  record Not(TypedExpression operand) implements BooleanExpression {
    @Override
    public @Nullable Boolean evaluate(EvaluationContext context) {
      Object value = operand.evaluate(context);
      return value == null ? null : (Boolean) !((Boolean) value);
    }

    @Override
    public boolean isRowIndependent() {
      return operand.isRowIndependent();
    }
  }

  /** {@code operand IS [NOT] NULL}. */
  record IsNull(TypedExpression operand, boolean negated) implements BooleanExpression {
    @Override
    public Boolean evaluate(EvaluationContext context) {
      return (operand.evaluate(context) == null) != negated;
    }

    @Override
    public boolean isRowIndependent() {
      return operand.isRowIndependent();
    }
  }

  /** {@code operand [NOT] IN (candidates)}; each candidate compares with the operand. */
  record In(TypedExpression operand, List<Comparison> equalities, boolean negated)
      implements BooleanExpression {
    public In {
      equalities = List.copyOf(equalities);
    }

    /** What the operand is compared with, in order. */
    public List<TypedExpression> candidates() {
      return equalities.stream().map(Comparison::right).toList();
    }

    @Override
    public @Nullable Boolean evaluate(EvaluationContext context) {
      Object value = operand.evaluate(context);
      if (value == null) {
        return null;
      }
      boolean sawNull = false;
      for (Comparison equality : equalities) {
        Object candidate = equality.right().evaluate(context);
        if (candidate == null) {
          sawNull = true;
        } else if (equality.comparator().compare(value, candidate) == 0) {
          return !negated;
        }
      }
      return sawNull ? null : (Boolean) negated;
    }

    @Override
    public boolean isRowIndependent() {
      return operand.isRowIndependent()
          && equalities.stream().allMatch(equality -> equality.right().isRowIndependent());
    }
  }

  /**
   * {@code operand [NOT] LIKE pattern [ESCAPE escape]}.
   *
   * @param escape a backslash when the statement has none
   */
  record Like(
      TypedExpression operand,
      TypedExpression pattern,
      TypedExpression escape,
      boolean ignoreCase,
      boolean negated,
      LikeMatcher matcher)
      implements BooleanExpression {
    /**
     * The text that every match starts with; empty when there is none, when it is ILIKE or NOT
     * LIKE, or when pattern or escape are null. Needs a pattern and an escape that are
     * row-independent.
     */
    public String prefix(EvaluationContext context) {
      LikePattern compiled = ignoreCase || negated ? null : matcher.pattern(context);
      return compiled == null ? "" : compiled.prefix();
    }

    @Override
    public @Nullable Boolean evaluate(EvaluationContext context) {
      Object text = operand.evaluate(context);
      LikePattern compiled = text == null ? null : matcher.pattern(context);
      if (text == null || compiled == null) {
        return null;
      }
      String subject = (String) text;
      String folded = ignoreCase ? LetterCase.lower(subject) : subject;
      return compiled.matches(folded, context) != negated;
    }

    @Override
    public boolean isRowIndependent() {
      return operand.isRowIndependent() && pattern.isRowIndependent() && escape.isRowIndependent();
    }
  }
}
