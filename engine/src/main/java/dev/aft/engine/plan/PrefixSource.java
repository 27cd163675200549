package dev.aft.engine.plan;

import dev.aft.engine.expression.EvaluationContext;

/** Gives the text that a column must start with, at execution. */
@FunctionalInterface
interface PrefixSource {
  String prefix(EvaluationContext context);
}
