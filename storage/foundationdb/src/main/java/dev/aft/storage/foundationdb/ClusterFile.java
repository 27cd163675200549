package dev.aft.storage.foundationdb;

import dev.aft.storage.spi.StorageException;
import dev.aft.storage.spi.StorageException.Reason;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Finds the cluster file in the order of FoundationDB's own clients, and looks into it, since a
 * client that cannot use it says little or nothing.
 */
final class ClusterFile {
  static final String VARIABLE = "FDB_CLUSTER_FILE";

  private static final String EXAMPLE = "description:id@127.0.0.1:4500";
  private static final Pattern FORM =
      Pattern.compile(
          "[A-Za-z0-9_]+:[A-Za-z0-9]+@[^\\s,@]+:\\d+[^\\s,@]*(,[^\\s,@]+:\\d+[^\\s,@]*)*");

  private ClusterFile() {}

  /**
   * Where cluster files are when nobody names one.
   *
   * @param workingFolder may have an {@code fdb.cluster}
   * @param system the file that the packages of FoundationDB install
   */
  record Places(Path workingFolder, Path system) {
    static Places ofThisSystem(String operatingSystem) {
      boolean mac = operatingSystem.startsWith("Mac");
      return new Places(
          Path.of(""),
          Path.of(
              mac ? "/usr/local/etc/foundationdb/fdb.cluster" : "/etc/foundationdb/fdb.cluster"));
    }
  }

  /**
   * The cluster file to use.
   *
   * @param given the path of the address; empty for none
   * @param variable the value of {@link #VARIABLE}; empty for none
   * @throws StorageException {@code MISCONFIGURED}, naming the file
   */
  static Path find(String given, String variable, Places places) {
    Path file = choose(given, variable, places);
    check(file);
    return file.toAbsolutePath().normalize();
  }

  /**
   * The name of the cluster, which stays when its coordinators change and is the same in all copies
   * of the file.
   *
   * @param file that {@link #find} has found
   */
  static String clusterName(Path file) {
    String line = contents(file);
    return line.substring(0, line.indexOf('@'));
  }

  private static Path choose(String given, String variable, Places places) {
    try {
      if (!given.isEmpty()) {
        return Path.of(given);
      }
      if (!variable.isEmpty()) {
        return Path.of(variable);
      }
    } catch (InvalidPathException e) {
      throw misconfigured("The path of the cluster file is not valid.", given + variable, e);
    }
    Path here = places.workingFolder().resolve("fdb.cluster");
    return Files.exists(here) ? here : places.system();
  }

  private static void check(Path file) {
    if (!Files.exists(file)) {
      throw misconfigured(
          "There is no such cluster file. Name it in the address (fdb:/path/to/fdb.cluster) or in"
              + " the environment variable "
              + VARIABLE
              + "; copy it from a machine of the cluster, where it is"
              + " /etc/foundationdb/fdb.cluster.",
          file,
          null);
    }
    if (!FORM.matcher(contents(file)).matches()) {
      throw misconfigured("The cluster file has no line of the form " + EXAMPLE + ".", file, null);
    }
  }

  /**
   * Without comments and any white space, which FoundationDB's clients leave out wherever it is.
   */
  private static String contents(Path file) {
    try {
      return Files.readAllLines(file, StandardCharsets.UTF_8).stream()
          .map(line -> line.replaceFirst("#.*", "").replaceAll("\\s", ""))
          .collect(Collectors.joining());
    } catch (IOException e) {
      boolean folder = Files.isDirectory(file);
      throw misconfigured(
          folder
              ? "The cluster file is a folder; name the file in it."
              : "The cluster file cannot be read: may this user read it?",
          file,
          e);
    }
  }

  private static StorageException misconfigured(
      String what, Object file, @org.jspecify.annotations.Nullable Exception cause) {
    return new StorageException(Reason.MISCONFIGURED, what + " cluster-file=" + file, cause);
  }
}
