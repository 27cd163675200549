package dev.aft.storage.s3.run;

import dev.aft.storage.spi.StorageException;
import dev.aft.storage.spi.StorageException.Reason;
import dev.aft.storage.spi.Stores;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes folders for node-local indexes. Their names have the id of their process: what a process
 * left that was killed is deleted when the next makes its folder beside it.
 */
final class IndexFolder {
  private static final Logger LOG = LoggerFactory.getLogger(IndexFolder.class);
  private static final String NAME = "aft-index-";
  private static final String PARAMETERS =
      "?sync=lose-last-second-on-power-failure&cache-mib=16&write-buffer-mib=16&max-open-files=64"
          + "&read-threads=2";

  private IndexFolder() {}

  /** Opens an empty store in a fresh folder below {@code parent}, deleted when it is closed. */
  static Supplier<DiskStore> storeIn(Optional<Path> parent) {
    Path given = parent.orElseGet(() -> Path.of(System.getProperty("java.io.tmpdir", ".")));
    return () -> open(given);
  }

  private static DiskStore open(Path parent) {
    Path folder = create(parent);
    try {
      return new DiskStore(
          Stores.open("rocksdb:" + folder.resolve("pages") + PARAMETERS), () -> delete(folder));
    } catch (StorageException e) {
      delete(folder);
      throw e;
    }
  }

  private static Path create(Path parent) {
    try {
      Files.createDirectories(parent);
      deleteAbandoned(parent);
      return Files.createTempDirectory(parent, NAME + ProcessHandle.current().pid() + "-");
    } catch (IOException e) {
      throw new StorageException(
          Reason.IO, "The folder of the node-local index cannot be made. parent=" + parent, e);
    }
  }

  private static void deleteAbandoned(Path parent) throws IOException {
    try (DirectoryStream<Path> found = Files.newDirectoryStream(parent, NAME + "*-*")) {
      for (Path other : found) {
        if (!isOfLivingProcess(other.getFileName().toString())) {
          delete(other);
        }
      }
    }
  }

  private static boolean isOfLivingProcess(String name) {
    try {
      long pid = Long.parseLong(name.substring(NAME.length(), name.lastIndexOf('-')));
      return ProcessHandle.of(pid).map(ProcessHandle::isAlive).orElse(false);
    } catch (NumberFormatException e) {
      // Not a name of ours: not ours to delete.
      return true;
    }
  }

  private static void delete(Path folder) {
    try (Stream<Path> inside = Files.walk(folder)) {
      List<Path> all = inside.sorted(Comparator.reverseOrder()).toList();
      for (Path path : all) {
        Files.deleteIfExists(path);
      }
    } catch (IOException | UncheckedIOException e) {
      LOG.warn("A node-local index was not deleted. folder={} cause={}", folder, e.toString());
    }
  }
}
