package dev.aft.conformance.jdbc;

import dev.aft.server.AftServer;
import dev.aft.server.setting.Setting;
import dev.aft.server.setting.Settings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/** Where the driver connects to. */
enum Target {
  SERVER {
    @Override
    Place open() {
      AftServer server =
          AftServer.start(
              Settings.of(
                  Map.of(
                      Setting.STORAGE, "memory:jdbc-" + NAMES.incrementAndGet(),
                      Setting.LISTEN, "127.0.0.1:0",
                      Setting.METRICS, "off")));
      return new Place(
          "jdbc:aft://127.0.0.1:" + server.address().getPort() + "/aft", server::close);
    }
  },
  EMBEDDED_MEMORY {
    @Override
    Place open() {
      return new Place("jdbc:aft:memory:jdbc-" + NAMES.incrementAndGet(), () -> {});
    }
  },
  EMBEDDED_ROCKSDB {
    @Override
    Place open() {
      try {
        Path folder = Files.createTempDirectory("aft-jdbc");
        return new Place("jdbc:aft:rocksdb:" + folder, () -> delete(folder));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  };

  private static final AtomicInteger NAMES = new AtomicInteger();

  /** Something fresh to connect to; closing it stops it. */
  record Place(String url, Runnable onClose) implements AutoCloseable {
    @Override
    public void close() {
      onClose.run();
    }
  }

  abstract Place open();

  private static void delete(Path folder) {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
