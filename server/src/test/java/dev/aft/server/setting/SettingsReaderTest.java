package dev.aft.server.setting;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SettingsReaderTest {
  @TempDir private Path folder = Path.of(".");

  @Test
  void variablesOfTheLauncherAreNotTakenForSettings() {
    Map<String, String> environment =
        Map.of("AFT_BUILD", "never", "AFT_JAVA_OPTS", "-Xmx1g", "AFT_TERMINAL", "yes");

    assertEquals(Map.of(), SettingsReader.readEnvironment(environment));
  }

  @Test
  void flagWinsOverEnvironmentAndEnvironmentOverFile() throws IOException {
    Path file = file("max-connections = 1\nmax-handshakes = 1\nworker-queue = 1\n");
    Settings settings =
        SettingsReader.read(
            file,
            Map.of("AFT_MAX_HANDSHAKES", "2", "AFT_WORKER_QUEUE", "2", "PATH", "/bin"),
            Map.of(Setting.WORKER_QUEUE, "3"));
    assertEquals(1, settings.number(Setting.MAX_CONNECTIONS));
    assertEquals(2, settings.number(Setting.MAX_HANDSHAKES));
    assertEquals(3, settings.number(Setting.WORKER_QUEUE));
    assertEquals("rocksdb:aft-data", settings.text(Setting.STORAGE));
  }

  @Test
  void fileTakesCommentsBlankLinesAndQuotes() throws IOException {
    Path file = file("# a comment\n\n  storage = \"memory:a b\"  \ndrain-timeout=2 min\n");
    Settings settings = SettingsReader.read(file, Map.of(), Map.of());
    assertEquals("memory:a b", settings.text(Setting.STORAGE));
    assertEquals(120, settings.duration(Setting.DRAIN_TIMEOUT).toSeconds());
  }

  @Test
  void unknownKeyInFileIsRefusedWithLineAndNearestName() throws IOException {
    Path file = file("storage = memory:x\nlisten-adress = 127.0.0.1:1\nmax-conections = 5\n");
    String message = refusal(file, Map.of());
    assertTrue(message.contains("line 2"), message);
    assertTrue(message.contains("unknown setting 'listen-adress'"), message);
    Path other = file("max-conections = 5\n");
    assertTrue(refusal(other, Map.of()).contains("did you mean 'max-connections'?"));
  }

  @Test
  void sameKeyTwiceIsRefused() throws IOException {
    assertTrue(
        refusal(file("worker-queue = 5\nworker-queue = 6\n"), Map.of()).contains("second time"));
  }

  @Test
  void lineWithoutEqualsSignIsRefused() throws IOException {
    assertTrue(refusal(file("storage memory:x\n"), Map.of()).contains("expected key = value"));
  }

  @Test
  void missingFileIsRefusedByName() {
    assertTrue(refusal(folder.resolve("absent.conf"), Map.of()).contains("absent.conf"));
  }

  @Test
  void unknownVariableIsRefusedWithNearestName() {
    String message = refusal(null, Map.of("AFT_STORAG", "memory:x"));
    assertTrue(message.contains("did you mean AFT_STORAGE?"), message);
  }

  @Test
  void variablesOfTheLauncherAndOfKubernetesAreNotOurs() {
    SettingsReader.read(
        null,
        Map.of(
            "AFT_HOME",
            "/x",
            "AFT_PORT",
            "tcp://1",
            "AFT_PORT_7654_TCP",
            "y",
            "AFT_SERVICE_HOST",
            "z"),
        Map.of());
  }

  @Test
  void wrongValueNamesWhereItStandsAndWhatIsRight() {
    String message = refusal(null, Map.of("AFT_DRAIN_TIMEOUT", "30"));
    assertTrue(message.startsWith("environment variable AFT_DRAIN_TIMEOUT"), message);
    assertTrue(message.contains("such as 500 ms"), message);
  }

  private static String refusal(
      @org.jspecify.annotations.Nullable Path file, Map<String, String> environment) {
    return String.valueOf(
        assertThrows(SettingException.class, () -> SettingsReader.read(file, environment, Map.of()))
            .getMessage());
  }

  private Path file(String content) throws IOException {
    return Files.writeString(Files.createTempFile(folder, "aft", ".conf"), content);
  }
}
