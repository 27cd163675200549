package dev.aft.grammar;

import dev.aft.grammar.SqlSyntaxException.Kind;
import dev.aft.grammar.Statement.CursorDirection;
import dev.aft.grammar.Statement.IsolationLevel;
import dev.aft.grammar.Statement.SettingScope;
import dev.aft.grammar.Statement.TransactionModes;
import dev.aft.grammar.antlr.AftSqlBaseVisitor;
import dev.aft.grammar.antlr.AftSqlLexer;
import dev.aft.grammar.antlr.AftSqlParser.*;
import java.util.ArrayList;
import java.util.List;
import org.antlr.v4.runtime.ParserRuleContext;
import org.antlr.v4.runtime.Token;
import org.jspecify.annotations.Nullable;

/** Builds statements on transactions, settings and information. */
final class SessionStatementBuilder extends AftSqlBaseVisitor<Statement> {
  private static final String TIME_ZONE = "timezone";

  private final Scope scope;
  private final NameBuilder names;
  private final ExpressionBuilder expressions;

  SessionStatementBuilder(Scope scope, NameBuilder names, ExpressionBuilder expressions) {
    this.scope = scope;
    this.names = names;
    this.expressions = expressions;
  }

  // ---------------------------------------------------------------- Transactions

  @Override
  public Statement visitBegin(BeginContext context) {
    return new Statement.Begin(modes(context.transactionModes()), options(context.options_()));
  }

  private TransactionModes modes(@Nullable TransactionModesContext context) {
    IsolationLevel isolation = null;
    Boolean readOnly = null;
    if (context != null) {
      for (TransactionModeContext mode : context.transactionMode()) {
        if (mode.ISOLATION() != null) {
          isolation = isolation(mode);
        } else if (mode.ONLY() != null || mode.WRITE() != null) {
          readOnly = mode.ONLY() != null;
        }
      }
    }
    return new TransactionModes(isolation, readOnly);
  }

  private static IsolationLevel isolation(TransactionModeContext mode) {
    if (mode.SERIALIZABLE() != null) {
      return IsolationLevel.SERIALIZABLE;
    }
    if (mode.REPEATABLE() != null) {
      return IsolationLevel.REPEATABLE_READ;
    }
    return mode.COMMITTED() != null
        ? IsolationLevel.READ_COMMITTED
        : IsolationLevel.READ_UNCOMMITTED;
  }

  private List<Statement.Option> options(@Nullable Options_Context context) {
    return context == null ? List.of() : options(context.option());
  }

  List<Statement.Option> options(List<OptionContext> contexts) {
    List<Statement.Option> options = new ArrayList<>();
    for (OptionContext option : contexts) {
      Statement.Option built =
          new Statement.Option(
              names.identifier(option.identifier()), expressions.constant(option.constant()));
      if (options.stream().anyMatch(other -> other.name().equals(built.name()))) {
        throw scope.error(Kind.SYNTAX, option.getStart(), "the option is given twice");
      }
      options.add(built);
    }
    return options;
  }

  @Override
  public Statement visitCommit(CommitContext context) {
    return new Statement.Commit(options(context.options_()));
  }

  @Override
  public Statement visitRollback(RollbackContext context) {
    return context.identifier() == null
        ? new Statement.Rollback()
        : new Statement.RollbackToSavepoint(names.identifier(context.identifier()));
  }

  @Override
  public Statement visitSavepoint(SavepointContext context) {
    return new Statement.Savepoint(names.identifier(context.identifier()));
  }

  @Override
  public Statement visitRelease(ReleaseContext context) {
    return new Statement.ReleaseSavepoint(names.identifier(context.identifier()));
  }

  @Override
  public Statement visitSuspend(SuspendContext context) {
    return new Statement.Suspend();
  }

  @Override
  public Statement visitResume(ResumeContext context) {
    return new Statement.Resume(
        expressions.constant(context.constant()), options(context.options_()));
  }

  // ---------------------------------------------------------------- Cursors

  @Override
  public Statement visitMoveCursor(MoveCursorContext context) {
    CursorDirectionContext direction = context.cursorDirection();
    Identifier name = names.identifier(context.identifier());
    boolean returnsRows = context.FETCH() != null;
    if (direction == null) {
      return new Statement.MoveCursor(name, CursorDirection.FORWARD, 1, returnsRows);
    }
    return new Statement.MoveCursor(name, kind(direction), count(direction), returnsRows);
  }

  private static CursorDirection kind(CursorDirectionContext context) {
    if (context.RELATIVE() != null) {
      return CursorDirection.RELATIVE;
    }
    boolean absolute =
        context.ABSOLUTE() != null || context.FIRST() != null || context.LAST() != null;
    return absolute ? CursorDirection.ABSOLUTE : CursorDirection.FORWARD;
  }

  private long count(CursorDirectionContext context) {
    boolean backwards =
        context.BACKWARD() != null || context.PRIOR() != null || context.LAST() != null;
    if (context.ALL() != null) {
      return backwards ? Long.MIN_VALUE : Long.MAX_VALUE;
    }
    long count = context.cursorCount() == null ? 1 : count(context.cursorCount());
    return backwards ? -count : count;
  }

  private long count(CursorCountContext context) {
    try {
      long count = Integer.parseInt(context.INTEGER().getText());
      return context.getStart().getText().equals("-") ? -count : count;
    } catch (NumberFormatException e) {
      throw scope.error(Kind.SYNTAX, context.getStart(), "the number of rows is too large");
    }
  }

  @Override
  public Statement visitCloseCursor(CloseCursorContext context) {
    return new Statement.CloseCursor(names.alias(context.identifier(), null));
  }

  // ---------------------------------------------------------------- Settings

  @Override
  public Statement visitSetTransaction(SetTransactionContext context) {
    return new Statement.SetTransaction(modes(context.transactionModes()), false);
  }

  @Override
  public Statement visitSetCharacteristics(SetCharacteristicsContext context) {
    return new Statement.SetTransaction(modes(context.transactionModes()), true);
  }

  @Override
  public Statement visitSetTimeZone(SetTimeZoneContext context) {
    List<String> values =
        context.settingValue() == null
            ? List.of()
            : List.of(value(context.settingValue(), TIME_ZONE));
    return new Statement.SetVariable(
        scopeOf(context.scope), TIME_ZONE, values, scope.offset(context.TIME().getSymbol()));
  }

  @Override
  public Statement visitSetNames(SetNamesContext context) {
    String name = "client_encoding";
    List<String> values =
        context.settingValue() == null ? List.of() : List.of(value(context.settingValue(), name));
    return new Statement.SetVariable(
        scopeOf(context.scope), name, values, scope.offset(context.NAMES().getSymbol()));
  }

  @Override
  public Statement visitSetSchema(SetSchemaContext context) {
    if (context.identifier() != null) {
      return new Statement.SetSchema(names.identifier(context.identifier()));
    }
    Token text = context.string().getStart();
    return new Statement.SetSchema(
        new Identifier(expressions.literals().string(text), scope.offset(text)));
  }

  @Override
  public Statement visitSetSetting(SetSettingContext context) {
    String name = settingName(context.settingName());
    List<String> values = new ArrayList<>();
    for (SettingValueContext value : context.settingValue()) {
      values.add(value(value, name));
    }
    return new Statement.SetVariable(
        scopeOf(context.scope), name, values, scope.offset(context.settingName()));
  }

  private static SettingScope scopeOf(@Nullable Token word) {
    return word != null && word.getType() == AftSqlLexer.LOCAL
        ? SettingScope.LOCAL
        : SettingScope.SESSION;
  }

  private String settingName(SettingNameContext context) {
    StringBuilder name = new StringBuilder();
    for (IdentifierContext part : context.identifier()) {
      name.append(name.isEmpty() ? "" : ".").append(Names.lower(names.identifier(part).name()));
    }
    return name.toString();
  }

  private String value(SettingValueContext context, String setting) {
    if (context.string() != null) {
      return expressions.literals().string(context.string().getStart());
    }
    if (context.identifier() == null) {
      return Names.lower(context.getText());
    }
    // Names of time zones have capitals that matter: SET TIME ZONE UTC.
    boolean quoted = context.getStart().getType() == AftSqlLexer.QUOTED_IDENTIFIER;
    return setting.equals(TIME_ZONE) && !quoted
        ? context.getText()
        : names.identifier(context.identifier()).name();
  }

  @Override
  public Statement visitReset(ResetContext context) {
    int offset = scope.offset(((ParserRuleContext) context).getStart());
    if (context.ALL() != null) {
      return new Statement.ResetVariable(null, offset);
    }
    return context.settingName() == null
        ? new Statement.ResetVariable(TIME_ZONE, scope.offset(context.TIME().getSymbol()))
        : new Statement.ResetVariable(
            settingName(context.settingName()), scope.offset(context.settingName()));
  }

  // ---------------------------------------------------------------- Information

  @Override
  public Statement visitShowTables(ShowTablesContext context) {
    return new Statement.ShowTables(names.alias(context.identifier(), null));
  }

  @Override
  public Statement visitShowSchemas(ShowSchemasContext context) {
    return new Statement.ShowSchemas();
  }

  @Override
  public Statement visitShowDatabases(ShowDatabasesContext context) {
    return new Statement.ShowDatabases();
  }

  @Override
  public Statement visitShowTransactionId(ShowTransactionIdContext context) {
    return new Statement.ShowTransactionId();
  }

  @Override
  public Statement visitShowIsolation(ShowIsolationContext context) {
    return new Statement.ShowVariable(
        "transaction_isolation", scope.offset(context.TRANSACTION().getSymbol()));
  }

  @Override
  public Statement visitShowCausalityToken(ShowCausalityTokenContext context) {
    return new Statement.ShowCausalityToken();
  }

  @Override
  public Statement visitShowOutcome(ShowOutcomeContext context) {
    return new Statement.ShowOutcome(
        expressions.concatenation(context.concatenation()), context.FINAL() != null);
  }

  @Override
  public Statement visitShowTimeZone(ShowTimeZoneContext context) {
    return new Statement.ShowVariable(TIME_ZONE, scope.offset(context.TIME().getSymbol()));
  }

  @Override
  public Statement visitShowAll(ShowAllContext context) {
    return new Statement.ShowVariable("all", scope.offset(context.ALL().getSymbol()));
  }

  @Override
  public Statement visitShowSetting(ShowSettingContext context) {
    return new Statement.ShowVariable(
        settingName(context.settingName()), scope.offset(context.settingName()));
  }

  @Override
  public Statement visitDescribe(DescribeContext context) {
    return new Statement.Describe(names.qualified(context.qualifiedName()));
  }

  @Override
  public Statement visitDiscard(DiscardContext context) {
    return new Statement.Discard();
  }

  @Override
  public Statement visitDeallocate(DeallocateContext context) {
    return new Statement.Deallocate(names.alias(context.identifier(), null));
  }
}
