package dev.aft.storage.rocksdb;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.aft.storage.contract.Await;
import dev.aft.storage.spi.Bytes;
import dev.aft.storage.spi.Entry;
import dev.aft.storage.spi.KeyRange;
import dev.aft.storage.spi.ScanDirection;
import dev.aft.storage.spi.StorageException;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A process that is killed loses nothing acknowledged and leaves nothing half done. */
@Timeout(60)
final class RocksDbCrashTest {
  private static final int ACKNOWLEDGED_BEFORE_KILL = 500;

  private final Path folder;

  RocksDbCrashTest(@TempDir Path folder) {
    this.folder = folder.resolve("store");
  }

  @Test
  void killedInACommitStormEverythingAcknowledgedIsThereAndWhole() throws Exception {
    List<Integer> acknowledged = runStormAndKillIt();
    try (RocksDbStore store =
        RocksDbStore.open(folder, RocksDbSettings.DEFAULT, System::nanoTime)) {
      for (int number : acknowledged) {
        assertEquals(
            Optional.of(Bytes.EMPTY), Await.result(store.read(CommitStorm.key("record", number))));
      }
      Set<String> records = numbers(store, "record/");
      assertTrue(records.size() >= acknowledged.size());
      assertEquals(records, numbers(store, "left/"));
      assertEquals(records, numbers(store, "right/"));
    }
  }

  private List<Integer> runStormAndKillIt() throws IOException, InterruptedException {
    Process storm =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx128m",
                "-cp",
                System.getProperty("java.class.path"),
                CommitStorm.class.getName(),
                folder.toString())
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    List<Integer> acknowledged = new ArrayList<>();
    try (BufferedReader lines = storm.inputReader()) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        acknowledged.add(Integer.valueOf(line));
        if (acknowledged.size() == ACKNOWLEDGED_BEFORE_KILL) {
          assertFolderIsInUse();
          storm.destroyForcibly();
        }
      }
    } catch (NumberFormatException | IOException e) {
      // The last line may be cut short, or the pipe closed, by the kill.
    } finally {
      storm.destroyForcibly().waitFor();
    }
    assertTrue(acknowledged.size() >= ACKNOWLEDGED_BEFORE_KILL, "the storm did not get going");
    return acknowledged;
  }

  private void assertFolderIsInUse() {
    StorageException refused =
        assertThrows(
            StorageException.class,
            () -> RocksDbStore.open(folder, RocksDbSettings.DEFAULT, System::nanoTime).close());
    assertEquals(StorageException.Reason.IN_USE, refused.reason());
  }

  private static Set<String> numbers(RocksDbStore store, String prefix) {
    List<Entry> entries =
        Await.result(
            store.scan(
                KeyRange.prefix(Bytes.utf8(prefix)), ScanDirection.FORWARD, Integer.MAX_VALUE));
    return entries.stream()
        .map(entry -> entry.key().toUtf8().substring(prefix.length()))
        .collect(Collectors.toSet());
  }
}
