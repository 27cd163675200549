package dev.aft.grammar;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** An expression of the dialect. Every node knows where it starts in the statement text. */
public sealed interface Expression {
  /** Where the expression starts in the statement text, in UTF-16 units from 0. */
  int offset();

  /** {@code NULL}. */
  record NullLiteral(int offset) implements Expression {}

  /** {@code TRUE} or {@code FALSE}. */
  record BooleanLiteral(boolean value, int offset) implements Expression {}

  /** A whole number without exponent, of any size: {@code 42}. */
  record IntegerLiteral(BigInteger value, int offset) implements Expression {}

  /** A number with a point, {@code 1.50}: exact. */
  record DecimalLiteral(BigDecimal value, int offset) implements Expression {}

  /** A number with an exponent, {@code 1e10}: exact here, and approximate once it is typed. */
  record DoubleLiteral(BigDecimal value, int offset) implements Expression {}

  /** {@code 'text'}; its type follows from where it stands, like that of a parameter. */
  record StringLiteral(String value, int offset) implements Expression {}

  /** {@code X'cafe'}. */
  record BinaryLiteral(String hexadecimal, int offset) implements Expression {}

  /** {@code DATE '2026-01-31'}, {@code TIMESTAMP '...'}, {@code UUID '...'}: a typed string. */
  record TypedLiteral(TypeName type, String value, int offset) implements Expression {}

  /**
   * A parameter: {@code $2}, or {@code ?} numbered by its place.
   *
   * @param index from 1
   */
  record Parameter(int index, int offset) implements Expression {}

  /**
   * A column: {@code c}, {@code t.c} or {@code s.t.c}; {@code excluded.c} in ON CONFLICT DO UPDATE
   * is the value proposed for insertion.
   */
  record ColumnReference(@Nullable QualifiedName table, Identifier column, int offset)
      implements Expression {}

  enum UnaryOperator {
    NEGATE,
    PLUS,
    NOT
  }

  record Unary(UnaryOperator operator, Expression operand, int offset) implements Expression {}

  enum BinaryOperator {
    OR,
    AND,
    EQUAL,
    NOT_EQUAL,
    LESS,
    LESS_OR_EQUAL,
    GREATER,
    GREATER_OR_EQUAL,
    ADD,
    SUBTRACT,
    MULTIPLY,
    DIVIDE,
    MODULO,
    CONCATENATE
  }

  /**
   * Two operands and what stands between them.
   *
   * @param offset of the operator itself, which is what an error points at
   */
  record Binary(BinaryOperator operator, Expression left, Expression right, int offset)
      implements Expression {}

  /** {@code operand IS [NOT] NULL}. */
  record IsNull(Expression operand, boolean negated, int offset) implements Expression {}

  /** {@code operand IS [NOT] TRUE | FALSE}. */
  record IsBoolean(Expression operand, boolean value, boolean negated, int offset)
      implements Expression {}

  /** {@code left IS [NOT] DISTINCT FROM right}. */
  record IsDistinctFrom(Expression left, Expression right, boolean negated, int offset)
      implements Expression {}

  /** {@code operand [NOT] IN (candidates)}; at least one candidate. */
  record In(Expression operand, List<Expression> candidates, boolean negated, int offset)
      implements Expression {
    public In {
      candidates = List.copyOf(candidates);
    }
  }

  /** {@code operand [NOT] BETWEEN low AND high}. */
  record Between(Expression operand, Expression low, Expression high, boolean negated, int offset)
      implements Expression {}

  /** {@code operand [NOT] LIKE pattern [ESCAPE escape]}; ILIKE ignores case. */
  record Like(
      Expression operand,
      Expression pattern,
      @Nullable Expression escape,
      boolean ignoreCase,
      boolean negated,
      int offset)
      implements Expression {}

  /** One {@code WHEN condition THEN result}. */
  record WhenClause(Expression condition, Expression result) {}

  /** {@code CASE [operand] WHEN ... THEN ... [ELSE ...] END}. */
  record Case(
      @Nullable Expression operand,
      List<WhenClause> whens,
      @Nullable Expression otherwise,
      int offset)
      implements Expression {
    public Case {
      whens = List.copyOf(whens);
    }
  }

  /** {@code CAST(operand AS type)} or {@code operand::type}. */
  record Cast(Expression operand, TypeName type, int offset) implements Expression {}

  /**
   * {@code name(arguments)}; the keyword functions too, such as {@code current_timestamp} and
   * {@code current_date}, which take no parentheses, {@code substring(a FROM b FOR c)}, {@code
   * extract(f FROM e)} (the field as a string literal), {@code position(a IN b)} and {@code
   * trim(BOTH a FROM b)} (as {@code btrim}, {@code ltrim}, {@code rtrim}), with their parts as
   * arguments.
   */
  record FunctionCall(Identifier name, List<Expression> arguments, int offset)
      implements Expression {
    public FunctionCall {
      arguments = List.copyOf(arguments);
    }
  }

  enum AggregateFunction {
    COUNT,
    MIN,
    MAX,
    SUM,
    AVG
  }

  /**
   * {@code COUNT(*)}, {@code SUM(e)}, {@code COUNT(DISTINCT e)}.
   *
   * @param argument null for {@code COUNT(*)} only
   */
  record Aggregate(
      AggregateFunction function, boolean distinct, @Nullable Expression argument, int offset)
      implements Expression {}

  /** {@code DEFAULT} as a value of INSERT, UPSERT or SET. */
  record DefaultValue(int offset) implements Expression {}
}
