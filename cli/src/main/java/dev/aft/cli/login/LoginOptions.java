package dev.aft.cli.login;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Properties;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options by which a command logs in, and the connection that it gets. */
public final class LoginOptions {
  private static final String PASSWORD_VARIABLE = "AFT_PASSWORD";

  @Option(
      names = {"-u", "--user"},
      description = "User to log in as.")
  private @Nullable String user;

  @Option(
      names = "--login-password-file",
      paramLabel = "FILE",
      description =
          "File whose first line is the password to log in with; - for standard input. Without it"
              + " the variable AFT_PASSWORD is taken, or the password is asked for.")
  private @Nullable Path passwordFile;

  /** What was typed, for later connections of the same command. */
  private @Nullable String typed;

  /**
   * Connects; asks for the password when the node wants one and nothing else has it.
   *
   * @throws IOException when the password file cannot be read
   */
  public Connection connect(String url) throws SQLException, IOException {
    String password = known();
    try {
      return open(url, password);
    } catch (SQLException e) {
      boolean refused = String.valueOf(e.getSQLState()).startsWith("28");
      if (!refused || password != null || !PasswordInput.hasKeyboard()) {
        throw e;
      }
      typed = PasswordInput.ask("Password" + (user == null ? "" : " of " + user) + ": ");
      return open(url, typed);
    }
  }

  private @Nullable String known() throws IOException {
    if (typed == null && passwordFile != null) {
      typed = PasswordInput.ofFile(passwordFile);
    }
    return typed != null ? typed : System.getenv(PASSWORD_VARIABLE);
  }

  private Connection open(String url, @Nullable String password) throws SQLException {
    Properties properties = new Properties();
    if (user != null) {
      properties.setProperty("user", user);
    }
    if (password != null) {
      properties.setProperty("password", password);
    }
    return DriverManager.getConnection(url, properties);
  }
}
