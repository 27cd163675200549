package dev.aft.conformance;

import dev.aft.server.AftServer;
import dev.aft.server.setting.Setting;
import dev.aft.server.setting.Settings;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/** A node in this process on a free port, over memory unless told otherwise. */
public final class TestNode implements AutoCloseable {
  private static final AtomicInteger NAMES = new AtomicInteger();

  private final AftServer server;

  private TestNode(AftServer server) {
    this.server = server;
  }

  public static TestNode inMemory() {
    return on("memory:test-node-" + NAMES.incrementAndGet());
  }

  public static TestNode on(String storage) {
    return on(storage, Map.of());
  }

  /** With settings of its own. */
  public static TestNode on(String storage, Map<Setting, String> settings) {
    Map<Setting, String> all = new EnumMap<>(Setting.class);
    all.put(Setting.STORAGE, storage);
    all.put(Setting.LISTEN, "127.0.0.1:0");
    all.put(Setting.METRICS, "off");
    all.putAll(settings);
    return new TestNode(AftServer.start(Settings.of(all)));
  }

  public int port() {
    return server.address().getPort();
  }

  public String url() {
    return "jdbc:aft://127.0.0.1:" + port() + "/aft";
  }

  public Connection connect() throws SQLException {
    return DriverManager.getConnection(url());
  }

  /** What the node serves to Prometheus; it must have been started with metrics on. */
  public String metrics() throws IOException {
    InetSocketAddress address = server.metricsAddress().orElseThrow();
    URI uri = URI.create("http://127.0.0.1:" + address.getPort() + "/metrics");
    try (InputStream in = uri.toURL().openStream()) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  @Override
  public void close() {
    server.close();
  }
}
