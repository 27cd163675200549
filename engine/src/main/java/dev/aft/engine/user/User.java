package dev.aft.engine.user;

import dev.aft.engine.sql.Access;
import dev.aft.engine.sql.Right;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A user as the catalog holds it.
 *
 * @param id distinguishes it from an earlier user of the same name
 * @param verifier of the password, as PostgreSQL writes it; null for a user who cannot log in
 * @param right on everything; null for none
 * @param tableRights at most one for each table
 */
public record User(
    String name,
    long id,
    @Nullable String verifier,
    @Nullable Right right,
    List<TableRight> tableRights,
    UserLimits limits) {
  public User {
    tableRights = List.copyOf(tableRights);
  }

  /** Whether it can log in and do everything. */
  boolean isAbleAdmin() {
    return right == Right.ADMIN && verifier != null;
  }

  Access access() {
    Map<Long, Right> tables = new HashMap<>();
    tableRights.forEach(each -> tables.put(each.tableId(), each.right()));
    long memory = limits.statementMemory() == 0 ? Long.MAX_VALUE : limits.statementMemory();
    return new Access(right, tables, memory);
  }

  User withVerifier(@Nullable String newVerifier) {
    return new User(name, id, newVerifier, right, tableRights, limits);
  }

  User withRight(@Nullable Right newRight) {
    return new User(name, id, verifier, newRight, tableRights, limits);
  }

  User withTableRights(List<TableRight> newRights) {
    return new User(name, id, verifier, right, newRights, limits);
  }

  User withLimits(UserLimits newLimits) {
    return new User(name, id, verifier, right, tableRights, newLimits);
  }

  /** Without the verifier, which is nobody's business. */
  @Override
  public String toString() {
    return "User[name=" + name + ", right=" + right + "]";
  }
}
