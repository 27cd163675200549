package dev.aft.engine.execute;

import dev.aft.engine.catalog.Catalog;
import dev.aft.engine.catalog.CatalogKeys;
import dev.aft.engine.catalog.TableDefinition;
import dev.aft.engine.future.Futures;
import dev.aft.engine.sql.ResultColumn;
import dev.aft.engine.sql.Right;
import dev.aft.engine.sql.Row;
import dev.aft.engine.sql.TableName;
import dev.aft.engine.transaction.Transaction;
import dev.aft.engine.type.SqlType;
import dev.aft.engine.user.TableRight;
import dev.aft.engine.user.User;
import dev.aft.engine.user.UserLimitOptions;
import dev.aft.engine.user.UserLimits;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/** The rows of SHOW USERS and SHOW GRANTS. */
final class UserLists {
  static final List<ResultColumn> USER_COLUMNS =
      List.of(
          column("user_name", SqlType.TEXT),
          column("right_on_everything", SqlType.TEXT),
          column("has_password", SqlType.BOOLEAN),
          column("connections", SqlType.INTEGER),
          column("statement_timeout", SqlType.TEXT),
          column("statement_memory", SqlType.TEXT));

  static final List<ResultColumn> GRANT_COLUMNS =
      List.of(
          column("user_name", SqlType.TEXT),
          column("granted", SqlType.TEXT),
          column("table_catalog", SqlType.TEXT),
          column("table_schema", SqlType.TEXT),
          column("table_name", SqlType.TEXT));

  private UserLists() {}

  private static ResultColumn column(String label, SqlType type) {
    return new ResultColumn(label, type, null, 0);
  }

  static List<Row> users(List<User> users) {
    List<Row> rows = new ArrayList<>();
    for (User user : users) {
      UserLimits limits = user.limits();
      Right right = user.right();
      rows.add(
          new Row(
              user.name(),
              right == null ? null : right.name(),
              user.verifier() != null,
              limits.connections() == 0 ? null : (Object) limits.connections(),
              limits.statementTimeoutMillis() == 0
                  ? null
                  : UserLimitOptions.time(limits.statementTimeoutMillis()),
              limits.statementMemory() == 0
                  ? null
                  : UserLimitOptions.memory(limits.statementMemory())));
    }
    return rows;
  }

  /**
   * @param gone rights that are on tables which do not exist any more
   */
  static List<Row> grants(List<User> users, List<TableRight> gone) {
    Set<TableRight> left = new HashSet<>(gone);
    List<Row> rows = new ArrayList<>();
    for (User user : users) {
      Right right = user.right();
      if (right != null) {
        rows.add(new Row(user.name(), right.name(), null, null, null));
      }
      for (TableRight each : user.tableRights()) {
        if (!left.contains(each)) {
          TableName table = each.table();
          rows.add(
              new Row(
                  user.name(),
                  each.right().name(),
                  table.database(),
                  table.schema(),
                  table.name()));
        }
      }
    }
    return rows;
  }

  /** Those rights whose table was dropped, also when another has its name now. */
  static CompletableFuture<List<TableRight>> rightsOnGoneTables(
      Transaction transaction, List<TableRight> rights) {
    return Futures.map(
        transaction.readMany(rights.stream().map(r -> CatalogKeys.table(r.table())).toList()),
        values -> {
          List<TableRight> gone = new ArrayList<>();
          for (int i = 0; i < rights.size(); i++) {
            TableRight right = rights.get(i);
            Optional<TableDefinition> table = Catalog.tableOf(right.table(), values.get(i));
            if (table.isEmpty() || table.get().id() != right.tableId()) {
              gone.add(right);
            }
          }
          return gone;
        });
  }
}
