/**
 * Typed expressions: {@link dev.aft.engine.expression.ExpressionAnalyzer} gives every node of a
 * syntax tree a type and a way to evaluate it, {@link dev.aft.engine.expression.TypedExpression}
 * evaluates it against a row and tells the planner what it is.
 */
@NullMarked
package dev.aft.engine.expression;

import org.jspecify.annotations.NullMarked;
