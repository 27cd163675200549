package dev.aft.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.aft.server.setting.Setting;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Map;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class ServerCommandTest {
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  private int run(String... arguments) {
    CommandLine command = ServerCommand.commandLine(Map.of());
    command.setOut(new PrintWriter(out, true));
    command.setErr(new PrintWriter(err, true));
    return command.execute(arguments);
  }

  @Test
  void helpNamesEverySetting() {
    assertEquals(0, run("--help"));
    for (Setting setting : Setting.values()) {
      assertTrue(out.toString().contains(setting.flag()), setting.flag());
    }
  }

  @Test
  void unknownFlagIsRefusedWithTheNearestOne() {
    assertEquals(2, run("--listn", "127.0.0.1:0"));
    assertTrue(err.toString().contains("did you mean --listen?"), err.toString());
  }

  @Test
  void wrongValueIsOneLineWithoutStackTrace() {
    assertEquals(1, run("--max-connections", "many"));
    assertEquals(
        "aft: flag --max-connections: setting max-connections must be a whole number, but is"
            + " 'many'"
            + System.lineSeparator(),
        err.toString());
  }

  @Test
  void missingCertificateFileIsRefusedInOneLine() {
    assertEquals(
        1,
        run(
            "--storage",
            "memory:no-certificate",
            "--listen",
            "127.0.0.1:0",
            "--tls",
            "require",
            "--tls-certificate",
            "nowhere.pem",
            "--tls-key",
            "nowhere.key"));
    assertTrue(err.toString().contains("tls-certificate"), err.toString());
    assertTrue(err.toString().contains("nowhere.pem, does not exist"), err.toString());
    assertEquals(1, err.toString().lines().count(), err.toString());
  }

  @Test
  void unknownStorageIsRefusedInOneLine() {
    assertEquals(
        1,
        run("--storage", "memry:x", "--listen", "127.0.0.1:0", "--metrics-listen", "127.0.0.1:0"));
    assertTrue(err.toString().startsWith("aft: "), err.toString());
    assertEquals(1, err.toString().lines().count(), err.toString());
  }
}
