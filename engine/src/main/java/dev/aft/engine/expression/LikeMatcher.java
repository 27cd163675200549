package dev.aft.engine.expression;

import dev.aft.grammar.LetterCase;
import org.jspecify.annotations.Nullable;

/** Gives the pattern of a LIKE for each row; a constant one is read once. */
public final class LikeMatcher {
  private final TypedExpression pattern;
  private final TypedExpression escape;
  private final boolean ignoreCase;
  private final @Nullable LikePattern constant;

  LikeMatcher(TypedExpression pattern, TypedExpression escape, boolean ignoreCase) {
    this.pattern = pattern;
    this.escape = escape;
    this.ignoreCase = ignoreCase;
    boolean isConstant =
        pattern instanceof ConstantExpression && escape instanceof ConstantExpression;
    this.constant = isConstant ? compile(EvaluationContext.ofNothing()) : null;
  }

  @Nullable LikePattern pattern(EvaluationContext context) {
    return constant != null ? constant : compile(context);
  }

  private @Nullable LikePattern compile(EvaluationContext context) {
    Object text = pattern.evaluate(context);
    Object character = escape.evaluate(context);
    if (text == null || character == null) {
      return null;
    }
    String folded = ignoreCase ? LetterCase.lower((String) text) : (String) text;
    return LikePattern.compile(folded, (String) character);
  }
}
