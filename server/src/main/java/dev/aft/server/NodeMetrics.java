package dev.aft.server;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.Map;
import java.util.function.Supplier;

/** All metrics of a node. Statistics of the engine and the store are taken once for each scrape. */
final class NodeMetrics implements AutoCloseable {
  private static final String TOTAL = "_total";

  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final JvmGcMetrics garbageCollection = new JvmGcMetrics();
  private volatile Map<String, Long> statistics = Map.of();
  private volatile Supplier<Map<String, Long>> source = Map::of;

  NodeMetrics() {
    new JvmMemoryMetrics().bindTo(registry);
    new JvmThreadMetrics().bindTo(registry);
    new ProcessorMetrics().bindTo(registry);
    new UptimeMetrics().bindTo(registry);
    garbageCollection.bindTo(registry);
  }

  PrometheusMeterRegistry registry() {
    return registry;
  }

  /** Serves every statistic of {@code newSource} as {@code aft_name}. Called once. */
  void serve(Supplier<Map<String, Long>> newSource) {
    source = newSource;
    statistics = newSource.get();
    statistics.keySet().forEach(this::register);
  }

  private void register(String name) {
    if (name.endsWith(TOTAL)) {
      String base = name.substring(0, name.length() - TOTAL.length());
      FunctionCounter.builder("aft." + base, this, metrics -> metrics.value(name))
          .description(StatisticNames.help(name))
          .register(registry);
    } else {
      Gauge.builder("aft." + name, this, metrics -> metrics.value(name))
          .description(StatisticNames.help(name))
          .register(registry);
    }
  }

  private double value(String name) {
    return statistics.getOrDefault(name, 0L);
  }

  /** All metrics in the text format of Prometheus. Any thread. */
  String scrape() {
    statistics = source.get();
    return registry.scrape();
  }

  @Override
  public void close() {
    garbageCollection.close();
    registry.close();
  }
}
