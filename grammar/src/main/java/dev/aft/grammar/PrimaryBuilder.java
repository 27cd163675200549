package dev.aft.grammar;

import dev.aft.grammar.Expression.AggregateFunction;
import dev.aft.grammar.Expression.FunctionCall;
import dev.aft.grammar.SqlSyntaxException.Kind;
import dev.aft.grammar.antlr.AftSqlBaseVisitor;
import dev.aft.grammar.antlr.AftSqlLexer;
import dev.aft.grammar.antlr.AftSqlParser.CallPrimaryContext;
import dev.aft.grammar.antlr.AftSqlParser.CasePrimaryContext;
import dev.aft.grammar.antlr.AftSqlParser.CastPrimaryContext;
import dev.aft.grammar.antlr.AftSqlParser.ColumnPrimaryContext;
import dev.aft.grammar.antlr.AftSqlParser.ConstantPrimaryContext;
import dev.aft.grammar.antlr.AftSqlParser.ExpressionContext;
import dev.aft.grammar.antlr.AftSqlParser.ExtractPrimaryContext;
import dev.aft.grammar.antlr.AftSqlParser.IdentifierContext;
import dev.aft.grammar.antlr.AftSqlParser.NestedPrimaryContext;
import dev.aft.grammar.antlr.AftSqlParser.PositionPrimaryContext;
import dev.aft.grammar.antlr.AftSqlParser.PrimaryContext;
import dev.aft.grammar.antlr.AftSqlParser.SubstringPrimaryContext;
import dev.aft.grammar.antlr.AftSqlParser.TrimPrimaryContext;
import dev.aft.grammar.antlr.AftSqlParser.TypedPrimaryContext;
import dev.aft.grammar.antlr.AftSqlParser.WhenClauseContext;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.antlr.v4.runtime.Token;

/** Builds what operators stand between: literals, columns, calls, CASE and brackets. */
final class PrimaryBuilder extends AftSqlBaseVisitor<Expression> {
  /** Functions that are called without brackets. */
  private static final Set<String> BARE_FUNCTIONS =
      Set.of(
          "current_timestamp",
          "current_date",
          "current_time",
          "localtimestamp",
          "localtime",
          "current_user",
          "session_user",
          "current_role",
          "current_schema",
          "current_catalog");

  private static final Map<String, AggregateFunction> AGGREGATES =
      Map.of(
          "count", AggregateFunction.COUNT,
          "min", AggregateFunction.MIN,
          "max", AggregateFunction.MAX,
          "sum", AggregateFunction.SUM,
          "avg", AggregateFunction.AVG);

  private final Scope scope;
  private final ExpressionBuilder expressions;
  private final Types types;
  private final NameBuilder names;

  PrimaryBuilder(Scope scope, ExpressionBuilder expressions, Types types) {
    this.scope = scope;
    this.expressions = expressions;
    this.types = types;
    this.names = new NameBuilder(scope);
  }

  Expression build(PrimaryContext context) {
    return context.accept(this);
  }

  private Expression nested(ExpressionContext context) {
    return expressions.deeper(1, context, expressions::expression);
  }

  @Override
  public Expression visitConstantPrimary(ConstantPrimaryContext context) {
    return expressions.constant(context.constant());
  }

  @Override
  public Expression visitNestedPrimary(NestedPrimaryContext context) {
    return expressions.expression(context.expression());
  }

  @Override
  public Expression visitColumnPrimary(ColumnPrimaryContext context) {
    List<IdentifierContext> parts = context.identifier();
    int count = parts.size();
    Identifier column = names.identifier(parts.get(count - 1));
    int offset = scope.offset(context);
    if (count == 1) {
      boolean bare =
          context.getStart().getType() == AftSqlLexer.IDENTIFIER
              && BARE_FUNCTIONS.contains(column.name());
      return bare
          ? new FunctionCall(column, List.of(), offset)
          : new Expression.ColumnReference(null, column, offset);
    }
    if (count > 4) {
      throw scope.error(
          Kind.SYNTAX, context.getStart(), "a column name has at most four parts, not " + count);
    }
    QualifiedName table = names.qualified(parts.subList(0, count - 1));
    return new Expression.ColumnReference(table, column, offset);
  }

  @Override
  public Expression visitCallPrimary(CallPrimaryContext context) {
    Token start = context.functionName().getStart();
    Identifier name = names.identifier(start);
    checkSchema(context);
    AggregateFunction aggregate =
        start.getType() == AftSqlLexer.QUOTED_IDENTIFIER ? null : AGGREGATES.get(name.name());
    if (aggregate != null) {
      return aggregate(aggregate, context);
    }
    if (context.star != null || context.DISTINCT() != null || context.ALL() != null) {
      Token odd = context.star != null ? context.star : start;
      throw scope.error(
          Kind.SYNTAX, odd, "*, ALL and DISTINCT go with COUNT, MIN, MAX, SUM and AVG only");
    }
    return expressions.deeper(
        1, context, c -> new FunctionCall(name, expressions.items(c.listItem()), scope.offset(c)));
  }

  private void checkSchema(CallPrimaryContext context) {
    IdentifierContext schema = context.identifier();
    if (schema != null && !names.identifier(schema).name().equals("pg_catalog")) {
      throw scope.error(
          Kind.UNSUPPORTED,
          schema.getStart(),
          "Functions in schemas are not supported (leave out the schema)");
    }
  }

  private Expression aggregate(AggregateFunction function, CallPrimaryContext context) {
    int offset = scope.offset(context);
    boolean distinct = context.DISTINCT() != null;
    if (context.star != null) {
      if (function != AggregateFunction.COUNT) {
        throw scope.error(
            Kind.SYNTAX, context.star, function + "(*) has no meaning; name a column");
      }
      return new Expression.Aggregate(function, false, null, offset);
    }
    if (context.listItem().size() != 1) {
      throw scope.error(Kind.SYNTAX, context.getStart(), function + " takes one argument");
    }
    return expressions.deeper(
        1,
        context,
        c -> new Expression.Aggregate(function, distinct, expressions.item(c.listItem(0)), offset));
  }

  @Override
  public Expression visitCasePrimary(CasePrimaryContext context) {
    List<ExpressionContext> outer = context.expression();
    boolean otherwise = context.ELSE() != null;
    boolean operand = outer.size() > (otherwise ? 1 : 0);
    Expression first = operand ? nested(outer.get(0)) : null;
    List<Expression.WhenClause> whens = new ArrayList<>();
    for (WhenClauseContext when : context.whenClause()) {
      whens.add(new Expression.WhenClause(nested(when.expression(0)), nested(when.expression(1))));
    }
    Expression last = otherwise ? nested(outer.get(outer.size() - 1)) : null;
    return new Expression.Case(first, whens, last, scope.offset(context));
  }

  @Override
  public Expression visitCastPrimary(CastPrimaryContext context) {
    return new Expression.Cast(
        nested(context.expression()), types.build(context.typeName()), scope.offset(context));
  }

  @Override
  public Expression visitTypedPrimary(TypedPrimaryContext context) {
    Token name = context.getStart();
    Boolean zone = context.ZONE() == null ? null : (Boolean) (context.WITH() != null);
    TypeName.Kind kind = types.named(name, false, zone);
    TypeName type = new TypeName(kind, null, null, scope.offset(name));
    String value = expressions.literals().string(context.string().getStart());
    return new Expression.TypedLiteral(type, value, scope.offset(name));
  }

  @Override
  public Expression visitExtractPrimary(ExtractPrimaryContext context) {
    Token field =
        context.getChild(2) instanceof IdentifierContext name
            ? name.getStart()
            : context.string().getStart();
    String text =
        context.string() == null
            ? names.identifier(field).name()
            : expressions.literals().string(field);
    Expression literal = new Expression.StringLiteral(text, scope.offset(field));
    return call("extract", context.getStart(), List.of(literal, nested(context.expression())));
  }

  @Override
  public Expression visitPositionPrimary(PositionPrimaryContext context) {
    Expression part = expressions.concatenation(context.concatenation(0));
    Expression whole = expressions.concatenation(context.concatenation(1));
    return call("position", context.getStart(), List.of(part, whole));
  }

  @Override
  public Expression visitSubstringPrimary(SubstringPrimaryContext context) {
    List<Expression> arguments = new ArrayList<>();
    for (ExpressionContext argument : context.expression()) {
      arguments.add(nested(argument));
    }
    if (context.FOR() != null && context.start == null) {
      int offset = scope.offset(context.FOR().getSymbol());
      arguments.add(1, new Expression.IntegerLiteral(BigInteger.ONE, offset));
    }
    return call("substring", context.getStart(), arguments);
  }

  @Override
  public Expression visitTrimPrimary(TrimPrimaryContext context) {
    String name =
        context.LEADING() != null ? "ltrim" : context.TRAILING() != null ? "rtrim" : "btrim";
    List<Expression> arguments = new ArrayList<>();
    for (ExpressionContext argument : context.expression()) {
      arguments.add(nested(argument));
    }
    if (context.FROM() != null && arguments.size() == 2) {
      arguments.add(arguments.remove(0));
    }
    return call(name, context.getStart(), arguments);
  }

  private FunctionCall call(String name, Token start, List<Expression> arguments) {
    int offset = scope.offset(start);
    return new FunctionCall(new Identifier(name, offset), arguments, offset);
  }
}
