package dev.aft.driver;

import dev.aft.protocol.BackendMessage;
import dev.aft.protocol.CommandTag;
import dev.aft.protocol.Diagnostics;
import dev.aft.protocol.Values;
import java.sql.SQLWarning;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Sorts the answers of one round trip into the outcomes of its statements. */
final class ResultCollector implements ResponseHandler {
  /** What the server says of a statement it has prepared; no columns when it has no result. */
  record Description(List<Integer> parameterTypes, @Nullable Columns columns) {}

  private final List<StatementOutcome> outcomes = new ArrayList<>(1);
  private @Nullable Columns columns;
  private @Nullable List<Values> rows;
  private @Nullable SQLWarning warnings;
  private @Nullable List<Integer> parameters;
  private final List<Description> descriptions = new ArrayList<>(0);
  private int parsed;

  private boolean repeatable;
  private @Nullable Diagnostics failure;

  ResultCollector() {
    this(null);
  }

  /**
   * @param knownColumns of statements that are not described again; null when they have no result
   */
  ResultCollector(@Nullable Columns knownColumns) {
    this.columns = knownColumns;
  }

  @Override
  public void on(BackendMessage message) {
    if (message instanceof BackendMessage.DataRow row) {
      add(row.values());
    } else if (message instanceof BackendMessage.CommandComplete complete) {
      finish(Math.max(0, CommandTag.rows(complete.tag())), false);
    } else if (message instanceof BackendMessage.PortalSuspended) {
      finish(0, true);
    } else if (message instanceof BackendMessage.EmptyQueryResponse) {
      finish(0, false);
    } else if (message instanceof BackendMessage.RowDescription description) {
      describe(new Columns(description.fields()));
    } else if (message instanceof BackendMessage.NoData) {
      describe(null);
    } else if (message instanceof BackendMessage.ParameterDescription description) {
      parameters = description.types();
    } else if (message instanceof BackendMessage.ParseComplete) {
      parsed++;
    } else if (message instanceof BackendMessage.NoticeResponse notice) {
      warn(SqlErrors.warning(notice.diagnostics()));
    }
  }

  private void finish(long updateCount, boolean suspended) {
    List<Values> all = rows == null ? List.of() : rows;
    outcomes.add(new StatementOutcome(columns, all, updateCount, suspended));
    rows = null;
  }

  private void add(Values row) {
    List<Values> all = rows;
    if (all == null) {
      all = new ArrayList<>(1);
      rows = all;
    }
    all.add(row);
  }

  /** A statement's description is its parameters and then its columns; a portal's is the latter. */
  private void describe(@Nullable Columns described) {
    columns = described;
    List<Integer> types = parameters;
    if (types != null) {
      descriptions.add(new Description(types, described));
      parameters = null;
    }
  }

  private void warn(SQLWarning warning) {
    SQLWarning first = warnings;
    if (first == null) {
      warnings = warning;
    } else {
      first.setNextWarning(warning);
    }
  }

  @Override
  public boolean isRepeatable() {
    return repeatable;
  }

  @Override
  public void failed(Diagnostics error) {
    failure = error;
  }

  /** Why what was sent ahead failed, if it did. */
  @Nullable Diagnostics failure() {
    return failure;
  }

  void setRepeatable(boolean repeatable) {
    this.repeatable = repeatable;
  }

  List<StatementOutcome> outcomes() {
    return outcomes;
  }

  /** The statements described, in the order in which they were. */
  List<Description> descriptions() {
    return descriptions;
  }

  int parsed() {
    return parsed;
  }

  @Nullable SQLWarning warnings() {
    return warnings;
  }
}
