package dev.aft.benchmarks.driver;

import dev.aft.benchmarks.driver.Pairs.Sample;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code ./aft bench driver batch}: many rows inserted in batches, in one transaction. */
@Command(
    name = "batch",
    description = {
      "Inserts rows in batches of one prepared INSERT and commits once, several times, each into a table of its own;",
      "prints the rows per second of the last time in each JVM, the commit included."
    },
    mixinStandardHelpOptions = true)
final class BatchCommand implements Callable<Integer> {
  @Mixin private final Sides sides = new Sides();

  @Option(names = "--rows", description = "Default: ${DEFAULT-VALUE}.")
  private int rows = 100_000;

  @Option(names = "--batch-size", description = "Rows in a batch; default: ${DEFAULT-VALUE}.")
  private int batchSize = 1000;

  @Option(names = "--passes", description = "Tables filled by a JVM; default: ${DEFAULT-VALUE}.")
  private int passes = 3;

  private final PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);

  @Override
  public Integer call() throws IOException, InterruptedException {
    ClientProcess client = new ClientProcess(BatchClient.class, sides.javaOptions());
    Pairs pairs = new Pairs("rows/s");
    pairs.take(
        sides,
        (side, number) -> {
          String answer =
              client
                  .run(
                      side.url(),
                      Integer.toString(passes),
                      Integer.toString(rows),
                      Integer.toString(batchSize))
                  .line();
          String[] figures = answer.split(" ", -1);
          return new Sample(
              rows / Double.parseDouble(figures[0]) * 1e9, Double.parseDouble(figures[1]));
        });
    pairs.print(rows + " rows in batches of " + batchSize, sides, out);
    return 0;
  }
}
