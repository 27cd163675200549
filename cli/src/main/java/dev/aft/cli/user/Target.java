package dev.aft.cli.user;

import dev.aft.cli.login.LoginOptions;
import dev.aft.storage.spi.StorageException;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;
import java.util.concurrent.CompletionException;
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
        "Work on this store itself instead, while no node runs on it.",
        "A store on S3 or FoundationDB needs --take-over as well."
      })
  private @Nullable String storage;

  @Option(
      names = "--take-over",
      description = "Take the --storage from a node that may run on it: that node stops working.")
  private boolean takeOver;

  @Mixin private LoginOptions login = new LoginOptions();

  /**
   * Does something with a connection; whatever goes wrong is told, and is exit code 1.
   *
   * @param mayMake whether a store is made where there is none
   */
  int with(boolean mayMake, Action action) {
    if (storage != null) {
      Optional<String> refusal;
      try {
        refusal = StoreCheck.refusal(storage, mayMake, takeOver);
      } catch (StorageException | CompletionException e) {
        refusal = Optional.of(String.valueOf(e.getMessage()));
      }
      if (refusal.isPresent()) {
        System.err.println("aft: " + refusal.get());
        return 1;
      }
    }
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
