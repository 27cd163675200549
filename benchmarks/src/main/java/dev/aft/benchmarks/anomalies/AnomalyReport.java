package dev.aft.benchmarks.anomalies;

import dev.aft.history.HistoryText;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.knowm.xchart.BitmapEncoder;
import org.knowm.xchart.BitmapEncoder.BitmapFormat;
import org.knowm.xchart.CategoryChart;
import org.knowm.xchart.CategoryChartBuilder;

/** Prints, saves and plots the anomalies. */
final class AnomalyReport {
  private final List<AnomalyResult> results;

  AnomalyReport(List<AnomalyResult> results) {
    this.results = List.copyOf(results);
  }

  void print(PrintStream out) {
    out.printf(
        Locale.ROOT,
        "%-12s %12s %26s %26s   %s%n",
        "way",
        "transactions",
        "read-your-writes / 10,000",
        "fractured reads / 10,000",
        "history checker");
    for (AnomalyResult each : results) {
      out.printf(
          Locale.ROOT,
          "%-12s %,12d %,26.1f %,26.1f   %s%n",
          each.way(),
          each.transactions(),
          each.per10000(each.count().readYourWrites()),
          each.per10000(each.count().fracturedReads()),
          each.verdict().accepted() ? "read atomic" : "not read atomic");
    }
    for (AnomalyResult each : results) {
      each.verdict()
          .smallest()
          .ifPresent(found -> out.println("\n" + each.way() + ", " + found.explain()));
    }
  }

  void save(Path folder) throws IOException {
    Files.createDirectories(folder);
    List<String> lines = new ArrayList<>();
    lines.add("way,transactions,read_your_writes,fractured_reads,read_atomic");
    for (AnomalyResult each : results) {
      lines.add(
          String.format(
              Locale.ROOT,
              "%s,%d,%d,%d,%s",
              each.way(),
              each.transactions(),
              each.count().readYourWrites(),
              each.count().fracturedReads(),
              each.verdict().accepted()));
    }
    Files.write(folder.resolve("anomalies.csv"), lines);
    plot(folder.resolve("anomalies.png"));
  }

  private void plot(Path file) throws IOException {
    System.setProperty("java.awt.headless", "true");
    CategoryChart chart =
        new CategoryChartBuilder()
            .width(800)
            .height(500)
            .title("Transactions with an anomaly, of 10,000")
            .yAxisTitle("of 10,000")
            .build();
    chart.getStyler().setLabelsVisible(true);
    for (AnomalyResult each : results) {
      chart.addSeries(
          each.way(),
          List.of("read-your-writes", "fractured reads"),
          List.of(
              each.per10000(each.count().readYourWrites()),
              each.per10000(each.count().fracturedReads())));
    }
    BitmapEncoder.saveBitmap(chart, file.toString(), BitmapFormat.PNG);
  }

  void saveHistories(Path folder) throws IOException {
    Files.createDirectories(folder);
    for (AnomalyResult each : results) {
      HistoryText.write(each.history(), folder.resolve(each.way() + ".txt"));
    }
  }
}
