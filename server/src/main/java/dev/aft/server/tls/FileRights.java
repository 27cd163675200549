package dev.aft.server.tls;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Looks whether a secret is one. */
final class FileRights {
  private static final Logger log = LoggerFactory.getLogger(FileRights.class);

  private FileRights() {}

  /** A file system without such rights is not asked. */
  static void warnIfOthersMayRead(String name) {
    Path path = Path.of(name);
    try {
      if (path.getFileSystem().supportedFileAttributeViews().contains("posix")
          && Files.getPosixFilePermissions(path).contains(PosixFilePermission.OTHERS_READ)) {
        log.warn("everyone on this machine may read the private key; chmod 600 file={}", path);
      }
    } catch (IOException e) {
      log.debug("rights of the key file not known", e);
    }
  }
}
