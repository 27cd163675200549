package dev.aft.conformance.damage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.aft.conformance.crash.NodeProcess;
import dev.aft.storage.contract.SeededRuns;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Files of a RocksDB store damaged under a node: either it refuses to start and says why, or every
 * row is what was written or an error. Only the last commits of a log that was cut short may be
 * missing: that looks like a power failure before they were acknowledged.
 */
@Timeout(value = 300, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class DamagedFilesIT {
  private static final int ROWS = 600;
  private static final int ROWS_IN_LOG = 60;
  private static final int VALUE_BYTES = 10_000;

  /** Damaged, missing, of another kind, or with the data gone. */
  private static final Set<String> REFUSED = Set.of("XX001", "58030", "08004");

  private static Path parent;
  private static Path whole;

  @BeforeAll
  static void fill(@TempDir Path empty) throws SQLException {
    parent = empty;
    whole = parent.resolve("whole");
    try (Connection connection = open(whole);
        Statement statement = connection.createStatement()) {
      statement.execute("CREATE TABLE t (k INTEGER PRIMARY KEY, v VARBINARY)");
      insert(connection, 0, ROWS);
    }
    try (Connection connection = open(whole)) {
      insert(connection, ROWS, ROWS + ROWS_IN_LOG);
    }
  }

  private static Connection open(Path folder) throws SQLException {
    return DriverManager.getConnection("jdbc:aft:rocksdb:" + folder);
  }

  private static byte[] value(int key) {
    byte[] value = new byte[key < ROWS ? VALUE_BYTES : 200];
    new Random(key).nextBytes(value);
    return value;
  }

  private static void insert(Connection connection, int from, int to) throws SQLException {
    try (PreparedStatement insert = connection.prepareStatement("INSERT INTO t VALUES (?, ?)")) {
      for (int key = from; key < to; key++) {
        insert.setInt(1, key);
        insert.setBytes(2, value(key));
        insert.executeUpdate();
      }
    }
  }

  private static Path copy(Path to) throws IOException {
    try (Stream<Path> files = Files.walk(whole)) {
      for (Path file : files.toList()) {
        Path target = to.resolve(whole.relativize(file).toString());
        Files.createDirectories(target.getParent());
        if (!Files.isDirectory(file)) {
          Files.copy(file, target);
        }
      }
    }
    return to;
  }

  private static List<Path> files(Path folder, String kind) {
    try (Stream<Path> files = Files.walk(folder)) {
      return files
          .filter(file -> Files.isRegularFile(file) && file.toFile().length() > 0)
          .filter(file -> kindOf(file).equals(kind))
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String kindOf(Path file) {
    String name = file.getFileName().toString();
    int dot = name.lastIndexOf('.');
    return dot >= 0 ? name.substring(dot) : name.replaceAll("-\\d+$", "");
  }

  private static void damage(Path file, SplittableRandom random) throws IOException {
    byte[] content = Files.readAllBytes(file);
    int at = random.nextInt(content.length);
    switch (random.nextInt(4)) {
      case 0 -> content[at] ^= (byte) (1 << random.nextInt(8));
      case 1 -> content = Arrays.copyOf(content, at);
      case 2 -> Arrays.fill(content, at, Math.min(content.length, at + 512), (byte) 0);
      default ->
          content =
              random.nextInt(3) == 0 ? new byte[0] : Arrays.copyOf(content, content.length / 2);
    }
    Files.write(file, content);
  }

  @ParameterizedTest
  @ValueSource(strings = {".sst", ".log", "MANIFEST", "CURRENT", "OPTIONS", "FORMAT"})
  void damageIsReportedAndNeverServed(String kind) throws IOException {
    assertTrue(!files(whole, kind).isEmpty(), "no file of kind " + kind);
    SeededRuns.of(
        2,
        random -> {
          Path folder = copy(Files.createTempDirectory(parent, "damaged"));
          List<Path> candidates = files(folder, kind);
          damage(candidates.get(random.nextInt(candidates.size())), random);
          requireRightOrError(folder, kind);
        });
  }

  private static void requireRightOrError(Path folder, String kind) throws SQLException {
    Connection connection;
    try {
      connection = open(folder);
    } catch (SQLException e) {
      assertTrue(REFUSED.contains(e.getSQLState()), e.getSQLState() + " " + e.getMessage());
      assertTrue(String.valueOf(e.getMessage()).contains(folder.toString()), e::getMessage);
      return;
    }
    try (connection) {
      requireRows(connection, kind);
      try (Statement statement = connection.createStatement();
          ResultSet one = statement.executeQuery("SELECT 1")) {
        assertTrue(one.next());
      }
    }
  }

  private static void requireRows(Connection connection, String kind) throws SQLException {
    int missingFrom = Integer.MAX_VALUE;
    try (PreparedStatement select = connection.prepareStatement("SELECT v FROM t WHERE k = ?")) {
      for (int key = 0; key < ROWS + ROWS_IN_LOG; key++) {
        select.setInt(1, key);
        try (ResultSet result = select.executeQuery()) {
          if (result.next()) {
            assertTrue(
                Arrays.equals(value(key), result.getBytes(1)), "another value of row " + key);
            assertTrue(key < missingFrom, "row " + missingFrom + " is missing, " + key + " is not");
          } else {
            missingFrom = Math.min(missingFrom, key);
          }
        } catch (SQLException e) {
          assertEquals("XX001", e.getSQLState(), e.getMessage());
        }
      }
    }
    assertTrue(
        missingFrom == Integer.MAX_VALUE || (kind.equals(".log") && missingFrom >= ROWS),
        "row " + missingFrom + " is missing");
  }

  @Test
  void damagedRowIsAnErrorThatSaysWhatToDo() throws Exception {
    Path folder = copy(Files.createTempDirectory(parent, "table"));
    for (Path table : files(folder, ".sst")) {
      byte[] content = Files.readAllBytes(table);
      for (int at = 10_000; at < content.length * 3 / 4; at += 10_000) {
        content[at] ^= 0x10;
      }
      Files.write(table, content);
    }
    SQLException e = assertThrows(SQLException.class, () -> readAll(folder));
    assertEquals("XX001", e.getSQLState(), e.getMessage());
  }

  /** A node reads who its users are when it opens, so that may be where it meets the damage. */
  private static void readAll(Path folder) throws SQLException {
    try (Connection connection = open(folder);
        Statement statement = connection.createStatement()) {
      statement.executeQuery("SELECT max(v) FROM t").close();
    }
  }

  @Test
  void secondProcessOnTheFolderIsToldSoAndTheFirstGoesOn() throws Exception {
    Path folder = parent.resolve("shared");
    try (NodeProcess first = NodeProcess.start("rocksdb:" + folder);
        Connection connection = DriverManager.getConnection(first.url())) {
      SQLException embedded = assertThrows(SQLException.class, () -> open(folder));
      assertEquals("08001", embedded.getSQLState());
      assertTrue(String.valueOf(embedded.getMessage()).contains("in use"), embedded::getMessage);
      IOException server =
          assertThrows(IOException.class, () -> NodeProcess.start("rocksdb:" + folder).close());
      assertTrue(String.valueOf(server.getMessage()).contains("in use"), server::getMessage);
      try (Statement statement = connection.createStatement();
          ResultSet one = statement.executeQuery("SELECT 1")) {
        assertTrue(one.next());
      }
    }
  }
}
