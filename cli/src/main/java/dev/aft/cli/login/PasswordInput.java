package dev.aft.cli.login;

import java.io.Console;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Where passwords are read from. */
public final class PasswordInput {
  /** As a file name: standard input. */
  private static final Path STANDARD_INPUT = Path.of("-");

  private static final int MAX_BYTES = 64 * 1024;

  private PasswordInput() {}

  /** The first line of the file; {@code -} is standard input. */
  public static String ofFile(Path file) throws IOException {
    if (!file.equals(STANDARD_INPUT)) {
      try (InputStream in = Files.newInputStream(file)) {
        return firstLine(in);
      }
    }
    return firstLine(System.in);
  }

  private static String firstLine(InputStream in) throws IOException {
    String text = new String(in.readNBytes(MAX_BYTES), StandardCharsets.UTF_8);
    return text.lines().findFirst().orElse("");
  }

  /** Whether somebody can be asked. */
  @SuppressWarnings(
      "SystemConsoleNull") // From JDK 22 on standard input is asked where there is none.
  public static boolean hasKeyboard() {
    return System.console() != null;
  }

  /** Asks without an echo; null when there is nobody to ask, or nothing was typed at all. */
  @SuppressWarnings(
      "SystemConsoleNull") // From JDK 22 on standard input is asked where there is none.
  public static @Nullable String ask(String prompt) {
    Console console = System.console();
    char[] typed = console == null ? null : console.readPassword("%s", prompt);
    return typed == null ? null : new String(typed);
  }
}
