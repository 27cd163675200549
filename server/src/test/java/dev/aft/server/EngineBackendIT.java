package dev.aft.server;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.aft.server.setting.Setting;
import dev.aft.server.setting.Settings;
import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The whole node over the in-memory store. */
class EngineBackendIT {
  @Test
  void statementsTravelFromTheSocketToTheStoreAndBack() throws IOException {
    Settings settings =
        Settings.of(
            Map.of(
                Setting.STORAGE,
                "memory:engine-backend-it",
                Setting.LISTEN,
                "127.0.0.1:0",
                Setting.METRICS,
                "off"));
    try (AftServer server = AftServer.start(settings);
        WireClient client = WireClient.started(server.address())) {
      assertEquals("CREATE TABLE", client.query("CREATE TABLE t (k TEXT PRIMARY KEY, v INTEGER)"));
      assertEquals("INSERT 0 2", client.query("INSERT INTO t VALUES ('a', 1), ('b', 2)"));
      assertEquals("UPDATE 1", client.query("UPDATE t SET v = 3 WHERE k = 'a'"));
      assertEquals("SELECT 2", client.query("SELECT * FROM t"));
    }
  }
}
