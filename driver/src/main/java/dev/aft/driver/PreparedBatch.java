package dev.aft.driver;

import dev.aft.protocol.Format;
import dev.aft.protocol.FrontendMessage;
import dev.aft.protocol.Values;
import dev.aft.protocol.ValuesBuilder;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The executions that the rows of a prepared statement's batch make. One use each. */
final class PreparedBatch {
  private final StatementPlan plan;
  private final List<ParameterRow> rows;
  private final ValuesBuilder builder;
  private final List<ServerStatement> fresh = new ArrayList<>(1);
  private final List<BatchSource.Item> items = new ArrayList<>();
  private @Nullable Columns known;
  private int largest = 1;

  private record Execution(
      ServerStatement server, boolean first, List<Format> formats, Values values, int rows)
      implements BatchSource.Item {
    @Override
    public void addTo(List<FrontendMessage> messages) {
      if (first) {
        messages.add(server.parse());
        messages.add(server.describe());
      }
      messages.add(
          new FrontendMessage.Bind("", server.name(), formats, values, Messages.BINARY_RESULTS));
      messages.add(Messages.EXECUTE_ALL);
    }
  }

  PreparedBatch(StatementPlan plan, List<ParameterRow> rows, ValuesBuilder builder) {
    this.plan = plan;
    this.rows = rows;
    this.builder = builder;
  }

  /** Lays out the executions. The caller holds the wire until they are done. */
  List<BatchSource.Item> items() throws SQLException {
    if (rows.isEmpty()) {
      return items;
    }
    ParameterRow types = typesOf(rows);
    largest = InsertGroups.sizeFor(rows.size());
    int next = 0;
    while (next < rows.size()) {
      next += addNext(next, types);
    }
    return items;
  }

  /** Adds the largest group that can begin with a row; returns how many rows it has. */
  private int addNext(int from, ParameterRow types) throws SQLException {
    for (int size = largest; size > 1; size = InsertGroups.below(size)) {
      if (addGroup(from, size, types)) {
        return size;
      }
    }
    ParameterRow row = rows.get(from);
    add(plan, row.hasTypesOf(types) ? types : row, row, row.encode(builder), 1);
    return 1;
  }

  private boolean addGroup(int from, int size, ParameterRow types) throws SQLException {
    StatementPlan groups = plan.groups(size);
    if (groups == null) {
      largest = InsertGroups.below(size);
      return false;
    }
    int end = from + size;
    if (end > rows.size() || !haveTypes(rows.subList(from, end), types)) {
      return false;
    }
    ParameterRow joined = ParameterRow.joined(rows.subList(from, end), types);
    Values values = joined.encode(builder);
    if (values.encoded().length > InsertGroups.MOST_BYTES) {
      largest = InsertGroups.below(size);
      return false;
    }
    add(groups, joined, joined, values, size);
    return true;
  }

  private static boolean haveTypes(List<ParameterRow> group, ParameterRow types) {
    for (ParameterRow row : group) {
      if (!row.hasTypesOf(types)) {
        return false;
      }
    }
    return true;
  }

  private void add(
      StatementPlan by, ParameterRow types, ParameterRow row, Values values, int count) {
    ServerStatement server = by.statementFor(types);
    boolean first = !server.isPrepared() && !fresh.contains(server);
    if (first) {
      fresh.add(server);
    } else if (server.isPrepared()) {
      known = server.columns();
    }
    items.add(new Execution(server, first, row.formats(), values, count));
  }

  /** The first row, its nulls typed by the rows after it, so that one statement serves them all. */
  private static ParameterRow typesOf(List<ParameterRow> rows) {
    ParameterRow merged = rows.get(0);
    for (int i = 1; i < rows.size() && merged.hasNull(); i++) {
      merged = merged.withTypesOf(rows.get(i));
    }
    return merged;
  }

  /** What the results look like, where the server has told it before. */
  @Nullable Columns knownColumns() {
    return known;
  }

  void markPrepared(ResultCollector collector) {
    plan.markPrepared(fresh, collector);
  }
}
