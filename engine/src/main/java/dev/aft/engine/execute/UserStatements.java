package dev.aft.engine.execute;

import dev.aft.engine.EngineException;
import dev.aft.engine.ErrorCode;
import dev.aft.engine.catalog.Catalog;
import dev.aft.engine.catalog.TableDefinition;
import dev.aft.engine.future.Futures;
import dev.aft.engine.sql.Right;
import dev.aft.engine.sql.SessionContext;
import dev.aft.engine.sql.StatementResult;
import dev.aft.engine.sql.TableName;
import dev.aft.engine.transaction.Transaction;
import dev.aft.engine.user.Passwords;
import dev.aft.engine.user.TableRight;
import dev.aft.engine.user.User;
import dev.aft.engine.user.UserChanges;
import dev.aft.engine.user.UserLimitOptions;
import dev.aft.engine.user.UserLimits;
import dev.aft.grammar.Identifier;
import dev.aft.grammar.QualifiedName;
import dev.aft.grammar.Secret;
import dev.aft.grammar.Statement;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** Runs statements on users and rights. Thread-safe. */
final class UserStatements {
  private final UserChanges changes;
  private final @Nullable Passwords passwords;
  private final Executor worker;

  /** One execution. */
  record Call(Transaction transaction, SessionContext context, Catalog catalog) {}

  UserStatements(UserChanges changes, @Nullable Passwords passwords, Executor worker) {
    this.changes = changes;
    this.passwords = passwords;
    this.worker = worker;
  }

  CompletableFuture<StatementResult> create(Call call, Statement.CreateUser create) {
    requireAdmin(call, "CREATE USER");
    String name = create.user().name();
    UserLimits limits = UserLimitOptions.apply(UserLimits.NONE, create.limits());
    return nothing(
        Futures.then(
            verifier(create.password()),
            verifier ->
                at(
                    create.user(),
                    Futures.map(
                        changes.create(
                            call.transaction(),
                            name,
                            create.ifNotExists(),
                            verifier.orElse(null),
                            limits),
                        made -> {
                          announce(call.context(), name, made);
                          return made;
                        }))));
  }

  private static void announce(SessionContext context, String name, Optional<User> made) {
    if (made.isEmpty()) {
      context.notice("user \"" + name + "\" already exists, skipping");
    } else if (made.get().right() == Right.ADMIN) {
      context.notice(
          "user \"" + name + "\" is the first one and has ADMIN; from now on everybody logs in");
      context.madeFirstUser(name, made.get().id());
    }
  }

  CompletableFuture<StatementResult> alter(Call call, Statement.AlterUser alter) {
    String name = alter.user().name();
    return nothing(
        Futures.then(
            requireMayAlter(call, alter),
            allowed ->
                Futures.then(
                    verifier(alter.password()),
                    verifier ->
                        at(alter.user(), alter(call, alter, name, verifier.orElse(null))))));
  }

  private CompletableFuture<User> alter(
      Call call, Statement.AlterUser alter, String name, @Nullable String verifier) {
    CompletableFuture<User> limited =
        changes.setLimits(
            call.transaction(), name, limits -> UserLimitOptions.apply(limits, alter.limits()));
    return alter.password() == null
        ? limited
        : Futures.then(limited, user -> changes.setVerifier(call.transaction(), name, verifier));
  }

  /** Everyone may give itself another password; anything else is for ADMIN. */
  private CompletableFuture<Boolean> requireMayAlter(Call call, Statement.AlterUser alter) {
    SessionContext context = call.context();
    if (context.access().allowsEverywhere(Right.ADMIN)) {
      return CompletableFuture.completedFuture(true);
    }
    Statement.Password password = alter.password();
    boolean passwordOnly =
        password != null && password.secret() != null && alter.limits().isEmpty();
    return Futures.map(
        changes.list(call.transaction()),
        users -> {
          boolean own =
              users.stream()
                  .anyMatch(
                      user ->
                          user.name().equals(alter.user().name())
                              && context.isUser(user.name(), user.id()));
          if (!own || !passwordOnly) {
            requireAdmin(call, own ? "change that of a user" : "change another user");
          }
          return true;
        });
  }

  CompletableFuture<StatementResult> drop(Call call, Statement.DropUser drop) {
    requireAdmin(call, "DROP USER");
    String name = drop.user().name();
    return nothing(
        at(
            drop.user(),
            Futures.map(
                changes.drop(call.transaction(), name, drop.ifExists()),
                dropped -> {
                  if (!dropped) {
                    call.context().notice("user \"" + name + "\" does not exist, skipping");
                  }
                  return dropped;
                })));
  }

  // ---------------------------------------------------------------- Rights

  CompletableFuture<StatementResult> grant(Call call, Statement.Grant grant) {
    requireAdmin(call, "GRANT");
    Right right = Right.valueOf(grant.right().name());
    String user = grant.user().name();
    QualifiedName table = grant.table();
    if (table == null) {
      return nothing(at(grant.user(), changes.grant(call.transaction(), user, right)));
    }
    return nothing(
        Futures.then(
            table(call, table),
            known ->
                Futures.then(
                    rightsOnGoneTables(call, user),
                    gone ->
                        at(
                            grant.user(),
                            changes.grant(
                                call.transaction(),
                                user,
                                new TableRight(known.name(), known.id(), right),
                                gone)))));
  }

  CompletableFuture<StatementResult> revoke(Call call, Statement.Revoke revoke) {
    requireAdmin(call, "REVOKE");
    Right right = Right.valueOf(revoke.right().name());
    String name = revoke.user().name();
    QualifiedName table = revoke.table();
    if (table == null) {
      return nothing(at(revoke.user(), changes.revoke(call.transaction(), name, right)));
    }
    return nothing(
        Futures.then(
            table(call, table),
            known ->
                at(
                    revoke.user(),
                    Futures.map(
                        changes.revoke(call.transaction(), name, known.id(), right),
                        user -> {
                          Right left = user.right();
                          if (left != null && left.contains(right)) {
                            call.context()
                                .notice(
                                    "user \"" + name + "\" still has " + left + " on everything");
                          }
                          return user;
                        }))));
  }

  private static CompletableFuture<TableDefinition> table(Call call, QualifiedName name) {
    TableName table = Names.table(name, call.context());
    return Futures.map(
        call.catalog().findTable(call.transaction(), table),
        found ->
            found.orElseThrow(
                () ->
                    EngineException.builder(
                            ErrorCode.UNDEFINED_TABLE, "relation \"" + name + "\" does not exist")
                        .at(name.offset())
                        .build()));
  }

  private CompletableFuture<List<TableRight>> rightsOnGoneTables(Call call, String name) {
    return Futures.then(
        changes.list(call.transaction()),
        users ->
            UserLists.rightsOnGoneTables(
                call.transaction(),
                users.stream()
                    .filter(user -> user.name().equals(name))
                    .flatMap(user -> user.tableRights().stream())
                    .toList()));
  }

  // ---------------------------------------------------------------- Lists

  /** What one may see: ADMIN everybody, the others themselves. */
  private CompletableFuture<List<User>> visible(Call call) {
    SessionContext context = call.context();
    boolean all = context.access().allowsEverywhere(Right.ADMIN);
    return Futures.map(
        changes.list(call.transaction()),
        users ->
            users.stream().filter(user -> all || context.isUser(user.name(), user.id())).toList());
  }

  CompletableFuture<StatementResult> showUsers(Call call) {
    return Futures.map(visible(call), users -> ListResult.of(UserLists.users(users)));
  }

  CompletableFuture<StatementResult> showGrants(Call call, Statement.ShowGrants show) {
    Identifier wanted = show.user();
    return Futures.then(
        visible(call),
        users -> {
          List<User> shown =
              wanted == null
                  ? users
                  : users.stream().filter(user -> user.name().equals(wanted.name())).toList();
          if (wanted != null && shown.isEmpty()) {
            requireAdmin(call, "see the rights of others");
            throw EngineException.builder(
                    ErrorCode.UNDEFINED_USER, "user \"" + wanted + "\" does not exist")
                .at(wanted.offset())
                .build();
          }
          return Futures.map(
              UserLists.rightsOnGoneTables(
                  call.transaction(),
                  shown.stream().flatMap(user -> user.tableRights().stream()).toList()),
              gone -> ListResult.of(UserLists.grants(shown, gone)));
        });
  }

  // ---------------------------------------------------------------- Parts

  private static void requireAdmin(Call call, String what) {
    call.context().access().requireEverywhere(Right.ADMIN, what);
  }

  /** Made on a worker: it takes thousands of hashes. */
  private CompletableFuture<Optional<String>> verifier(Statement.@Nullable Password password) {
    Secret secret = password == null ? null : password.secret();
    if (secret == null) {
      return CompletableFuture.completedFuture(Optional.empty());
    }
    Passwords known = passwords;
    if (known == null) {
      throw new EngineException(ErrorCode.UNSUPPORTED, "this engine makes no users");
    }
    return CompletableFuture.supplyAsync(() -> Optional.of(known.verifierOf(secret)), worker);
  }

  private static CompletableFuture<StatementResult> nothing(CompletableFuture<?> done) {
    return Futures.map(done, changed -> ListResult.nothing());
  }

  /** Points at the user in the statement where a change could not. */
  private static <T> CompletableFuture<T> at(Identifier user, CompletableFuture<T> change) {
    return change.exceptionallyCompose(
        failure ->
            CompletableFuture.failedFuture(
                Futures.unwrap(failure) instanceof EngineException e
                        && e.offset() == EngineException.NO_OFFSET
                        && e.code().category() == ErrorCode.Category.USER
                    ? EngineException.builder(e.code(), String.valueOf(e.getMessage()))
                        .at(user.offset())
                        .hint(e.hint())
                        .build()
                    : failure));
  }
}
