package dev.aft.storage.rocksdb;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Whether there is room enough on the disk to open a database that ran out of it. */
final class FreeSpace {
  /** A new log, a new manifest and a little to go on with. */
  private static final long NEEDED_BYTES = 8L << 20;

  private final Path folder;

  FreeSpace(Path folder) {
    this.folder = folder;
  }

  boolean suffices() {
    try {
      return Files.getFileStore(folder).getUsableSpace() >= NEEDED_BYTES;
    } catch (IOException e) {
      return false;
    }
  }
}
