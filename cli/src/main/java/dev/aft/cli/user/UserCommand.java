package dev.aft.cli.user;

import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLWarning;
import java.sql.Statement;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code ./aft user}: makes, lists and drops users. */
@Command(
    name = "user",
    description = {
      "Makes, lists and drops users, on a running node or in a store that no node has open.",
      "The first user gets ADMIN; from then on everybody has to log in.",
      "Exit code: 0 done, 1 refused or not reached, 2 the command is wrong."
    },
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      UserCommand.Add.class,
      UserCommand.ListUsers.class,
      UserCommand.Password.class,
      UserCommand.Drop.class
    })
public final class UserCommand implements Runnable {
  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "name a command: add, list, password or drop");
  }

  /** A right that can be given to a new user. */
  enum Grant {
    READ,
    WRITE,
    ADMIN
  }

  @Command(name = "add", description = "Makes a user.", mixinStandardHelpOptions = true)
  static final class Add implements Callable<Integer> {
    @Parameters(paramLabel = "NAME")
    private String name = "";

    @Option(names = "--grant", description = "READ, WRITE or ADMIN on everything.")
    private @Nullable Grant grant;

    @Mixin private Target target = new Target();
    @Mixin private NewPassword password = new NewPassword();

    @Override
    public Integer call() {
      Optional<String> verifier = password.verifier(name);
      return verifier.isEmpty()
          ? 1
          : target.with(true, connection -> add(connection, verifier.get()));
    }

    private void add(Connection connection, String verifier) throws SQLException {
      connection.setAutoCommit(false);
      execute(connection, "CREATE USER " + quoted(name) + " PASSWORD '" + verifier + "'");
      if (grant != null) {
        execute(connection, "GRANT " + grant + " TO " + quoted(name));
      }
      connection.commit();
      say("user " + name + " is made");
    }
  }

  @Command(
      name = "list",
      description = "Lists users and their rights.",
      mixinStandardHelpOptions = true)
  static final class ListUsers implements Callable<Integer> {
    @Mixin private Target target = new Target();

    @Override
    public Integer call() {
      return target.with(
          false,
          connection -> {
            print(connection, "SHOW USERS");
            print(connection, "SHOW GRANTS");
          });
    }
  }

  @Command(
      name = "password",
      description = "Gives a user another password.",
      mixinStandardHelpOptions = true)
  static final class Password implements Callable<Integer> {
    @Parameters(paramLabel = "NAME")
    private String name = "";

    @Mixin private Target target = new Target();
    @Mixin private NewPassword password = new NewPassword();

    @Override
    public Integer call() {
      Optional<String> verifier = password.verifier(name);
      if (verifier.isEmpty()) {
        return 1;
      }
      return target.with(
          false,
          connection -> {
            execute(
                connection, "ALTER USER " + quoted(name) + " PASSWORD '" + verifier.get() + "'");
            say("user " + name + " has another password");
          });
    }
  }

  @Command(name = "drop", description = "Drops a user.", mixinStandardHelpOptions = true)
  static final class Drop implements Callable<Integer> {
    @Parameters(paramLabel = "NAME")
    private String name = "";

    @Mixin private Target target = new Target();

    @Override
    public Integer call() {
      return target.with(
          false,
          connection -> {
            execute(connection, "DROP USER " + quoted(name));
            say("user " + name + " is dropped");
          });
    }
  }

  // ---------------------------------------------------------------- Parts

  /** A name as it is written, upper and lower case included. */
  private static String quoted(String name) {
    return '"' + name.replace("\"", "\"\"") + '"';
  }

  private static void execute(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
      for (SQLWarning each = statement.getWarnings(); each != null; each = each.getNextWarning()) {
        say(String.valueOf(each.getMessage()));
      }
    }
  }

  private static void print(Connection connection, String query) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(query)) {
      int columns = rows.getMetaData().getColumnCount();
      StringBuilder line = new StringBuilder();
      for (int i = 1; i <= columns; i++) {
        line.append(i == 1 ? "" : "\t").append(rows.getMetaData().getColumnLabel(i));
      }
      say(line.toString());
      while (rows.next()) {
        line.setLength(0);
        for (int i = 1; i <= columns; i++) {
          String value = rows.getString(i);
          line.append(i == 1 ? "" : "\t").append(value == null ? "-" : value);
        }
        say(line.toString());
      }
      say("");
    }
  }

  private static void say(String line) {
    PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    out.printf(Locale.ROOT, "%s%n", line);
  }
}
