package dev.aft.conformance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.aft.storage.s3testing.LocalS3;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** {@code ./aft copy}, as a user types it. */
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "the launcher is a shell script")
class CopyIT {
  private static final Pattern CHECKSUM = Pattern.compile("checksum sha256:([0-9a-f]{64})");
  private static final int ROWS = 80;
  private static final int MEBIBYTE = 1 << 20;

  @TempDir private Path folder = Path.of("");
  private String from = "";
  private String to = "";

  @BeforeEach
  void name() {
    from = "rocksdb:" + folder.resolve("from");
    to = "rocksdb:" + folder.resolve("to");
  }

  private static void fill(String address, int rows, int bytes) throws SQLException {
    try (Connection connection = DriverManager.getConnection("jdbc:aft:" + address);
        PreparedStatement put = connection.prepareStatement("UPSERT INTO kv VALUES (?, ?)")) {
      for (int i = 0; i < rows; i++) {
        byte[] value = new byte[bytes];
        value[i % bytes] = (byte) i;
        put.setString(1, "key/" + i);
        put.setBytes(2, value);
        put.executeUpdate();
      }
    }
  }

  private static long rows(String address) throws SQLException {
    try (Connection connection = DriverManager.getConnection("jdbc:aft:" + address);
        Statement statement = connection.createStatement();
        ResultSet count = statement.executeQuery("SELECT COUNT(*) FROM kv")) {
      assertTrue(count.next());
      return count.getLong(1);
    }
  }

  private static String checksum(ExternalCommand.Output output) {
    Matcher matcher = CHECKSUM.matcher(output.text());
    assertTrue(matcher.find(), output.text());
    return matcher.group(1);
  }

  @Test
  void aCopyHasTheSameRowsAndACopyOfItTheSameChecksum() throws Exception {
    fill(from, 50, 1_000);
    var copied = Launcher.aft("", "copy", from, to);
    assertEquals(0, copied.exitCode(), copied.text());
    assertTrue(copied.text().contains("verifying"), copied.text());
    var again = Launcher.aft("", "copy", "--quiet", to, "rocksdb:" + folder.resolve("third"));
    assertEquals(0, again.exitCode(), again.text());
    assertEquals(1, again.text().lines().count(), again.text());
    assertEquals(checksum(copied), checksum(again));
    assertEquals(50, rows(to));
  }

  @Test
  void aCopyToS3AndBackHasTheSameRowsAndChecksum() throws Exception {
    fill(from, 30, 100_000);
    try (LocalS3 server = LocalS3.inMemory()) {
      var there = Launcher.aft("", "copy", from, server.uri("copy"));
      assertEquals(0, there.exitCode(), there.text());
      var back = Launcher.aft("", "copy", server.uri("copy"), to);
      assertEquals(0, back.exitCode(), back.text());
      assertEquals(checksum(there), checksum(back));
      assertEquals(30, rows(to));
      refused("same store", server.uri("copy"), server.uri("copy/"));
      refused("not empty", from, server.uri("copy"));
      refused("The bucket does not exist", from, server.uri("x").replace("aft-test", "nothing"));
    }
  }

  @Test
  void aNodeKeepsItsStoreWhenACopyIntoItIsRefused() throws Exception {
    fill(from, 3, 10);
    try (LocalS3 server = LocalS3.inMemory();
        TestNode node = TestNode.on(server.uri("live"));
        Connection connection = node.connect();
        Statement statement = connection.createStatement()) {
      statement.execute("PUT 'a' = 'b'");
      refused("not empty", from, server.uri("live"));
      refused("source is empty", server.uri("nothing"), server.uri("other"));
      statement.execute("PUT 'c' = 'd'");
      try (ResultSet count = statement.executeQuery("SELECT COUNT(*) FROM kv")) {
        assertTrue(count.next());
        assertEquals(2, count.getLong(1));
      }
    }
  }

  @Test
  void aKilledCopyIsRefusedByNodesAndGoesOn() throws Exception {
    fill(from, ROWS, MEBIBYTE);
    Path output = folder.resolve("output.txt");
    Process process = Launcher.start(output, "copy", from, to);
    while (process.isAlive() && bytes(folder.resolve("to")) < 8 * MEBIBYTE) {
      assertTrue(!process.waitFor(5, TimeUnit.MILLISECONDS) || process.exitValue() == 0);
    }
    process.destroyForcibly().waitFor();
    assertEquals(137, process.exitValue(), "it was quicker: " + Files.readString(output));

    SQLException refused = assertThrows(SQLException.class, () -> rows(to));
    assertTrue(String.valueOf(refused.getMessage()).contains("aft copy"), refused::toString);
    var other = Launcher.aft("", "copy", "rocksdb:" + folder, to);
    assertEquals(2, other.exitCode(), other.text());

    var second = Launcher.aft("", "copy", from, to);
    assertEquals(0, second.exitCode(), second.text());
    assertEquals(ROWS, rows(to));
  }

  /** A store at work makes files and removes them: what has gone counts nothing. */
  private static long bytes(Path path) {
    File[] files = path.toFile().listFiles();
    return files == null
        ? path.toFile().length()
        : Arrays.stream(files).mapToLong(file -> bytes(file.toPath())).sum();
  }

  @Test
  void anInterruptSaysHowToGoOn() throws Exception {
    fill(from, ROWS, MEBIBYTE);
    Path output = folder.resolve("output.txt");
    Process process = Launcher.start(output, "copy", from, to);
    while (process.isAlive() && bytes(folder.resolve("to")) < 8 * MEBIBYTE) {
      assertTrue(!process.waitFor(5, TimeUnit.MILLISECONDS) || process.exitValue() == 0);
    }
    process.destroy();
    assertTrue(process.waitFor(30, TimeUnit.SECONDS), "it does not stop");
    assertEquals(143, process.exitValue(), Files.readString(output));
    assertTrue(Files.readString(output).contains("goes on"), Files.readString(output));

    var second = Launcher.aft("", "copy", from, to);
    assertEquals(0, second.exitCode(), second.text());
    assertTrue(second.text().contains("checking"), second.text());
  }

  @Test
  void whatDoesNotGoTogetherIsRefusedWithTheReason() throws Exception {
    fill(from, 3, 10);
    fill(to, 3, 10);
    refused("not empty", from, to);
    refused("same store", from, "rocksdb:" + folder.resolve("x/../from"));
    refused("no folder", "rocksdb:" + folder.resolve("nothing"), to);
    refused("cache-mib", from + "?cache-mb=1", to);
    refused("Did you mean rocksdb", from, "rockdb:" + folder.resolve("new"));
  }

  private static void refused(String reason, String from, String to) throws Exception {
    var output = Launcher.aft("", "copy", from, to);
    assertEquals(2, output.exitCode(), output.text());
    assertTrue(output.text().contains(reason), output.text());
  }
}
