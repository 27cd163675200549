package dev.aft.storage.rocksdb;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The files of the write-ahead log, as they lie in the database's folder. */
final class LogFiles {
  private static final Pattern NAME = Pattern.compile("\\d+\\.log");

  private final Path data;

  LogFiles(Path data) {
    this.data = data;
  }

  /** The files, oldest first; none when there is no folder. */
  List<Path> oldestFirst() throws IOException {
    if (!Files.isDirectory(data)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(data)) {
      return files
          .filter(file -> NAME.matcher(nameOf(file)).matches())
          .sorted(Comparator.comparingLong(LogFiles::number))
          .toList();
    }
  }

  private static String nameOf(Path file) {
    return file.getFileName().toString();
  }

  private static long number(Path file) {
    String name = nameOf(file);
    return Long.parseLong(name.substring(0, name.indexOf('.')));
  }

  long bytes() throws IOException {
    long bytes = 0;
    for (Path file : oldestFirst()) {
      bytes += Files.size(file);
    }
    return bytes;
  }

  /**
   * Forces the files to the disk. A process that died between writing and forcing leaves records
   * that the next one reads, and shows to others, from the page cache only.
   */
  void force() throws IOException {
    for (Path file : oldestFirst()) {
      try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
        channel.force(true);
      }
    }
  }
}
