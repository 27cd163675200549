package dev.aft.cli.user;

import dev.aft.cli.ambient.Ambient;
import dev.aft.cli.login.PasswordInput;
import dev.aft.protocol.OpaqueBytes;
import dev.aft.protocol.Scram;
import dev.aft.protocol.ScramVerifier;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The password that a user is to have. It is hashed here, so the node never sees it. */
final class NewPassword {
  private static final int MAX_LENGTH = 1_000;
  private static final int SALT_BYTES = 16;

  @Option(
      names = "--password-file",
      paramLabel = "FILE",
      description =
          "File whose first line is the new password; - for standard input. Without it the"
              + " password is asked for.")
  private @Nullable Path file;

  /** As the node keeps it; empty when there is none, and then it has been said why. */
  Optional<String> verifier(String user) {
    String password = read(user);
    if (password == null) {
      return Optional.empty();
    }
    if (password.isEmpty() || password.length() > MAX_LENGTH || password.indexOf('\0') >= 0) {
      System.err.println(
          "aft: a password must have 1 to " + MAX_LENGTH + " characters, none of them zero");
      return Optional.empty();
    }
    byte[] salt = new byte[SALT_BYTES];
    Ambient.secureRandom().nextBytes(salt);
    return Optional.of(
        ScramVerifier.create(password, new OpaqueBytes(salt), Scram.DEFAULT_ITERATIONS).format());
  }

  private @Nullable String read(String user) {
    if (file != null) {
      try {
        return PasswordInput.ofFile(file);
      } catch (IOException e) {
        System.err.println("aft: cannot read " + file + ": " + e.getMessage());
        return null;
      }
    }
    if (!PasswordInput.hasKeyboard()) {
      System.err.println("aft: there is nobody to ask for a password; use --password-file");
      return null;
    }
    String first = PasswordInput.ask("New password of " + user + ": ");
    String second = PasswordInput.ask("Once more: ");
    if (first == null || !first.equals(second)) {
      System.err.println("aft: the passwords differ");
      return null;
    }
    return first;
  }
}
