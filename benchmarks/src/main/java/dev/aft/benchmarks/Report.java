package dev.aft.benchmarks;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import org.knowm.xchart.BitmapEncoder;
import org.knowm.xchart.BitmapEncoder.BitmapFormat;
import org.knowm.xchart.CategoryChart;
import org.knowm.xchart.CategoryChartBuilder;

/** Prints, saves and plots measurements: for each case the round with the median rate counts. */
final class Report {
  private final List<Measurement> measurements;

  Report(List<Measurement> measurements) {
    this.measurements = List.copyOf(measurements);
  }

  private record Case(Workload workload, int clients) {
    String title() {
      return workload.title() + ", " + clients + (clients == 1 ? " client" : " clients");
    }
  }

  void print(PrintStream out) {
    List<String> targets = targets();
    out.printf(
        Locale.ROOT,
        "%-26s %-12s %12s %10s %10s %10s   %s%n",
        "workload",
        "database",
        "per second",
        "p50 us",
        "p95 us",
        "p99 us",
        "ratio");
    for (Case each : cases()) {
      Measurement first = median(each, targets.get(0));
      for (String target : targets) {
        Measurement measurement = median(each, target);
        Measurement.Latencies latencies = measurement.latencies();
        String ratio =
            target.equals(first.target())
                ? ""
                : String.format(
                    Locale.ROOT,
                    "%s is %.2f x",
                    first.target(),
                    first.perSecond() / measurement.perSecond());
        out.printf(
            Locale.ROOT,
            "%-26s %-12s %,12.0f %,10.1f %,10.1f %,10.1f   %s%n",
            each.title(),
            target,
            measurement.perSecond(),
            latencies.p50Micros(),
            latencies.p95Micros(),
            latencies.p99Micros(),
            ratio);
      }
    }
  }

  void save(Path folder) throws IOException {
    Files.createDirectories(folder);
    List<String> lines = new ArrayList<>();
    lines.add(
        "database,workload,clients,round,operations,seconds,per_second,p50_us,p95_us,p99_us,max_us");
    for (Measurement each : measurements) {
      Measurement.Latencies latencies = each.latencies();
      lines.add(
          String.format(
              Locale.ROOT,
              "%s,%s,%d,%d,%d,%.3f,%.1f,%.1f,%.1f,%.1f,%.1f",
              each.target(),
              each.workload().title(),
              each.clients(),
              each.round(),
              each.operations(),
              each.seconds(),
              each.perSecond(),
              latencies.p50Micros(),
              latencies.p95Micros(),
              latencies.p99Micros(),
              latencies.maxMicros()));
    }
    Files.write(folder.resolve("bench.csv"), lines);
    plot(folder.resolve("bench.png"));
  }

  private void plot(Path file) throws IOException {
    System.setProperty("java.awt.headless", "true");
    CategoryChart chart =
        new CategoryChartBuilder()
            .width(1_000)
            .height(600)
            .title("Operations per second (median round)")
            .yAxisTitle("per second")
            .build();
    chart.getStyler().setXAxisLabelRotation(30);
    List<Case> cases = cases();
    for (String target : targets()) {
      chart.addSeries(
          target,
          cases.stream().map(Case::title).toList(),
          cases.stream().map(each -> Math.max(1, median(each, target).perSecond())).toList());
    }
    BitmapEncoder.saveBitmap(chart, file.toString(), BitmapFormat.PNG);
  }

  private List<String> targets() {
    return measurements.stream().map(Measurement::target).distinct().toList();
  }

  private List<Case> cases() {
    LinkedHashSet<Case> cases = new LinkedHashSet<>();
    measurements.forEach(each -> cases.add(new Case(each.workload(), each.clients())));
    return List.copyOf(cases);
  }

  private Measurement median(Case wanted, String target) {
    List<Measurement> rounds =
        measurements.stream()
            .filter(each -> each.target().equals(target))
            .filter(
                each -> each.workload() == wanted.workload() && each.clients() == wanted.clients())
            .sorted(Comparator.comparingDouble(Measurement::perSecond))
            .toList();
    return rounds.get(rounds.size() / 2);
  }
}
