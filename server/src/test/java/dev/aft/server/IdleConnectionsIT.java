package dev.aft.server;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.aft.server.setting.Setting;
import dev.aft.server.setting.Settings;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * What connections that do nothing cost the transport; the clients' side of them is counted too.
 */
class IdleConnectionsIT {
  private static final int CONNECTIONS = 1_500;
  private static final long BYTES_PER_CONNECTION = 20_000;

  @Test
  void idleConnectionHoldsNoBuffers() throws IOException {
    Settings settings = Settings.of(Map.of(Setting.LISTEN, "127.0.0.1:0", Setting.METRICS, "off"));
    List<WireClient> clients = new ArrayList<>();
    try (AftServer server = AftServer.start(settings, (s, surroundings) -> new FakeBackend())) {
      WireClient.started(server.address()).close();
      long before = usedHeap();
      for (int i = 0; i < CONNECTIONS; i++) {
        clients.add(WireClient.started(server.address()));
      }
      long each = (usedHeap() - before) / CONNECTIONS;
      assertTrue(each < BYTES_PER_CONNECTION, "bytes for each connection: " + each);
    } finally {
      for (WireClient client : clients) {
        client.hangUp();
      }
    }
  }

  private static long usedHeap() {
    var memory = ManagementFactory.getMemoryMXBean();
    memory.gc();
    return memory.getHeapMemoryUsage().getUsed();
  }
}
