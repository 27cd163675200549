package dev.aft.engine.expression;

import dev.aft.engine.EngineException;
import dev.aft.engine.ErrorCode;
import dev.aft.grammar.Expression;

/** The columns that an expression can name. */
@FunctionalInterface
public interface Scope {
  /**
   * What the reference means.
   *
   * @throws EngineException {@code UNDEFINED_COLUMN}, {@code UNDEFINED_TABLE} or {@code
   *     AMBIGUOUS_COLUMN}, with the offset and the nearest names as the hint
   */
  ColumnBinding resolve(Expression.ColumnReference reference);

  /** The scope without columns: VALUES, defaults, LIMIT. */
  static Scope empty() {
    return reference -> {
      throw EngineException.builder(
              ErrorCode.UNDEFINED_COLUMN,
              "column \"" + reference.column().name() + "\" does not exist")
          .at(reference.offset())
          .hint("No column can be named here. A text stands in single quotes.")
          .build();
    };
  }
}
