package dev.aft.session;

import dev.aft.engine.EngineException;
import dev.aft.engine.ErrorCode;
import dev.aft.engine.sql.ResultColumn;
import dev.aft.engine.sql.Row;
import dev.aft.engine.type.SqlType;
import dev.aft.grammar.Identifier;
import dev.aft.grammar.Statement;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** SET, SHOW, RESET, SET SCHEMA, DISCARD ALL and DEALLOCATE. */
final class SettingStatements {
  private static final List<ResultColumn> ALL_COLUMNS =
      List.of(text("name"), text("setting"), text("description"));

  private final SessionState session;

  SettingStatements(SessionState session) {
    this.session = session;
  }

  /** The statement, or null when it is none of these. */
  @Nullable RunnableStatement find(Statement statement) {
    if (statement instanceof Statement.SetVariable set) {
      return new ControlStatement(statement, List.of(), () -> set(set));
    } else if (statement instanceof Statement.ShowVariable show) {
      return show(show);
    } else if (statement instanceof Statement.ResetVariable reset) {
      return new ControlStatement(statement, List.of(), () -> reset(reset));
    } else if (statement instanceof Statement.SetSchema set) {
      return new ControlStatement(statement, List.of(), () -> setSchema(set.schema()));
    } else if (statement instanceof Statement.Discard) {
      return new ControlStatement(statement, List.of(), this::discardAll);
    } else if (statement instanceof Statement.Deallocate deallocate) {
      return new ControlStatement(statement, List.of(), () -> deallocate(deallocate.name()));
    }
    return null;
  }

  private static ResultColumn text(String label) {
    return new ResultColumn(label, SqlType.TEXT, null, 0);
  }

  private static Setting require(String name, int offset) {
    return Setting.find(name)
        .orElseThrow(
            () ->
                EngineException.builder(
                        ErrorCode.UNDEFINED_OBJECT,
                        "unrecognized configuration parameter \"" + name + "\"")
                    .at(offset)
                    .hint(
                        Setting.nearest(name)
                                .map(nearest -> "Did you mean \"" + nearest + "\"? ")
                                .orElse("")
                            + "SHOW ALL lists all.")
                    .build());
  }

  private CompletableFuture<RunnableStatement.Outcome> set(Statement.SetVariable set) {
    Setting setting = require(set.name(), set.offset());
    boolean local = set.scope() == Statement.SettingScope.LOCAL;
    if (local && !session.block().isExplicit()) {
      session.warn(
          ErrorCode.NO_ACTIVE_TRANSACTION, "SET LOCAL can only be used in transaction blocks");
    }
    // Makes sure that an implicit transaction is there to undo it, or to end what is local.
    session.block().current();
    String value = String.join(", ", set.values());
    if (set.values().isEmpty()) {
      session.variables().reset(setting, local);
    } else if (setting == Setting.TRANSACTION_READ_ONLY) {
      boolean readOnly = SessionVariables.canonical(setting, value).equals("on");
      session.block().setModes(readOnly, null);
    } else if (setting == Setting.TRANSACTION_ISOLATION) {
      session.block().setModes(null, SessionVariables.canonical(setting, value));
    } else if (setting == Setting.TIME_ZONE && isDefaultZone(value)) {
      session.variables().reset(setting, local);
    } else {
      session.variables().set(setting, value, local);
    }
    if (setting == Setting.STATEMENT_TIMEOUT
        && session.statementTimeoutMillis() != session.variables().statementTimeoutMillis()) {
      session.warn(
          ErrorCode.INVALID_PARAMETER_VALUE,
          "statement_timeout stays within the limit of the user: " + value(setting));
    }
    return ControlStatements.tag("SET");
  }

  private static boolean isDefaultZone(String value) {
    return value.equalsIgnoreCase("local") || value.equalsIgnoreCase("default");
  }

  private CompletableFuture<RunnableStatement.Outcome> reset(Statement.ResetVariable reset) {
    session.block().current();
    if (reset.name() == null) {
      session.variables().resetAll();
    } else {
      session.variables().reset(require(reset.name(), reset.offset()), false);
    }
    return ControlStatements.tag("RESET");
  }

  private RunnableStatement show(Statement.ShowVariable show) {
    if (show.name().equalsIgnoreCase("all")) {
      return new ControlStatement(
          show,
          ALL_COLUMNS,
          () ->
              ControlStatements.rows(
                  "SHOW",
                  Arrays.stream(Setting.values())
                      .map(s -> new Row(s.label(), value(s), s.description()))
                      .toList()));
    }
    Setting setting = require(show.name(), show.offset());
    return new ControlStatement(
        show,
        List.of(text(setting.label())),
        () -> ControlStatements.rows("SHOW", List.of(new Row(value(setting)))));
  }

  private String value(Setting setting) {
    return switch (setting) {
      case TRANSACTION_ISOLATION -> session.block().isolation();
      case TRANSACTION_READ_ONLY -> session.block().isReadOnly() ? "on" : "off";
      case STATEMENT_TIMEOUT -> statementTimeout();
      default -> session.variables().get(setting);
    };
  }

  private String statementTimeout() {
    long millis = session.statementTimeoutMillis();
    return millis == session.variables().statementTimeoutMillis()
        ? session.variables().get(Setting.STATEMENT_TIMEOUT)
        : SessionVariables.canonical(Setting.STATEMENT_TIMEOUT, millis + "ms");
  }

  private CompletableFuture<RunnableStatement.Outcome> setSchema(Identifier schema) {
    return Async.then(
        session.engine().schemaExists(session.block().current(), session.database(), schema.name()),
        session.executor(),
        exists -> {
          if (!exists) {
            throw EngineException.builder(
                    ErrorCode.INVALID_SCHEMA, "schema \"" + schema + "\" does not exist")
                .at(schema.offset())
                .build();
          }
          session
              .variables()
              .set(Setting.SEARCH_PATH, "\"" + schema.name().replace("\"", "\"\"") + "\"", false);
          return ControlStatements.tag("SET");
        });
  }

  private CompletableFuture<RunnableStatement.Outcome> discardAll() {
    if (session.block().isExplicit()) {
      throw new EngineException(
          ErrorCode.ACTIVE_TRANSACTION, "DISCARD ALL cannot run inside a transaction block");
    }
    session.block().current();
    session.portals().closeAll();
    session.portals().closeStatements();
    session.variables().resetAll();
    return ControlStatements.tag("DISCARD ALL");
  }

  private CompletableFuture<RunnableStatement.Outcome> deallocate(@Nullable Identifier name) {
    if (name == null) {
      session.portals().closeStatements();
      return ControlStatements.tag("DEALLOCATE ALL");
    }
    if (!session.portals().hasStatement(name.name())) {
      throw new EngineException(
          ErrorCode.UNDEFINED_STATEMENT,
          "prepared statement \"" + name.name() + "\" does not exist");
    }
    session.portals().closeStatement(name.name());
    return ControlStatements.tag("DEALLOCATE");
  }
}
