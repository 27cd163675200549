package dev.aft.session;

import dev.aft.protocol.Format;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A statement with its parameters, perhaps in the middle of its rows. Lives within a transaction.
 */
final class Portal {
  private final ServerStatement statement;
  private final @Nullable Object[] parameters;
  private final List<Format> resultFormats;
  private RunnableStatement.@Nullable Outcome outcome;
  private @Nullable RowStream stream;
  private boolean finished;

  Portal(ServerStatement statement, @Nullable Object[] parameters, List<Format> resultFormats) {
    this.statement = statement;
    this.parameters = parameters;
    this.resultFormats = resultFormats;
  }

  ServerStatement statement() {
    return statement;
  }

  @Nullable Object[] parameters() {
    return parameters;
  }

  List<Format> resultFormats() {
    return resultFormats;
  }

  /** What running gave; null before the first Execute. */
  RunnableStatement.@Nullable Outcome outcome() {
    return outcome;
  }

  void started(RunnableStatement.Outcome result) {
    this.outcome = result;
  }

  @Nullable RowStream stream() {
    return stream;
  }

  void streaming(RowStream rows) {
    this.stream = rows;
  }

  /** Whether all its rows have been sent. */
  boolean isFinished() {
    return finished;
  }

  void finish() {
    finished = true;
    stream = null;
  }
}
