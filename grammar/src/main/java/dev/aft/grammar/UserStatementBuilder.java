package dev.aft.grammar;

import dev.aft.grammar.antlr.AftSqlBaseVisitor;
import dev.aft.grammar.antlr.AftSqlParser.*;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Builds statements on users and rights. */
final class UserStatementBuilder extends AftSqlBaseVisitor<Statement> {
  private final NameBuilder names;
  private final ExpressionBuilder expressions;
  private final SessionStatementBuilder session;

  UserStatementBuilder(
      NameBuilder names, ExpressionBuilder expressions, SessionStatementBuilder session) {
    this.names = names;
    this.expressions = expressions;
    this.session = session;
  }

  @Override
  public Statement visitCreateUser(CreateUserContext context) {
    return new Statement.CreateUser(
        names.identifier(context.identifier()),
        context.ifNotExists() != null,
        password(context.password()),
        limits(context.userLimits()));
  }

  @Override
  public Statement visitAlterUser(AlterUserContext context) {
    return new Statement.AlterUser(
        names.identifier(context.identifier()),
        password(context.password()),
        limits(context.userLimits()));
  }

  @Override
  public Statement visitDropUser(DropUserContext context) {
    return new Statement.DropUser(
        names.identifier(context.identifier()), context.ifExists() != null);
  }

  private Statement.@Nullable Password password(@Nullable PasswordContext context) {
    if (context == null) {
      return null;
    }
    return new Statement.Password(
        context.string() == null
            ? null
            : new Secret(expressions.literals().string(context.string().getStart())));
  }

  private List<Statement.Option> limits(@Nullable UserLimitsContext context) {
    return context == null ? List.of() : session.options(context.option());
  }

  @Override
  public Statement visitGrant(GrantContext context) {
    return new Statement.Grant(
        right(context.right()),
        table(context.qualifiedName()),
        names.identifier(context.identifier()));
  }

  @Override
  public Statement visitRevoke(RevokeContext context) {
    return new Statement.Revoke(
        right(context.right()),
        table(context.qualifiedName()),
        names.identifier(context.identifier()));
  }

  private static Statement.Right right(RightContext context) {
    if (context.READ() != null) {
      return Statement.Right.READ;
    }
    return context.WRITE() != null ? Statement.Right.WRITE : Statement.Right.ADMIN;
  }

  private @Nullable QualifiedName table(@Nullable QualifiedNameContext context) {
    return context == null ? null : names.qualified(context);
  }

  @Override
  public Statement visitShowUsers(ShowUsersContext context) {
    return new Statement.ShowUsers();
  }

  @Override
  public Statement visitShowGrants(ShowGrantsContext context) {
    return new Statement.ShowGrants(names.alias(context.identifier(), null));
  }
}
