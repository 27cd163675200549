package dev.aft.cli.shell;

import java.io.PrintWriter;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLWarning;
import java.sql.Statement;
import java.util.Locale;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Runs statements and backslash commands and prints what comes back. Used by one thread; {@link
 * #cancel} by any.
 */
final class Shell {
  /** Opens another connection to the same node. */
  interface Reconnect {
    Connection open() throws SQLException;
  }

  private volatile Connection connection;
  private @Nullable Reconnect reconnect;
  private final PrintWriter out;
  private final PrintWriter errors;
  private final TableFormatter.Style style;
  private final LongSupplier nanoTime;
  private boolean timing;
  private boolean sawError;
  private boolean quit;
  private volatile @Nullable Statement running;

  Shell(
      Connection connection,
      PrintWriter out,
      PrintWriter errors,
      TableFormatter.Style style,
      LongSupplier nanoTime) {
    this.connection = connection;
    this.out = out;
    this.errors = errors;
    this.style = style;
    this.nanoTime = nanoTime;
  }

  /**
   * From now on a statement after a lost connection opens another, as a person at a prompt wants.
   */
  void reconnectWith(Reconnect newReconnect) {
    reconnect = newReconnect;
  }

  /** Not for scripts: what follows could be the rest of a transaction that is gone. */
  private void requireConnection() throws SQLException {
    Reconnect open = reconnect;
    if (open != null && connection.isClosed()) {
      connection = open.open();
      errors.println(
          "The connection was lost, and a transaction under way with it; connected again.");
    }
  }

  Connection connection() {
    return connection;
  }

  PrintWriter out() {
    return out;
  }

  boolean sawError() {
    return sawError;
  }

  boolean isQuit() {
    return quit;
  }

  /**
   * Runs every statement of {@code text}; a last one without semicolon too. Lines that start with a
   * backslash between statements are commands.
   *
   * @return false when it stopped at an error
   */
  boolean runScript(String text, boolean continueOnError) {
    StringBuilder pending = new StringBuilder();
    for (String line : text.split("\n", -1)) {
      if (pending.toString().isBlank() && line.strip().startsWith("\\")) {
        pending.setLength(0);
        if (!command(line.strip()) && !continueOnError) {
          return false;
        }
      } else {
        pending.append(line).append('\n');
        StatementSplitter.Split split = StatementSplitter.split(pending.toString());
        pending.setLength(0);
        pending.append(split.rest());
        for (String statement : split.statements()) {
          if (!execute(statement) && !continueOnError) {
            return false;
          }
        }
      }
      if (quit) {
        return true;
      }
    }
    String rest = pending.toString().strip();
    return rest.isEmpty() || execute(rest) || continueOnError;
  }

  /** Runs one statement; prints its result or its error. */
  boolean execute(String sql) {
    long started = nanoTime.getAsLong();
    try {
      requireConnection();
      return run(sql, started);
    } catch (SQLException e) {
      error(e);
      return false;
    } finally {
      running = null;
      out.flush();
    }
  }

  private boolean run(String sql, long started) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      running = statement;
      boolean isResult = statement.execute(sql);
      print(statement, isResult, sql);
      warnings(statement.getWarnings());
      if (timing) {
        out.printf(Locale.ROOT, "Time: %.3f ms%n", (nanoTime.getAsLong() - started) / 1e6);
      }
      return true;
    }
  }

  /** Stops the statement under way, if there is one. */
  void cancel() {
    Statement statement = running;
    if (statement != null) {
      try {
        statement.cancel();
      } catch (SQLException e) {
        error(e);
      }
    }
  }

  private void print(Statement statement, boolean isResult, String sql) throws SQLException {
    if (isResult) {
      try (ResultSet result = statement.getResultSet()) {
        printResult(result);
      }
      return;
    }
    int count = statement.getUpdateCount();
    if (style == TableFormatter.Style.BOX) {
      out.println(
          changesRows(sql) ? count + (count == 1 ? " row changed" : " rows changed") : "OK");
    }
  }

  private void printResult(ResultSet result) throws SQLException {
    long rows = new TableFormatter(out, style).print(result);
    if (style == TableFormatter.Style.BOX) {
      out.println(rows == 1 ? "(1 row)" : "(" + rows + " rows)");
    }
  }

  private static boolean changesRows(String sql) {
    String upper = sql.stripLeading().toUpperCase(Locale.ROOT);
    return upper.startsWith("INSERT")
        || upper.startsWith("UPSERT")
        || upper.startsWith("UPDATE")
        || upper.startsWith("DELETE")
        || upper.startsWith("PUT")
        || upper.startsWith("DEL");
  }

  private void warnings(@Nullable SQLWarning first) {
    for (SQLWarning warning = first; warning != null; warning = warning.getNextWarning()) {
      errors.println("WARNING: " + warning.getMessage());
    }
  }

  private void error(SQLException e) {
    sawError = true;
    out.flush();
    String state = e.getSQLState() == null ? "" : " [" + e.getSQLState() + "]";
    errors.println("ERROR" + state + ": " + e.getMessage());
  }

  /** Runs a backslash command. */
  boolean command(String line) {
    String[] words = line.split("\\s+", 2);
    String argument = words.length > 1 ? words[1].strip() : "";
    switch (words[0]) {
      case "\\q" -> quit = true;
      case "\\?", "\\h" -> help();
      case "\\timing" -> {
        timing = argument.isEmpty() ? !timing : argument.equalsIgnoreCase("on");
        out.println("Timing is " + (timing ? "on." : "off."));
      }
      case "\\d", "\\dt" -> {
        return execute(argument.isEmpty() ? "SHOW TABLES" : "DESCRIBE " + argument);
      }
      case "\\dn" -> {
        return execute("SHOW SCHEMAS");
      }
      case "\\l" -> {
        return execute("SHOW DATABASES");
      }
      default -> {
        sawError = true;
        errors.println("unknown command " + words[0] + "; \\? lists the commands");
        return false;
      }
    }
    out.flush();
    return true;
  }

  private void help() {
    out.print(
        """
        Statements end with a semicolon and may span lines.
          \\d [TABLE]       list tables, or the columns of one
          \\dn              list schemas
          \\l               list databases
          \\timing [on|off] show how long each statement takes
          \\q               quit (also Ctrl-D)
        Ctrl-C stops a running statement. SQL reference: docs/sql-reference.md
        """);
  }
}
