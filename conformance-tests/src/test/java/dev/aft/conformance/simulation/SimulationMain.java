package dev.aft.conformance.simulation;

import java.io.PrintStream;
import java.time.Duration;

/** Runs seeds from a shell: {@code SimulationMain FIRST COUNT} or {@code SimulationMain SEED}. */
public final class SimulationMain {
  private SimulationMain() {}

  public static void main(String[] arguments) {
    PrintStream out = System.out;
    long first = Long.parseLong(arguments[0]);
    QuietLog.begin();
    if (arguments.length == 1) {
      Simulation.Result result = Simulation.run(first, true);
      out.print(result.log());
      result.violations().forEach(out::println);
      return;
    }
    long started = System.nanoTime();
    long failed = 0;
    long transactions = 0;
    long committed = 0;
    long events = 0;
    long count = Long.parseLong(arguments[1]);
    for (long seed = first; seed < first + count; seed++) {
      Simulation.Result result = Simulation.run(seed, false);
      transactions += result.transactions();
      committed += result.committed();
      events += result.events();
      if (!result.violations().isEmpty()) {
        failed++;
        out.println(
            "seed "
                + seed
                + " "
                + result.violations().stream()
                    .limit(3)
                    .map(v -> v.substring(0, Math.min(200, v.length())))
                    .toList());
      }
    }
    out.printf(
        "%d seeds, %d failed, %d transactions, %d committed, %d events, %s%n",
        count,
        failed,
        transactions,
        committed,
        events,
        Duration.ofNanos(System.nanoTime() - started));
  }
}
