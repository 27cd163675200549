package dev.aft.cli.shell;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import org.jline.reader.EndOfFileException;
import org.jline.reader.LineReader;
import org.jline.reader.LineReaderBuilder;
import org.jline.reader.UserInterruptException;
import org.jline.terminal.Terminal;
import org.jline.terminal.TerminalBuilder;

/** The loop on a terminal: editing, history in {@code ~/.aft_history}, completion, Ctrl-C. */
final class InteractiveShell {
  private final Shell shell;
  private final String url;

  InteractiveShell(Shell shell, String url) {
    this.shell = shell;
    this.url = url;
  }

  int run() throws IOException {
    try (Terminal terminal = TerminalBuilder.builder().system(true).build()) {
      terminal.handle(Terminal.Signal.INT, signal -> shell.cancel());
      LineReader reader = reader(terminal);
      greet();
      StringBuilder pending = new StringBuilder();
      while (!shell.isQuit()) {
        try {
          accept(reader.readLine(prompt(pending)), pending);
        } catch (UserInterruptException e) {
          pending.setLength(0);
        } catch (EndOfFileException e) {
          break;
        }
      }
    }
    return 0;
  }

  private LineReader reader(Terminal terminal) {
    return LineReaderBuilder.builder()
        .terminal(terminal)
        .parser(new PlainWords())
        .completer(new SqlCompleter(shell::connection))
        .variable(LineReader.HISTORY_FILE, Path.of(System.getProperty("user.home"), ".aft_history"))
        .option(LineReader.Option.DISABLE_EVENT_EXPANSION, true)
        .option(LineReader.Option.CASE_INSENSITIVE, true)
        .build();
  }

  private void greet() {
    String product = "AFT";
    try {
      product = "AFT " + shell.connection().getMetaData().getDatabaseProductVersion();
    } catch (SQLException e) {
      shell.out().println("(the node does not tell its version: " + e.getMessage() + ")");
    }
    shell.out().println(product + " at " + url);
    shell.out().println("Statements end with ';'.  \\? for help, \\q to quit.");
    shell.out().flush();
  }

  private static String prompt(StringBuilder pending) {
    if (pending.toString().isBlank()) {
      return "aft> ";
    }
    return StatementSplitter.split(pending.toString()).insideToken() ? "  '> " : "  -> ";
  }

  private void accept(String line, StringBuilder pending) {
    if (pending.toString().isBlank() && line.strip().startsWith("\\")) {
      shell.command(line.strip());
      return;
    }
    pending.append(line).append('\n');
    StatementSplitter.Split split = StatementSplitter.split(pending.toString());
    pending.setLength(0);
    pending.append(split.rest());
    split.statements().forEach(shell::execute);
  }
}
