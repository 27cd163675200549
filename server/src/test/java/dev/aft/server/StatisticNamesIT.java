package dev.aft.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.aft.server.setting.Setting;
import dev.aft.server.setting.Settings;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whoever adds a statistic describes it as well. */
class StatisticNamesIT {
  @Test
  void everyStatisticOfANodeHasAHelpText(@TempDir Path folder) {
    Settings settings = Settings.of(Map.of(Setting.STORAGE, "rocksdb:" + folder.resolve("data")));
    try (Surroundings surroundings = new Surroundings(settings);
        EngineBackend backend = EngineBackend.open(settings, surroundings)) {
      Set<String> names = backend.statistics().keySet();
      List<String> undescribed =
          names.stream().filter(name -> StatisticNames.help(name).isEmpty()).toList();

      assertEquals(List.of(), undescribed);
      assertTrue(names.contains("engine_transactions_committed_total"), names.toString());
    }
  }
}
