package dev.aft.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.aft.server.setting.Setting;
import dev.aft.server.setting.Settings;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class StatusIT {
  private final HttpClient http = HttpClient.newHttpClient();
  private final AftServer server =
      AftServer.start(
          Settings.of(
              Map.of(
                  Setting.LISTEN,
                  "127.0.0.1:0",
                  Setting.METRICS_LISTEN,
                  "127.0.0.1:0",
                  Setting.DRAIN_TIMEOUT,
                  "10 s")),
          (settings, surroundings) -> new FakeBackend());

  @AfterEach
  void stop() {
    server.close();
  }

  private HttpResponse<String> get(String path) throws IOException, InterruptedException {
    int port = server.metricsAddress().orElseThrow().getPort();
    URI uri = URI.create("http://127.0.0.1:" + port + path);
    return http.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());
  }

  @Test
  void runningNodeIsLiveAndReady() throws Exception {
    assertEquals(200, get("/health/live").statusCode());
    assertEquals(200, get("/health/ready").statusCode());
    assertEquals(404, get("/other").statusCode());
  }

  @Test
  void drainingNodeIsLiveButNotReady() throws Exception {
    try (WireClient client = WireClient.started(server.address())) {
      client.query("begin");
      Thread stopper = new Thread(server::drainAndStop);
      stopper.start();
      int status = 200;
      for (int i = 0; i < 1_000 && status == 200; i++) {
        status = get("/health/ready").statusCode();
      }
      assertEquals(503, status);
      assertEquals(200, get("/health/live").statusCode());
      client.send(new dev.aft.protocol.FrontendMessage.Query("end"));
      client.readFatal();
      client.hangUp();
      stopper.join(10_000);
    }
  }

  @Test
  void metricsTellOfConnectionsMessagesStatisticsAndTheMachine() throws Exception {
    try (WireClient client = WireClient.started(server.address())) {
      client.query("a");
      String metrics = get("/metrics").body();
      for (String line :
          new String[] {
            "aft_connections 1.0",
            "aft_connections_opened_total 1.0",
            "aft_messages_received_total 2.0",
            "aft_request_seconds_count 1",
            "aft_fake_things_total 7.0",
            "aft_fake_level 3.0",
            "jvm_memory_used_bytes{"
          }) {
        assertTrue(metrics.contains(line), () -> line + " is not in\n" + metrics);
      }
    }
  }

  @Test
  void otherMethodsThanGetAreRefused() throws Exception {
    int port = server.metricsAddress().orElseThrow().getPort();
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/metrics"))
            .POST(HttpRequest.BodyPublishers.ofString("x"))
            .build();
    assertEquals(405, http.send(request, HttpResponse.BodyHandlers.ofString()).statusCode());
  }
}
