package dev.aft.grammar;

import dev.aft.grammar.SqlSyntaxException.Kind;
import dev.aft.grammar.antlr.AftSqlBaseVisitor;
import dev.aft.grammar.antlr.AftSqlParser.*;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.antlr.v4.runtime.ParserRuleContext;
import org.jspecify.annotations.Nullable;

/**
 * Builds statements on data and definitions; {@link SessionStatementBuilder} and {@link
 * UserStatementBuilder} build the others.
 */
final class StatementBuilder extends AftSqlBaseVisitor<Statement> {
  private final Scope scope;
  private final NameBuilder names;
  private final ExpressionBuilder expressions;
  private final SessionStatementBuilder session;
  private final UserStatementBuilder users;

  StatementBuilder(Scope scope) {
    this.scope = scope;
    this.names = new NameBuilder(scope);
    this.expressions = new ExpressionBuilder(scope);
    this.session = new SessionStatementBuilder(scope, names, expressions);
    this.users = new UserStatementBuilder(names, expressions, session);
  }

  Statement build(StatementContext context) {
    return build((ParserRuleContext) context.getChild(0));
  }

  private Statement build(ParserRuleContext context) {
    Statement statement = context.accept(this);
    if (statement == null) {
      statement = context.accept(session);
    }
    return statement != null ? statement : context.accept(users);
  }

  // ---------------------------------------------------------------- Data definition

  @Override
  public Statement visitCreateTable(CreateTableContext context) {
    List<Statement.ColumnDefinition> columns = new ArrayList<>();
    List<Identifier> key = List.of();
    for (TableElementContext element : context.tableElement()) {
      if (element instanceof TableColumnContext column) {
        columns.add(column(column));
        continue;
      }
      TableKeyContext clause = (TableKeyContext) element;
      if (!key.isEmpty()) {
        throw scope.error(Kind.SYNTAX, clause.getStart(), "a table has one primary key, not two");
      }
      List<IdentifierContext> parts = clause.identifier();
      key = names.identifiers(parts.subList(clause.CONSTRAINT() == null ? 0 : 1, parts.size()));
    }
    QualifiedName table = names.qualified(context.qualifiedName());
    return new Statement.CreateTable(table, context.ifNotExists() != null, columns, key);
  }

  private Statement.ColumnDefinition column(TableColumnContext context) {
    boolean notNull = false;
    boolean primaryKey = false;
    Expression defaultValue = null;
    for (ColumnOptionContext option : context.columnOption()) {
      primaryKey |= option.PRIMARY() != null;
      notNull |= option.NOT() != null;
      if (option.DEFAULT() != null) {
        if (defaultValue != null) {
          throw scope.error(Kind.SYNTAX, option.getStart(), "DEFAULT is given twice");
        }
        defaultValue = expressions.concatenation(option.concatenation());
      }
    }
    return new Statement.ColumnDefinition(
        names.identifier(context.identifier()),
        expressions.types().build(context.typeName()),
        notNull,
        defaultValue,
        primaryKey);
  }

  @Override
  public Statement visitDropTable(DropTableContext context) {
    List<QualifiedName> tables = new ArrayList<>();
    for (QualifiedNameContext name : context.qualifiedName()) {
      tables.add(names.qualified(name));
    }
    return new Statement.DropTable(tables, context.ifExists() != null);
  }

  @Override
  public Statement visitCreateSchema(CreateSchemaContext context) {
    return new Statement.CreateSchema(
        names.identifier(context.identifier()), context.ifNotExists() != null);
  }

  @Override
  public Statement visitDropSchema(DropSchemaContext context) {
    return new Statement.DropSchema(
        names.identifier(context.identifier()),
        context.ifExists() != null,
        context.CASCADE() != null);
  }

  @Override
  public Statement visitCreateDatabase(CreateDatabaseContext context) {
    return new Statement.CreateDatabase(
        names.identifier(context.identifier()), context.ifNotExists() != null);
  }

  @Override
  public Statement visitDropDatabase(DropDatabaseContext context) {
    return new Statement.DropDatabase(
        names.identifier(context.identifier()), context.ifExists() != null);
  }

  // ---------------------------------------------------------------- Queries

  @Override
  public Statement visitSelect(SelectContext context) {
    SelectEnd end = new SelectEnd();
    for (SelectTailContext tail : context.selectTail()) {
      end.add(tail);
    }
    FromClauseContext from = context.fromClause();
    QualifiedName table = from == null ? null : names.qualified(from.qualifiedName());
    Identifier alias = from == null ? null : names.alias(from.identifier(), from.bareAlias());
    end.requireLockedIn(table, alias);
    return new Statement.Select(
        context.DISTINCT() != null,
        items(context.selectItem()),
        table,
        alias,
        where(context.whereClause()),
        orderBy(context.orderBy()),
        end.limit,
        end.offset,
        end.forUpdate);
  }

  private List<Statement.SelectItem> items(List<SelectItemContext> contexts) {
    List<Statement.SelectItem> items = new ArrayList<>();
    for (SelectItemContext context : contexts) {
      items.add(item(context));
    }
    return items;
  }

  private Statement.SelectItem item(SelectItemContext context) {
    if (context instanceof SelectExpressionContext item) {
      return new Statement.SelectItem.Item(
          expressions.expression(item.expression()), names.alias(item.label, item.bareAlias()));
    }
    QualifiedName table =
        context instanceof SelectAllOfContext all ? names.qualified(all.qualifiedName()) : null;
    return new Statement.SelectItem.AllColumns(table, scope.offset(context));
  }

  private @Nullable Expression where(@Nullable WhereClauseContext context) {
    return context == null ? null : expressions.expression(context.expression());
  }

  private List<Statement.OrderItem> orderBy(@Nullable OrderByContext context) {
    List<Statement.OrderItem> items = new ArrayList<>();
    if (context == null) {
      return items;
    }
    for (OrderItemContext item : context.orderItem()) {
      Boolean nullsFirst = item.NULLS() == null ? null : (Boolean) (item.FIRST() != null);
      items.add(
          new Statement.OrderItem(
              expressions.expression(item.expression()), item.DESC() != null, nullsFirst));
    }
    return items;
  }

  /** LIMIT, OFFSET, FETCH FIRST and FOR UPDATE, which come in any order, each once. */
  private final class SelectEnd {
    private @Nullable Expression limit;
    private @Nullable Expression offset;
    private boolean forUpdate;
    private @Nullable IdentifierContext locked;
    private boolean limited;

    void add(SelectTailContext tail) {
      if (tail instanceof ForUpdateTailContext clause) {
        once(forUpdate, tail, "FOR UPDATE");
        forUpdate = true;
        locked = clause.identifier();
      } else if (tail instanceof OffsetTailContext clause) {
        once(offset != null, tail, "OFFSET");
        offset = expressions.concatenation(clause.concatenation());
      } else {
        once(limited, tail, "the limit");
        limited = true;
        limit =
            tail instanceof LimitTailContext clause
                ? limit(clause)
                : fetch((FetchTailContext) tail);
      }
    }

    /** FOR UPDATE OF can only name the one table there is. */
    void requireLockedIn(@Nullable QualifiedName table, @Nullable Identifier alias) {
      Identifier name = alias != null || table == null ? alias : table.name();
      if (locked != null && (name == null || !names.identifier(locked).equals(name))) {
        throw scope.error(
            Kind.SYNTAX, locked.getStart(), "FOR UPDATE OF names what is not in FROM");
      }
    }

    private void once(boolean already, SelectTailContext tail, String what) {
      if (already) {
        throw scope.error(Kind.SYNTAX, tail.getStart(), what + " is given twice");
      }
    }

    private @Nullable Expression limit(LimitTailContext clause) {
      return clause.ALL() != null ? null : expressions.concatenation(clause.concatenation());
    }

    private Expression fetch(FetchTailContext clause) {
      if (clause.constant() != null) {
        return expressions.constant(clause.constant());
      }
      return clause.expression() != null
          ? expressions.expression(clause.expression())
          : new Expression.IntegerLiteral(BigInteger.ONE, scope.offset(clause));
    }
  }

  // ---------------------------------------------------------------- Changes

  @Override
  public Statement visitInsert(InsertContext context) {
    boolean upsert = context.UPSERT() != null;
    if (upsert && context.onConflict() != null) {
      throw scope.error(
          Kind.SYNTAX,
          context.onConflict().getStart(),
          "UPSERT already replaces rows; ON CONFLICT goes with INSERT");
    }
    List<IdentifierContext> columns = context.identifier();
    int first = context.alias == null ? 0 : 1;
    return new Statement.Insert(
        names.qualified(context.qualifiedName()),
        names.alias(context.alias, null),
        names.identifiers(columns.subList(first, columns.size())),
        rows(context),
        upsert,
        onConflict(context.onConflict()),
        returning(context.returning()),
        context.forUpdate() != null);
  }

  private List<List<Expression>> rows(InsertContext context) {
    List<List<Expression>> rows = new ArrayList<>();
    for (RowContext row : context.row()) {
      List<Expression> values = new ArrayList<>();
      for (int i = 1; i < row.getChildCount(); i += 2) {
        values.add(expressions.item((RowItemContext) row.getChild(i)));
      }
      if (!rows.isEmpty() && rows.get(0).size() != values.size()) {
        throw scope.error(
            Kind.SYNTAX,
            row.getStart(),
            "all rows of VALUES must have the same number of values; this one differs");
      }
      rows.add(values);
    }
    return rows;
  }

  private Statement.@Nullable OnConflict onConflict(@Nullable OnConflictContext context) {
    if (context == null) {
      return null;
    }
    List<Identifier> target = names.identifiers(context.identifier());
    if (context.NOTHING() != null) {
      return new Statement.OnConflict.DoNothing(target);
    }
    return new Statement.OnConflict.DoUpdate(
        target, assignments(context.assignment()), where(context.whereClause()));
  }

  private List<Statement.Assignment> assignments(List<AssignmentContext> contexts) {
    List<Statement.Assignment> assignments = new ArrayList<>();
    for (AssignmentContext context : contexts) {
      assignments.add(
          new Statement.Assignment(
              names.identifier(context.identifier()), expressions.item(context.rowItem())));
    }
    return assignments;
  }

  private List<Statement.SelectItem> returning(@Nullable ReturningContext context) {
    return context == null ? List.of() : items(context.selectItem());
  }

  @Override
  public Statement visitUpdate(UpdateContext context) {
    return new Statement.Update(
        names.qualified(context.qualifiedName()),
        names.alias(context.identifier(), context.bareAlias()),
        assignments(context.assignment()),
        where(context.whereClause()),
        returning(context.returning()),
        context.forUpdate() != null);
  }

  @Override
  public Statement visitDelete(DeleteContext context) {
    return new Statement.Delete(
        names.qualified(context.qualifiedName()),
        names.alias(context.identifier(), context.bareAlias()),
        where(context.whereClause()),
        returning(context.returning()),
        context.forUpdate() != null);
  }

  @Override
  public Statement visitExplain(ExplainContext context) {
    return new Statement.Explain(build((ParserRuleContext) context.getChild(1)));
  }

  // ---------------------------------------------------------------- The key-value table

  @Override
  public Statement visitDeclareCursor(DeclareCursorContext context) {
    Set<Statement.CursorFeature> features = EnumSet.noneOf(Statement.CursorFeature.class);
    if (!context.BINARY().isEmpty()) {
      features.add(Statement.CursorFeature.BINARY);
    }
    if (!context.INSENSITIVE().isEmpty()) {
      features.add(Statement.CursorFeature.INSENSITIVE);
    }
    if (context.SCROLL().size() > context.NO().size()) {
      features.add(Statement.CursorFeature.SCROLL);
    }
    if (context.HOLD() != null && context.WITH() != null) {
      features.add(Statement.CursorFeature.WITH_HOLD);
    }
    return new Statement.DeclareCursor(
        names.identifier(context.identifier()),
        features,
        (Statement.Select) build((ParserRuleContext) context.select()));
  }

  @Override
  public Statement visitGet(GetContext context) {
    return new Statement.Get(expressions.items(context.listItem()), scope.offset(context));
  }

  @Override
  public Statement visitPut(PutContext context) {
    List<Statement.KeyValue> pairs = new ArrayList<>();
    for (KeyValueContext pair : context.keyValue()) {
      pairs.add(
          new Statement.KeyValue(
              expressions.concatenation(pair.concatenation()),
              expressions.expression(pair.expression())));
    }
    return new Statement.Put(pairs, scope.offset(context));
  }

  @Override
  public Statement visitDel(DelContext context) {
    return new Statement.Del(expressions.items(context.listItem()), scope.offset(context));
  }

  @Override
  public Statement visitScan(ScanContext context) {
    return new Statement.Scan(
        optional(context.low),
        optional(context.high),
        optional(context.prefix),
        optional(context.limit),
        scope.offset(context));
  }

  private @Nullable Expression optional(@Nullable ConcatenationContext context) {
    return context == null ? null : expressions.concatenation(context);
  }
}
