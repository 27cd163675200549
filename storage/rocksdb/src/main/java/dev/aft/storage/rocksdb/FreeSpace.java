package dev.aft.storage.rocksdb;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Whether there is room enough on the disk to open a database that ran out of it. */
final class FreeSpace {
  /** A new log, a new manifest and a little to go on with; the log's content becomes a file too. */
  private static final long NEEDED_BYTES = 8L << 20;

  private final Path folder;

  FreeSpace(Path folder) {
    this.folder = folder;
  }

  boolean suffices() {
    try {
      long needed = NEEDED_BYTES + new LogFiles(folder.resolve(FormatFile.DATA)).bytes();
      return Files.getFileStore(folder).getUsableSpace() >= needed;
    } catch (IOException e) {
      return false;
    }
  }
}
