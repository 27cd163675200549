package dev.aft.grammar;

import dev.aft.grammar.Expression.Binary;
import dev.aft.grammar.Expression.BinaryOperator;
import dev.aft.grammar.Expression.UnaryOperator;
import dev.aft.grammar.SqlSyntaxException.Kind;
import dev.aft.grammar.antlr.AftSqlLexer;
import dev.aft.grammar.antlr.AftSqlParser.BetweenTestContext;
import dev.aft.grammar.antlr.AftSqlParser.ComparisonContext;
import dev.aft.grammar.antlr.AftSqlParser.ConcatenationContext;
import dev.aft.grammar.antlr.AftSqlParser.ConjunctionContext;
import dev.aft.grammar.antlr.AftSqlParser.ConstantContext;
import dev.aft.grammar.antlr.AftSqlParser.ExpressionContext;
import dev.aft.grammar.antlr.AftSqlParser.FactorContext;
import dev.aft.grammar.antlr.AftSqlParser.InTestContext;
import dev.aft.grammar.antlr.AftSqlParser.IsTestContext;
import dev.aft.grammar.antlr.AftSqlParser.LikeTestContext;
import dev.aft.grammar.antlr.AftSqlParser.ListItemContext;
import dev.aft.grammar.antlr.AftSqlParser.MembershipContext;
import dev.aft.grammar.antlr.AftSqlParser.MembershipTestContext;
import dev.aft.grammar.antlr.AftSqlParser.NegationContext;
import dev.aft.grammar.antlr.AftSqlParser.PredicateContext;
import dev.aft.grammar.antlr.AftSqlParser.ProductContext;
import dev.aft.grammar.antlr.AftSqlParser.RowItemContext;
import dev.aft.grammar.antlr.AftSqlParser.SumContext;
import dev.aft.grammar.antlr.AftSqlParser.TypeNameContext;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.antlr.v4.runtime.ParserRuleContext;
import org.antlr.v4.runtime.Token;
import org.antlr.v4.runtime.tree.ParseTree;
import org.antlr.v4.runtime.tree.TerminalNode;

/**
 * Builds expressions from the levels of operators; {@link PrimaryBuilder} builds their operands.
 */
final class ExpressionBuilder {
  /** Longer chains of AND and OR become balanced trees, so that no reader of the tree runs deep. */
  private static final int LONGEST_LEFT_DEEP_CHAIN = 16;

  private final Scope scope;
  private final Literals literals;
  private final Types types;
  private final PrimaryBuilder primaries;
  private int depth;

  ExpressionBuilder(Scope scope) {
    this.scope = scope;
    this.literals = new Literals(scope);
    this.types = new Types(scope);
    this.primaries = new PrimaryBuilder(scope, this, types);
  }

  Types types() {
    return types;
  }

  Literals literals() {
    return literals;
  }

  // ---------------------------------------------------------------- Depth

  /** Builds with {@code builder} what stands {@code levels} deeper in the tree. */
  <C extends ParserRuleContext> Expression deeper(
      int levels, C context, Function<C, Expression> builder) {
    depth += levels;
    if (depth > SqlParser.MAXIMUM_EXPRESSION_DEPTH) {
      throw scope.error(
          Kind.TOO_COMPLEX,
          context.getStart(),
          "too complex: an expression of more than "
              + SqlParser.MAXIMUM_EXPRESSION_DEPTH
              + " operators in a chain or in each other");
    }
    Expression built = builder.apply(context);
    depth -= levels;
    return built;
  }

  // ---------------------------------------------------------------- Items of lists

  Expression item(ListItemContext context) {
    ConstantContext constant = context.constant();
    return constant != null ? constant(constant) : expression(context.expression());
  }

  Expression item(RowItemContext context) {
    ParseTree child = context.getChild(0);
    if (child instanceof ConstantContext constant) {
      return constant(constant);
    }
    return child instanceof ExpressionContext expression
        ? expression(expression)
        : new Expression.DefaultValue(scope.offset(context));
  }

  List<Expression> items(List<ListItemContext> contexts) {
    List<Expression> items = new ArrayList<>(contexts.size());
    for (ListItemContext context : contexts) {
      items.add(item(context));
    }
    return items;
  }

  Expression constant(ConstantContext context) {
    Token token = context.getStart();
    int offset = scope.offset(token);
    return switch (token.getType()) {
      case AftSqlLexer.INTEGER, AftSqlLexer.DECIMAL, AftSqlLexer.DOUBLE_NUMBER ->
          literals.number(token);
      case AftSqlLexer.NULL -> new Expression.NullLiteral(offset);
      case AftSqlLexer.TRUE -> new Expression.BooleanLiteral(true, offset);
      case AftSqlLexer.FALSE -> new Expression.BooleanLiteral(false, offset);
      case AftSqlLexer.BINARY_STRING ->
          new Expression.BinaryLiteral(literals.binary(token), offset);
      case AftSqlLexer.PARAMETER, AftSqlLexer.QUESTION -> scope.parameter(token);
      default -> new Expression.StringLiteral(literals.string(token), offset);
    };
  }

  // ---------------------------------------------------------------- AND, OR, NOT

  Expression expression(ExpressionContext context) {
    if (context.getChildCount() == 1) {
      return conjunction((ConjunctionContext) context.getChild(0));
    }
    return deeper(
        logicalDepth(context),
        context,
        c -> logical(BinaryOperator.OR, c, child -> conjunction((ConjunctionContext) child)));
  }

  private Expression conjunction(ConjunctionContext context) {
    if (context.getChildCount() == 1) {
      return negation((NegationContext) context.getChild(0));
    }
    return deeper(
        logicalDepth(context),
        context,
        c -> logical(BinaryOperator.AND, c, child -> negation((NegationContext) child)));
  }

  private static int logicalDepth(ParserRuleContext context) {
    int operands = context.getChildCount() / 2 + 1;
    return operands <= LONGEST_LEFT_DEEP_CHAIN
        ? operands
        : LONGEST_LEFT_DEEP_CHAIN + Integer.SIZE - Integer.numberOfLeadingZeros(operands);
  }

  private Expression logical(
      BinaryOperator operator, ParserRuleContext context, Function<ParseTree, Expression> build) {
    List<Expression> operands = new ArrayList<>();
    List<Integer> offsets = new ArrayList<>();
    for (int i = 0; i < context.getChildCount(); i++) {
      if (context.getChild(i) instanceof TerminalNode node) {
        offsets.add(scope.offset(node.getSymbol()));
      } else {
        operands.add(build.apply(context.getChild(i)));
      }
    }
    return joined(operator, operands, offsets);
  }

  private static Expression joined(
      BinaryOperator operator, List<Expression> operands, List<Integer> offsets) {
    int count = operands.size();
    if (count > LONGEST_LEFT_DEEP_CHAIN) {
      int middle = count / 2;
      Expression left =
          joined(operator, operands.subList(0, middle), offsets.subList(0, middle - 1));
      Expression right =
          joined(operator, operands.subList(middle, count), offsets.subList(middle, count - 1));
      return new Binary(operator, left, right, offsets.get(middle - 1));
    }
    Expression result = operands.get(0);
    for (int i = 1; i < count; i++) {
      result = new Binary(operator, result, operands.get(i), offsets.get(i - 1));
    }
    return result;
  }

  private Expression negation(NegationContext context) {
    int last = context.getChildCount() - 1;
    PredicateContext predicate = (PredicateContext) context.getChild(last);
    if (last == 0) {
      return predicate(predicate);
    }
    Expression result = deeper(last, predicate, this::predicate);
    for (int i = last - 1; i >= 0; i--) {
      int offset = scope.offset(((TerminalNode) context.getChild(i)).getSymbol());
      result = new Expression.Unary(UnaryOperator.NOT, result, offset);
    }
    return result;
  }

  // ---------------------------------------------------------------- Tests and comparisons

  private Expression predicate(PredicateContext context) {
    ComparisonContext comparison = (ComparisonContext) context.getChild(0);
    int tests = context.getChildCount() - 1;
    if (tests == 0) {
      return comparison(comparison);
    }
    Expression result = deeper(tests, comparison, this::comparison);
    for (int i = 1; i <= tests; i++) {
      result = tested(result, (IsTestContext) context.getChild(i), scope.offset(context));
    }
    return result;
  }

  private Expression tested(Expression operand, IsTestContext test, int offset) {
    boolean negated = test.NOT() != null || test.NOTNULL() != null;
    if (test.DISTINCT() != null) {
      Expression right = deeper(1, test.comparison(), this::comparison);
      return new Expression.IsDistinctFrom(operand, right, negated, offset);
    }
    if (test.TRUE() != null || test.FALSE() != null) {
      return new Expression.IsBoolean(operand, test.TRUE() != null, negated, offset);
    }
    return new Expression.IsNull(operand, negated, offset);
  }

  private Expression comparison(ComparisonContext context) {
    MembershipContext left = (MembershipContext) context.getChild(0);
    if (context.getChildCount() == 1) {
      return membership(left);
    }
    Token operator = ((TerminalNode) context.getChild(1)).getSymbol();
    MembershipContext right = (MembershipContext) context.getChild(2);
    return new Binary(
        operator(operator),
        deeper(1, left, this::membership),
        deeper(1, right, this::membership),
        scope.offset(operator));
  }

  private Expression membership(MembershipContext context) {
    ConcatenationContext operand = (ConcatenationContext) context.getChild(0);
    if (context.getChildCount() == 1) {
      return concatenation(operand);
    }
    return deeper(
        1, context, c -> memberOf(concatenation(operand), c.membershipTest(), scope.offset(c)));
  }

  private Expression memberOf(Expression operand, MembershipTestContext test, int offset) {
    if (test instanceof InTestContext in) {
      return new Expression.In(operand, items(in.listItem()), in.NOT() != null, offset);
    }
    return test instanceof BetweenTestContext between
        ? between(operand, between, offset)
        : like(operand, (LikeTestContext) test, offset);
  }

  private Expression between(Expression operand, BetweenTestContext between, int offset) {
    if (between.SYMMETRIC() != null) {
      throw scope.error(
          Kind.UNSUPPORTED,
          between.SYMMETRIC().getSymbol(),
          "BETWEEN SYMMETRIC is not supported (put the lower end first)");
    }
    return new Expression.Between(
        operand,
        concatenation(between.concatenation(0)),
        concatenation(between.concatenation(1)),
        between.NOT() != null,
        offset);
  }

  private Expression like(Expression operand, LikeTestContext like, int offset) {
    Expression pattern = concatenation(like.concatenation(0));
    Expression escape = like.ESCAPE() == null ? null : concatenation(like.concatenation(1));
    return new Expression.Like(
        operand, pattern, escape, like.ILIKE() != null, like.NOT() != null, offset);
  }

  // ---------------------------------------------------------------- Arithmetic

  Expression concatenation(ConcatenationContext context) {
    return chain(context, child -> sum((SumContext) child));
  }

  private Expression sum(SumContext context) {
    return chain(context, child -> product((ProductContext) child));
  }

  private Expression product(ProductContext context) {
    return chain(context, child -> factor((FactorContext) child));
  }

  /** Operands with operators between them, grouped from the left. */
  private Expression chain(ParserRuleContext context, Function<ParseTree, Expression> build) {
    int count = context.getChildCount();
    if (count == 1) {
      return build.apply(context.getChild(0));
    }
    return deeper(count / 2, context, c -> leftDeep(c, build));
  }

  private Expression leftDeep(ParserRuleContext context, Function<ParseTree, Expression> build) {
    Expression result = build.apply(context.getChild(0));
    for (int i = 1; i < context.getChildCount(); i += 2) {
      Token operator = ((TerminalNode) context.getChild(i)).getSymbol();
      Expression right = build.apply(context.getChild(i + 1));
      result = new Binary(operator(operator), result, right, scope.offset(operator));
    }
    return result;
  }

  private static BinaryOperator operator(Token token) {
    return switch (token.getType()) {
      case AftSqlLexer.EQUAL -> BinaryOperator.EQUAL;
      case AftSqlLexer.NOT_EQUAL -> BinaryOperator.NOT_EQUAL;
      case AftSqlLexer.LESS -> BinaryOperator.LESS;
      case AftSqlLexer.LESS_OR_EQUAL -> BinaryOperator.LESS_OR_EQUAL;
      case AftSqlLexer.GREATER -> BinaryOperator.GREATER;
      case AftSqlLexer.GREATER_OR_EQUAL -> BinaryOperator.GREATER_OR_EQUAL;
      case AftSqlLexer.PLUS -> BinaryOperator.ADD;
      case AftSqlLexer.MINUS -> BinaryOperator.SUBTRACT;
      case AftSqlLexer.STAR -> BinaryOperator.MULTIPLY;
      case AftSqlLexer.SLASH -> BinaryOperator.DIVIDE;
      case AftSqlLexer.PERCENT -> BinaryOperator.MODULO;
      case AftSqlLexer.CONCATENATE -> BinaryOperator.CONCATENATE;
      default -> throw new IllegalStateException("not an operator: " + token.getText());
    };
  }

  private Expression factor(FactorContext context) {
    if (context.getChildCount() == 1) {
      return primaries.build(context.primary());
    }
    Expression result =
        deeper(context.getChildCount() - 1, context, c -> primaries.build(c.primary()));
    int offset = result.offset();
    for (TypeNameContext type : context.typeName()) {
      result = new Expression.Cast(result, types.build(type), offset);
    }
    for (int i = context.getChildCount() - 1; i >= 0; i--) {
      if (context.getChild(i) instanceof TerminalNode sign
          && sign.getSymbol().getType() != AftSqlLexer.TYPE_CAST) {
        result = signed(sign.getSymbol(), result);
      }
    }
    return result;
  }

  /** A sign before a number belongs to the number, so that the lowest BIGINT can be written. */
  private Expression signed(Token sign, Expression operand) {
    int offset = scope.offset(sign);
    if (sign.getType() == AftSqlLexer.PLUS) {
      return new Expression.Unary(UnaryOperator.PLUS, operand, offset);
    }
    if (operand instanceof Expression.IntegerLiteral number && number.value().signum() > 0) {
      return new Expression.IntegerLiteral(number.value().negate(), offset);
    }
    if (operand instanceof Expression.DecimalLiteral number && number.value().signum() > 0) {
      return new Expression.DecimalLiteral(number.value().negate(), offset);
    }
    if (operand instanceof Expression.DoubleLiteral number && number.value().signum() > 0) {
      return new Expression.DoubleLiteral(number.value().negate(), offset);
    }
    return new Expression.Unary(UnaryOperator.NEGATE, operand, offset);
  }
}
