package dev.aft.benchmarks.driver;

import dev.aft.benchmarks.driver.Sides.Side;
import java.io.IOException;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Samples of two sides taken in turns, so that both meet the machine in the same moods. */
final class Pairs {
  /** Takes one sample of a side. */
  interface Sampler {
    Sample sample(Side side, int number) throws IOException, InterruptedException;
  }

  /** A figure in the unit of the command, and milliseconds of the client's processor time. */
  record Sample(double figure, double processorMillis) {}

  private final String unit;
  private final List<Sample> first = new ArrayList<>();
  private final List<Sample> second = new ArrayList<>();

  Pairs(String unit) {
    this.unit = unit;
  }

  /** One pair that does not count, then those that do; the side that goes first alternates. */
  void take(Sides sides, Sampler sampler) throws IOException, InterruptedException {
    sampler.sample(sides.first(), 0);
    sampler.sample(sides.second(), 0);
    for (int i = 1; i <= sides.pairs(); i++) {
      if (i % 2 == 0) {
        second.add(sampler.sample(sides.second(), i));
      }
      first.add(sampler.sample(sides.first(), i));
      if (i % 2 != 0) {
        second.add(sampler.sample(sides.second(), i));
      }
    }
  }

  void print(String what, Sides sides, PrintStream out) {
    print(what, sides.first(), first, out);
    print(what, sides.second(), second, out);
    out.printf(
        Locale.ROOT,
        "%s: ratio %.2f (median of %d pairs; of medians %.2f; of client processor time %.2f)%n",
        what,
        ratio(),
        first.size(),
        median(figures(first)) / median(figures(second)),
        median(processorTimes(first)) / median(processorTimes(second)));
  }

  private void print(String what, Side side, List<Sample> samples, PrintStream out) {
    List<Double> figures = figures(samples);
    out.printf(
        Locale.ROOT,
        "%s: %-48s median %,.1f %s (%,.1f to %,.1f), client processor time %,.0f ms%n",
        what,
        side.label(),
        median(figures),
        unit,
        figures.get(0),
        figures.get(figures.size() - 1),
        median(processorTimes(samples)));
  }

  /** The median of what the first side has for 1 of the second. */
  double ratio() {
    List<Double> ratios = new ArrayList<>();
    for (int i = 0; i < first.size(); i++) {
      ratios.add(first.get(i).figure() / second.get(i).figure());
    }
    return median(ratios.stream().sorted().toList());
  }

  private static List<Double> figures(List<Sample> samples) {
    return samples.stream().map(Sample::figure).sorted().toList();
  }

  private static List<Double> processorTimes(List<Sample> samples) {
    return samples.stream().map(Sample::processorMillis).sorted().toList();
  }

  private static double median(List<Double> sorted) {
    return sorted.get(sorted.size() / 2);
  }
}
