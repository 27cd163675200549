package dev.aft.engine.user;

import dev.aft.engine.EngineException;
import dev.aft.engine.ErrorCode;
import dev.aft.engine.future.Futures;
import dev.aft.engine.sql.Right;
import dev.aft.engine.transaction.Transaction;
import dev.aft.storage.spi.Bytes;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.UnaryOperator;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Changes users within a transaction. Each change reads all users and writes one stamp anew, which
 * must be unchanged at commit: so what is checked here (that an ADMIN is left) still holds when the
 * change commits. Thread-safe.
 */
public final class UserChanges {
  private static final int MAX_USERS = 10_000;
  private static final int MAX_TABLE_RIGHTS = 1_000;
  private static final int MAX_NAME_LENGTH = 128;
  private static final byte STAMP_VERSION = 1;

  private final UserEntries entries;
  private final RandomGenerator random;
  private final @Nullable UserDirectory directory;

  /**
   * @param random gives ids
   * @param directory is refreshed before a commit that changed users is acknowledged; null for none
   */
  public UserChanges(Executor worker, RandomGenerator random, @Nullable UserDirectory directory) {
    this.entries = new UserEntries(worker);
    this.random = random;
    this.directory = directory;
  }

  /** All users, in order of their names. */
  public CompletableFuture<List<User>> list(Transaction transaction) {
    return entries.all(transaction);
  }

  /**
   * @return the user made, or nothing where IF NOT EXISTS made it harmless. The first user gets
   *     ADMIN
   */
  public CompletableFuture<Optional<User>> create(
      Transaction transaction,
      String name,
      boolean ifNotExists,
      @Nullable String verifier,
      UserLimits limits) {
    if (name.isEmpty() || name.length() > MAX_NAME_LENGTH || name.indexOf('\0') >= 0) {
      throw new EngineException(
          ErrorCode.LIMIT_EXCEEDED,
          "the name of a user must have 1 to " + MAX_NAME_LENGTH + " characters");
    }
    return Futures.map(
        read(transaction),
        users -> {
          if (users.containsKey(name)) {
            if (ifNotExists) {
              return Optional.empty();
            }
            throw new EngineException(
                ErrorCode.DUPLICATE_USER, "user \"" + name + "\" already exists");
          }
          if (users.size() >= MAX_USERS) {
            throw new EngineException(
                ErrorCode.LIMIT_EXCEEDED, "there can be at most " + MAX_USERS + " users");
          }
          Right right = users.isEmpty() ? firstRight(verifier) : null;
          User user = new User(name, random.nextLong(), verifier, right, List.of(), limits);
          write(transaction, user);
          return Optional.of(user);
        });
  }

  private static Right firstRight(@Nullable String verifier) {
    if (verifier == null) {
      throw EngineException.builder(
              ErrorCode.LAST_ADMIN, "the first user needs a password: nobody could log in")
          .hint("Use CREATE USER ... PASSWORD '...'.")
          .build();
    }
    return Right.ADMIN;
  }

  /**
   * @return false where IF EXISTS made it harmless
   */
  public CompletableFuture<Boolean> drop(Transaction transaction, String name, boolean ifExists) {
    return Futures.map(
        read(transaction),
        users -> {
          if (!users.containsKey(name)) {
            if (ifExists) {
              return false;
            }
            throw unknown(name);
          }
          users.remove(name);
          if (!users.isEmpty()) {
            requireAdmin(users);
          }
          transaction.delete(UserKeys.user(name));
          stamp(transaction);
          return true;
        });
  }

  /** Gives a user another password; null takes it away. */
  public CompletableFuture<User> setVerifier(
      Transaction transaction, String name, @Nullable String verifier) {
    return change(transaction, name, user -> user.withVerifier(verifier));
  }

  public CompletableFuture<User> setLimits(
      Transaction transaction, String name, UnaryOperator<UserLimits> limits) {
    return change(transaction, name, user -> user.withLimits(limits.apply(user.limits())));
  }

  /** Gives a right on everything, and what it contains; a greater one stays. */
  public CompletableFuture<User> grant(Transaction transaction, String name, Right right) {
    return change(
        transaction,
        name,
        user -> {
          Right had = user.right();
          return had != null && had.contains(right) ? user : user.withRight(right);
        });
  }

  /** Takes a right on everything, and those that contain it; lesser ones stay. */
  public CompletableFuture<User> revoke(Transaction transaction, String name, Right right) {
    return change(transaction, name, user -> user.withRight(without(user.right(), right)));
  }

  /**
   * Gives a right on a table.
   *
   * @param gone rights on tables that do not exist any more, which are forgotten
   */
  public CompletableFuture<User> grant(
      Transaction transaction, String name, TableRight given, List<TableRight> gone) {
    return change(
        transaction,
        name,
        user -> {
          List<TableRight> rights = new ArrayList<>(user.tableRights());
          rights.removeAll(gone);
          boolean contained =
              rights.stream()
                  .anyMatch(
                      r -> r.tableId() == given.tableId() && r.right().contains(given.right()));
          if (!contained) {
            rights.removeIf(r -> r.tableId() == given.tableId());
            rights.add(given);
          }
          requireRoom(rights);
          return user.withTableRights(rights);
        });
  }

  /** Takes a right on a table, and those that contain it; lesser ones stay. */
  public CompletableFuture<User> revoke(
      Transaction transaction, String name, long tableId, Right right) {
    return change(
        transaction,
        name,
        user -> {
          List<TableRight> rights = new ArrayList<>();
          for (TableRight each : user.tableRights()) {
            Right left = each.tableId() == tableId ? without(each.right(), right) : each.right();
            if (left != null) {
              rights.add(new TableRight(each.table(), each.tableId(), left));
            }
          }
          return user.withTableRights(rights);
        });
  }

  /** What is left of {@code had} without {@code taken}; null for nothing. */
  private static @Nullable Right without(@Nullable Right had, Right taken) {
    if (had == null || !had.contains(taken)) {
      return had;
    }
    return switch (taken) {
      case READ -> null;
      case WRITE -> Right.READ;
      case ADMIN -> Right.WRITE;
    };
  }

  private static void requireRoom(List<TableRight> rights) {
    if (rights.size() > MAX_TABLE_RIGHTS) {
      throw EngineException.builder(
              ErrorCode.LIMIT_EXCEEDED,
              "a user can have rights on at most " + MAX_TABLE_RIGHTS + " single tables")
          .hint("GRANT the right on everything.")
          .build();
    }
  }

  private CompletableFuture<User> change(
      Transaction transaction, String name, UnaryOperator<User> change) {
    return Futures.map(
        read(transaction),
        users -> {
          User user = users.get(name);
          if (user == null) {
            throw unknown(name);
          }
          User changed = change.apply(user);
          users.put(name, changed);
          if (user.isAbleAdmin() && !changed.isAbleAdmin()) {
            requireAdmin(users);
          }
          if (!changed.equals(user)) {
            write(transaction, changed);
          }
          return changed;
        });
  }

  private static void requireAdmin(Map<String, User> users) {
    if (users.values().stream().noneMatch(User::isAbleAdmin)) {
      throw new EngineException(
          ErrorCode.LAST_ADMIN, "the last user with ADMIN and a password must stay one");
    }
  }

  private static EngineException unknown(String name) {
    return new EngineException(ErrorCode.UNDEFINED_USER, "user \"" + name + "\" does not exist");
  }

  private CompletableFuture<Map<String, User>> read(Transaction transaction) {
    return Futures.then(
        entries.stamp(transaction),
        stamp -> {
          transaction.requireUnchanged(UserKeys.STAMP);
          return Futures.map(
              entries.all(transaction),
              users -> {
                Map<String, User> byName = new TreeMap<>();
                users.forEach(user -> byName.put(user.name(), user));
                return byName;
              });
        });
  }

  private void write(Transaction transaction, User user) {
    transaction.write(UserKeys.user(user.name()), UserCodec.encode(user));
    stamp(transaction);
  }

  private void stamp(Transaction transaction) {
    byte[] stamp = new byte[9];
    long value = random.nextLong();
    stamp[0] = STAMP_VERSION;
    for (int i = 0; i < 8; i++) {
      stamp[1 + i] = (byte) (value >>> (56 - 8 * i));
    }
    transaction.write(UserKeys.STAMP, Bytes.wrap(stamp));
    UserDirectory told = directory;
    if (told != null) {
      transaction.beforeAcknowledged(told::refresh);
    }
  }
}
