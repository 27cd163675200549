package dev.aft.conformance.frameworks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DatabaseMetaData;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import sqlline.SqlLine;

/** The command line of sqlline, every command of it. */
@SuppressWarnings("NullAway.Init") // JUnit fills the folder before the test
class SqllineIT extends OneNode {
  /** They need an editor, the user's files or a class of the user. */
  private static final Set<String> ELSEWHERE =
      Set.of("appconfig", "commandhandler", "prompthandler", "manual", "history", "rerun", "save");

  @TempDir private static Path folder;

  @BeforeAll
  static void tables() throws SQLException {
    execute(
        "CREATE TABLE customer (id UUID PRIMARY KEY, name TEXT NOT NULL, born DATE)",
        "CREATE TABLE line (doc INTEGER, nr INTEGER, amount DECIMAL(10,2), PRIMARY KEY (doc, nr))",
        "INSERT INTO line VALUES (1, 1, 9.5), (1, 2, 0.5)");
  }

  private record Session(String output, String errors) {}

  private static Session run(String... lines) throws IOException {
    ByteArrayOutputStream output = new ByteArrayOutputStream();
    ByteArrayOutputStream errors = new ByteArrayOutputStream();
    SqlLine sqlLine = new SqlLine();
    sqlLine.setOutputStream(new PrintStream(output, true, StandardCharsets.UTF_8));
    sqlLine.setErrorStream(new PrintStream(errors, true, StandardCharsets.UTF_8));
    Path script = Files.createTempFile(folder, "commands", ".sql");
    Files.write(script, List.of(lines));
    String[] arguments = {
      "-u", url, "-n", "ann", "-p", "secret", "--color=false", "--force=true", "--run=" + script
    };
    sqlLine.begin(arguments, InputStream.nullInputStream(), false);
    return new Session(
        output.toString(StandardCharsets.UTF_8), errors.toString(StandardCharsets.UTF_8));
  }

  private static Session requireNoError(String... lines) throws IOException {
    Session session = run(lines);
    String all = session.output() + session.errors();
    assertFalse(
        all.lines().anyMatch(line -> line.matches("(Error:|Unknown command|\\S*Exception).*")),
        all);
    return session;
  }

  /** Runs a script of commands; returns what it said. */
  private static String output(String... lines) throws IOException {
    Session session = requireNoError(lines);
    return session.output() + session.errors();
  }

  @Test
  void theSchemaIsShown() throws IOException {
    String output =
        output(
            "!set maxWidth 500",
            "!tables",
            "!schemas",
            "!columns line",
            "!describe line",
            "!describe tables",
            "!primarykeys line",
            "!indexes line",
            "!importedkeys line",
            "!exportedkeys line",
            "!procedures",
            "!typeinfo",
            "!dbinfo",
            "!rehash");
    assertTrue(output.contains("customer") && output.contains("amount"), output);
    assertTrue(output.contains("line_pkey"), output);
    assertTrue(output.contains("DECIMAL") || output.contains("numeric"), output);
  }

  @Test
  void statementsTransactionsAndBatchesRun() throws IOException, SQLException {
    String output =
        output(
            "!autocommit off",
            "INSERT INTO line VALUES (2, 1, 1);",
            "!commit",
            "INSERT INTO line VALUES (3, 1, 1);",
            "!rollback",
            "!autocommit on",
            "!batch",
            "INSERT INTO line VALUES (4, 1, 1);",
            "INSERT INTO line VALUES (4, 2, 1);",
            "!batch",
            "!sql SELECT COUNT(*) AS twenty FROM line WHERE doc = 2;",
            "!nativesql SELECT {d '2024-01-01'}",
            "!native SELECT {fn UCASE('a')}",
            "!isolation TRANSACTION_REPEATABLE_READ",
            "!isolation TRANSACTION_READ_COMMITTED",
            "!readonly on",
            "!readonly off",
            "!all SELECT 1;");
    assertTrue(output.contains("twenty"), output);
    assertEquals(1, number("SELECT COUNT(*) FROM line WHERE doc = 2"));
    assertEquals(0, number("SELECT COUNT(*) FROM line WHERE doc = 3"));
    assertEquals(2, number("SELECT COUNT(*) FROM line WHERE doc = 4"));
  }

  @Test
  void everyOutputFormatShowsRows() throws IOException {
    for (String format :
        List.of(
            "table", "vertical", "csv", "tsv", "xmlattrs", "xmlelements", "json", "ansiconsole")) {
      String output =
          output(
              "!outputformat " + format, "SELECT nr, amount FROM line WHERE doc = 1 ORDER BY nr;");
      assertTrue(output.contains("9.5"), format + ": " + output);
    }
  }

  @Test
  void connectionsFilesAndSettingsAreHandled() throws IOException {
    Path record = folder.resolve("record");
    Path script = folder.resolve("script.sql");
    Path saved = folder.resolve("saved.sql");
    Path properties = folder.resolve("connection.properties");
    Files.writeString(script, "-- a comment\nSELECT 'from the script';\n!set\n");
    Files.writeString(
        properties, "url=" + url + "\ndriver=dev.aft.driver.AftDriver\nuser=u\npassword=p\n");
    String output =
        output(
            "!record " + record,
            "!run " + script,
            "!record",
            "!script " + saved,
            "SELECT 1;",
            "!script",
            "!connect " + url + " bob secret dev.aft.driver.AftDriver",
            "!nickname second",
            "!list",
            "!go 0",
            "!reconnect",
            "!properties " + properties,
            "!brief",
            "!verbose",
            "!brief",
            "!set maxWidth 200",
            "!reset maxWidth",
            "!set isolation TRANSACTION_REPEATABLE_READ",
            "!set connectInteractionMode notAskCredentials",
            "!set confirm false",
            "!resize",
            "!rereadconfconnections",
            "!showconfconnections",
            "!help",
            "!help tables",
            "!scan",
            "!close",
            "!closeall");
    assertTrue(output.contains("from the script"), output);
    assertTrue(output.contains("dev.aft.driver.AftDriver"), output);
    assertTrue(Files.readString(record).contains("from the script"));
    assertTrue(Files.readString(saved).contains("SELECT 1"));
  }

  @Test
  void everyAnswerOfTheMetadataIsShown() throws IOException {
    String[] commands =
        Arrays.stream(DatabaseMetaData.class.getMethods())
            .filter(method -> method.getParameterCount() == 0)
            .filter(method -> !Modifier.isStatic(method.getModifiers()))
            .map(Method::getName)
            .sorted()
            .map(name -> "!metadata " + name)
            .toArray(String[]::new);
    assertTrue(commands.length > 100);
    // What the names of features and limits are full of is no error.
    Session session = run(commands);
    assertEquals(
        "",
        session
            .errors()
            .lines()
            .filter(line -> line.contains("Error"))
            .collect(Collectors.joining()));
    assertTrue(session.output().contains("AFT"), session.output());
  }

  @Test
  void callsAreRefusedAndTheSessionGoesOn() throws IOException {
    Session session = run("!call {call f()}", "SELECT 'still here';", "!dropall");
    assertTrue(
        session.errors().contains("HYC00") || session.errors().contains("0A000"), session.errors());
    assertTrue(session.output().contains("still here"), session.output());
  }

  @Test
  void noCommandIsForgotten() throws IOException {
    Set<String> tested = new TreeSet<>(ELSEWHERE);
    tested.add("quit");
    String source =
        Files.readString(Path.of("src/test/java/dev/aft/conformance/frameworks/SqllineIT.java"));
    Matcher command = Pattern.compile("\"!(\\w+)").matcher(source);
    while (command.find()) {
      tested.add(command.group(1));
    }
    Set<String> missing = new TreeSet<>(commands());
    // A long name has no space before its description.
    missing.removeIf(name -> tested.stream().anyMatch(name::startsWith));
    assertEquals(Set.of(), missing);
  }

  /** The first name of each command, as {@code !help} lists them. */
  private static List<String> commands() throws IOException {
    return run("!help")
        .output()
        .lines()
        .filter(line -> line.matches("^!\\w+.*"))
        .map(line -> line.split("[\\s]+", -1)[0].substring(1).toLowerCase(java.util.Locale.ROOT))
        .toList();
  }
}
