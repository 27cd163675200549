package dev.aft.server.setting;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class SettingsPageTest {
  /** When this fails, replace the table of the page by the one expected. */
  @Test
  void settingsPageListsExactlyTheSettings() throws IOException {
    String page = Files.readString(Path.of("..", "docs", "settings.md"));
    String settings = page.substring(0, page.indexOf("\n## Storage addresses"));
    String table =
        settings.lines().filter(line -> line.startsWith("| `")).collect(Collectors.joining("\n"));
    String expected =
        Arrays.stream(Setting.values())
            .map(SettingsPageTest::row)
            .collect(Collectors.joining("\n"));
    assertEquals(expected, table);
  }

  private static String row(Setting setting) {
    return String.format(
        "| `%s` | %s | %s | %s |",
        setting.key(), shown(setting.defaultText()), setting.form(), setting.description());
  }

  private static String shown(String defaultText) {
    return defaultText.isEmpty() ? "none" : "`" + defaultText + "`";
  }
}
