package dev.aft.cli.user;

import dev.aft.cli.login.LoginOptions;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Where the users are: on a running node, or in a store that no node has open. */
final class Target {
  @Option(
      names = "--url",
      paramLabel = "URL",
      defaultValue = "jdbc:aft://127.0.0.1:7654/aft",
      description = "JDBC URL of a running node; default: ${DEFAULT-VALUE}.")
  private String url = "";

  @Option(
      names = "--storage",
      paramLabel = "URI",
      description = {
        "Work on this store itself instead, while no node runs on it:",
        "a node on S3 or FoundationDB would lose its store to this command."
      })
  private @Nullable String storage;

  @Mixin private LoginOptions login = new LoginOptions();

  /** Does something with a connection; whatever goes wrong is told, and is exit code 1. */
  int with(Action action) {
    try (Connection connection = connect()) {
      action.run(connection);
      return 0;
    } catch (SQLException e) {
      System.err.println("aft: " + e.getMessage());
      return 1;
    } catch (IOException e) {
      System.err.println("aft: cannot read a password: " + e.getMessage());
      return 1;
    }
  }

  private Connection connect() throws SQLException, IOException {
    return login.connect(storage == null ? url : "jdbc:aft:" + storage);
  }

  /** What is to be done. */
  interface Action {
    void run(Connection connection) throws SQLException;
  }
}
