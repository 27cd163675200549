package dev.aft.cli.shell;

import dev.aft.cli.ambient.Ambient;
import dev.aft.cli.login.LoginOptions;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code ./aft sql [URL]}: the shell, interactive on a terminal, else reading a script. */
@Command(
    name = "sql",
    description = "Opens an SQL shell on a node or an embedded store.",
    mixinStandardHelpOptions = true)
public final class SqlCommand implements Callable<Integer> {
  @Parameters(
      arity = "0..1",
      paramLabel = "URL",
      defaultValue = "jdbc:aft://127.0.0.1:7654/aft",
      description = "JDBC URL; default: ${DEFAULT-VALUE}.")
  private String url = "";

  @Option(
      names = {"-e", "--execute"},
      paramLabel = "SQL",
      description = "Run these statements and exit; may be repeated.")
  private List<String> statements = new ArrayList<>();

  @Option(
      names = {"-f", "--file"},
      paramLabel = "FILE",
      description = "Run the statements of a file and exit; may be repeated.")
  private List<Path> files = new ArrayList<>();

  @Option(names = "--format", description = "box, tsv or csv; default: box.")
  private @Nullable String format;

  @Mixin private LoginOptions login = new LoginOptions();

  @Option(
      names = "--continue",
      description = "Go on after an error in a script instead of stopping.")
  private boolean continueOnError;

  /** A text of statements, and what to call it in an error. */
  private record Script(String name, String text) {}

  @Override
  public Integer call() throws IOException {
    PrintWriter out = new PrintWriter(System.out, false, StandardCharsets.UTF_8);
    PrintWriter errors = new PrintWriter(System.err, true, StandardCharsets.UTF_8);
    TableFormatter.Style style;
    try {
      style = style();
    } catch (IllegalArgumentException e) {
      errors.println("aft: unknown format '" + format + "'; use box, tsv or csv");
      return 2;
    }
    try {
      return run(login.connect(url), style, out, errors);
    } catch (SQLException e) {
      errors.println("aft: cannot connect to " + url + ": " + e.getMessage());
      if (url.startsWith("jdbc:aft://") && String.valueOf(e.getSQLState()).startsWith("08")) {
        errors.println("aft: is a node running there? ./aft server starts one");
      }
      return 1;
    } finally {
      out.flush();
    }
  }

  private int run(Connection first, TableFormatter.Style style, PrintWriter out, PrintWriter errors)
      throws IOException, SQLException {
    try (Connection connection = first) {
      Shell shell = new Shell(connection, out, errors, style, Ambient::nanoTime);
      boolean scripted = !statements.isEmpty() || !files.isEmpty() || !onTerminal();
      if (!scripted) {
        shell.reconnectWith(this::connectAgain);
        return new InteractiveShell(shell, url).run();
      }
      for (Script script : scripts()) {
        if (!shell.runScript(script.text(), continueOnError)) {
          errors.println("aft: stopped at the error in " + script.name());
          return 1;
        }
      }
      return shell.sawError() ? 1 : 0;
    }
  }

  private Connection connectAgain() throws SQLException {
    try {
      return login.connect(url);
    } catch (IOException e) {
      throw new SQLException("cannot read the password: " + e.getMessage(), "28P01", e);
    }
  }

  /** The launcher knows; Java tells a terminal from a pipe only since 22. */
  private static boolean onTerminal() {
    return "yes".equals(System.getenv("AFT_TERMINAL"));
  }

  private TableFormatter.Style style() {
    return format == null
        ? TableFormatter.Style.BOX
        : TableFormatter.Style.valueOf(format.toUpperCase(java.util.Locale.ROOT));
  }

  private List<Script> scripts() throws IOException {
    List<Script> scripts = new ArrayList<>();
    for (String statement : statements) {
      scripts.add(new Script("-e", statement));
    }
    for (Path file : files) {
      scripts.add(new Script(file.toString(), Files.readString(file)));
    }
    if (scripts.isEmpty()) {
      scripts.add(new Script("standard input", standardInput()));
    }
    return scripts;
  }

  private static String standardInput() throws IOException {
    StringBuilder text = new StringBuilder();
    BufferedReader reader =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    char[] chunk = new char[8_192];
    for (int length = reader.read(chunk); length >= 0; length = reader.read(chunk)) {
      text.append(chunk, 0, length);
    }
    return text.toString();
  }
}
