package dev.aft.storage.rocksdb;

import dev.aft.storage.spi.StorageException;
import dev.aft.storage.spi.StorageException.Reason;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The file that says what a folder is and which version of the format its data has; see {@code
 * docs/formats/rocksdb-store.md}.
 */
final class FormatFile {
  static final String NAME = "FORMAT";
  static final String DATA = "data";
  static final int VERSION = 1;

  private static final String TEMPORARY = "FORMAT.new";
  private static final Pattern CONTENT = Pattern.compile("aft-rocksdb-store\nversion=(\\d{1,9})\n");
  private static final Set<String> MAY_EXIST_BEFORE = Set.of(DATA, TEMPORARY, "lost+found");

  private final Path folder;

  FormatFile(Path folder) {
    this.folder = folder;
  }

  /**
   * Looks at the folder, which is created when absent, and changes nothing else.
   *
   * @return whether the folder holds a store already
   * @throws StorageException when it holds something else or a newer format, or cannot be used
   */
  boolean check() {
    try {
      Files.createDirectories(folder);
      if (!Files.isWritable(folder)) {
        throw new AccessDeniedException(folder.toString());
      }
      Path file = folder.resolve(NAME);
      if (Files.exists(file)) {
        requireVersion(Files.readString(file, StandardCharsets.ISO_8859_1));
        return true;
      }
      requireNothingElse();
      return false;
    } catch (IOException e) {
      throw failure(e);
    }
  }

  private void requireVersion(String content) {
    Matcher matcher = CONTENT.matcher(content);
    if (!matcher.matches()) {
      throw new StorageException(
          Reason.CORRUPT, "The FORMAT file is damaged; nothing was changed. folder=" + folder);
    }
    int version = Integer.parseInt(matcher.group(1));
    if (version > VERSION) {
      throw new StorageException(
          Reason.NEWER_FORMAT,
          "The data was written by a newer version of AFT; use that version. folder="
              + folder
              + " format="
              + version
              + " supported="
              + VERSION);
    }
  }

  private void requireNothingElse() throws IOException {
    try (Stream<Path> entries = Files.list(folder)) {
      boolean foreign =
          entries.anyMatch(entry -> !MAY_EXIST_BEFORE.contains(entry.getFileName().toString()));
      if (foreign) {
        throw new StorageException(
            Reason.MISCONFIGURED,
            "The folder is neither empty nor a store; name an empty or new one. folder=" + folder);
      }
    }
  }

  /** Marks the folder as a store, durably, once its data exists. */
  void create() {
    Path temporary = folder.resolve(TEMPORARY);
    byte[] content =
        ("aft-rocksdb-store\nversion=" + VERSION + "\n").getBytes(StandardCharsets.ISO_8859_1);
    try {
      try (FileChannel channel =
          FileChannel.open(
              temporary,
              StandardOpenOption.CREATE,
              StandardOpenOption.WRITE,
              StandardOpenOption.TRUNCATE_EXISTING)) {
        ByteBuffer buffer = ByteBuffer.wrap(content);
        while (buffer.hasRemaining()) {
          channel.write(buffer);
        }
        channel.force(true);
      }
      Files.move(temporary, folder.resolve(NAME), StandardCopyOption.ATOMIC_MOVE);
      forceFolder();
    } catch (IOException e) {
      throw failure(e);
    }
  }

  private void forceFolder() {
    try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
      channel.force(true);
    } catch (IOException e) {
      // Windows opens no folders. Without the mark the data opens again all the same.
    }
  }

  private StorageException failure(IOException e) {
    if (e instanceof AccessDeniedException) {
      return new StorageException(
          Reason.MISCONFIGURED, "This process may not write to the folder. folder=" + folder, e);
    }
    if (e instanceof FileAlreadyExistsException) {
      return new StorageException(
          Reason.MISCONFIGURED, "The address names a file, not a folder. folder=" + folder, e);
    }
    Reason reason = RocksDbFailures.saysNoSpace(e.getMessage()) ? Reason.FULL : Reason.IO;
    return new StorageException(reason, "The folder cannot be used. folder=" + folder, e);
  }
}
