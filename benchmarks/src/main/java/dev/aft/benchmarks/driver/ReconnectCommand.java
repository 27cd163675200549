package dev.aft.benchmarks.driver;

import dev.aft.benchmarks.driver.Pairs.Sample;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code ./aft bench driver reconnect}: connecting again and again in a warm JVM. */
@Command(
    name = "reconnect",
    description = {
      "Connects, runs SELECT 1 and closes, many times in a warm JVM, and prints the median of one time:",
      "for example one URL with TLS and a password beside a plain one."
    },
    mixinStandardHelpOptions = true)
final class ReconnectCommand implements Callable<Integer> {
  @Mixin private final Sides sides = new Sides();

  @Option(names = "--connections", description = "Default: ${DEFAULT-VALUE}.")
  private int connections = 500;

  private final PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);

  @Override
  public Integer call() throws IOException, InterruptedException {
    ClientProcess client = new ClientProcess(ReconnectClient.class, sides.javaOptions());
    Pairs pairs = new Pairs("us");
    pairs.take(
        sides,
        (side, number) -> {
          String answer = client.run(side.url(), Integer.toString(connections)).line();
          String[] figures = answer.split(" ", -1);
          return new Sample(Double.parseDouble(figures[0]) / 1e3, Double.parseDouble(figures[1]));
        });
    pairs.print("reconnect", sides, out);
    return 0;
  }
}
