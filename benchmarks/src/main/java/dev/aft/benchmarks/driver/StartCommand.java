package dev.aft.benchmarks.driver;

import dev.aft.benchmarks.driver.Pairs.Sample;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code ./aft bench driver start}: from the start of a JVM to the first row. */
@Command(
    name = "start",
    description = {
      "Starts JVMs that connect, run SELECT 1 and read its row, each with one driver on its class path,",
      "and prints how long that takes from the start of the process on."
    },
    mixinStandardHelpOptions = true)
final class StartCommand implements Callable<Integer> {
  @Mixin private final Sides sides = new Sides();
  private final PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);

  @Override
  public Integer call() throws IOException, InterruptedException {
    ClientProcess client = new ClientProcess(FirstRowClient.class, sides.javaOptions());
    Pairs pairs = new Pairs("ms");
    pairs.take(
        sides,
        (side, number) -> {
          ClientProcess.Answer answer = client.run(side.url());
          return new Sample(answer.after().toNanos() / 1e6, answer.processorTime().toMillis());
        });
    pairs.print("JVM start to first row", sides, out);
    return 0;
  }
}
