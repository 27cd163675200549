package dev.aft.benchmarks.anomalies;

import java.util.Arrays;
import java.util.random.RandomGenerator;

/** Draws numbers from 0 up, the n-th as often as 1 / n^exponent says. Immutable. */
final class Zipf {
  private final double[] cumulated;

  Zipf(int count, double exponent) {
    cumulated = new double[count];
    double sum = 0;
    for (int i = 0; i < count; i++) {
      sum += Math.pow(i + 1, -exponent);
      cumulated[i] = sum;
    }
  }

  int next(RandomGenerator random) {
    double drawn = random.nextDouble() * cumulated[cumulated.length - 1];
    int found = Arrays.binarySearch(cumulated, drawn);
    return Math.min(cumulated.length - 1, found < 0 ? -found - 1 : found + 1);
  }
}
