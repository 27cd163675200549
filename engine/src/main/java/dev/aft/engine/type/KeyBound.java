package dev.aft.engine.type;

/** What a comparison of a column with a value means for the values of the column. */
public sealed interface KeyBound {
  /** No value of the column satisfies the comparison. */
  record Never() implements KeyBound {}

  /** Every value of the column satisfies the comparison. */
  record Always() implements KeyBound {}

  /** The comparison has no equal in the column's type: read on, and filter the rows. */
  record Inexpressible() implements KeyBound {}

  /**
   * The comparison says exactly this.
   *
   * @param value of the class of the column's type; a DECIMAL may have more digits than the column,
   *     and a text may be longer, which the key encoding takes as they are
   */
  record Bound(ComparisonOperator operator, Object value) implements KeyBound {}
}
