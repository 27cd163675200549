package dev.aft.server;

import dev.aft.server.setting.Setting;
import dev.aft.server.setting.Settings;
import dev.aft.session.MessageSink;
import dev.aft.session.Session;
import dev.aft.storage.spi.Store;
import dev.aft.storage.spi.StoreStatistics;
import dev.aft.storage.spi.Stores;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Executor;

/** Sessions over the engine over a store. */
final class EngineBackend implements Backend {
  private final Store store;
  private final Optional<StoreStatistics> storeStatistics;

  private EngineBackend(Store store) {
    this.store = store;
    this.storeStatistics = store.capability(StoreStatistics.class);
  }

  static EngineBackend open(Settings settings, Surroundings surroundings) {
    return new EngineBackend(Stores.open(settings.text(Setting.STORAGE)));
  }

  @Override
  public Session open(Executor executor, MessageSink sink) {
    throw new UnsupportedOperationException("sessions come with the engine");
  }

  @Override
  public void cancel(int processId, int secretKey) {}

  @Override
  public Map<String, Long> statistics() {
    Map<String, Long> all = new TreeMap<>();
    storeStatistics.ifPresent(
        statistics ->
            statistics.statistics().forEach((name, value) -> all.put("store_" + name, value)));
    return all;
  }

  @Override
  public void close() {
    store.close();
  }
}
