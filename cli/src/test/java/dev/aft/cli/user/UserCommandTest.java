package dev.aft.cli.user;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

@SuppressWarnings("NullAway.Init") // JUnit fills the folder before the test
class UserCommandTest {
  private static final String STORAGE = "memory:user-command-test";

  @TempDir private Path folder;

  private static int run(String... arguments) {
    List<String> all = new ArrayList<>(List.of(arguments));
    all.add("--storage");
    all.add(STORAGE);
    return new CommandLine(new UserCommand()).execute(all.toArray(new String[0]));
  }

  private String file(String content) throws Exception {
    return Files.writeString(folder.resolve("password"), content).toString();
  }

  private static List<String> users(Connection connection) throws SQLException {
    List<String> users = new ArrayList<>();
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("SHOW USERS")) {
      while (rows.next()) {
        users.add(rows.getString(1) + " " + rows.getString(2));
      }
    }
    return users;
  }

  @Test
  void usersOfAStoreAreMadeListedAndDropped() throws Exception {
    try (Connection keepsTheStore = DriverManager.getConnection("jdbc:aft:" + STORAGE)) {
      assertEquals(0, run("add", "Root", "--password-file", file("secret\n")));
      assertEquals(0, run("add", "app", "--grant", "WRITE", "--password-file", file("pass")));
      assertEquals(List.of("Root ADMIN", "app WRITE"), users(keepsTheStore));
      assertEquals(0, run("list"));
      assertEquals(0, run("password", "app", "--password-file", file("other")));
      assertEquals(1, run("add", "app", "--password-file", file("pass")), "it exists");
      assertEquals(1, run("drop", "Root"), "it is the last with ADMIN");
      assertEquals(1, run("password", "nobody", "--password-file", file("x")));
      assertEquals(0, run("drop", "app"));
      assertEquals(List.of("Root ADMIN"), users(keepsTheStore));
    }
  }

  @Test
  void aPasswordThatCannotBeReadOrUsedMakesNoUser() throws Exception {
    try (Connection keepsTheStore = DriverManager.getConnection("jdbc:aft:" + STORAGE)) {
      assertEquals(1, run("add", "a", "--password-file", file("")));
      assertEquals(1, run("add", "a", "--password-file", file("x".repeat(1001))));
      assertEquals(1, run("add", "a", "--password-file", folder.resolve("none").toString()));
      assertEquals(List.of(), users(keepsTheStore));
    }
  }

  @Test
  void aSlipInTheAddressMakesNoStore() {
    Path slip = folder.resolve("slip");
    for (String command : List.of("list", "drop someone")) {
      List<String> all = new ArrayList<>(List.of(command.split(" ")));
      all.addAll(List.of("--storage", "rocksdb:" + slip));
      assertEquals(1, new CommandLine(new UserCommand()).execute(all.toArray(new String[0])));
    }
    assertFalse(Files.exists(slip));
    assertEquals(
        1, new CommandLine(new UserCommand()).execute("list", "--storage", "nothing:" + slip));
  }

  @Test
  void aWrongCommandIsExitCodeTwo() {
    assertEquals(2, run("add"));
    assertEquals(2, run("add", "a", "--grant", "EVERYTHING"));
    assertEquals(2, new CommandLine(new UserCommand()).execute());
  }

  @Test
  void noOptionTakesAPasswordItself() {
    CommandLine command = new CommandLine(new UserCommand());
    for (CommandLine sub : command.getSubcommands().values()) {
      String help = sub.getUsageMessage();
      assertFalse(help.contains("--password ") || help.contains("--password="), help);
      assertTrue(help.contains("--storage"), help);
    }
  }
}
