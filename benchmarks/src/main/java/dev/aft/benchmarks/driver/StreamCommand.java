package dev.aft.benchmarks.driver;

import dev.aft.benchmarks.driver.Pairs.Sample;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code ./aft bench driver stream}: a large result read page by page in a small heap. */
@Command(
    name = "stream",
    description = {
      "Loads a table into both sides if it is not there, and reads all of it with a fetch size, several times over,",
      "in JVMs with a small heap; prints the rows per second of the last pass."
    },
    mixinStandardHelpOptions = true)
final class StreamCommand implements Callable<Integer> {
  @Mixin private final Sides sides = new Sides();

  @Option(names = "--rows", description = "Default: ${DEFAULT-VALUE}.")
  private int rows = 1_000_000;

  @Option(names = "--fetch-size", description = "Default: ${DEFAULT-VALUE}.")
  private int fetchSize = 1000;

  @Option(names = "--passes", description = "Passes of a JVM over the table; default: 3.")
  private int passes = 3;

  @Option(names = "--heap", description = "Heap of a client; default: ${DEFAULT-VALUE}.")
  private String heap = "32m";

  private final PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);

  @Override
  public Integer call() throws IOException, InterruptedException {
    ClientProcess loader = new ClientProcess(BatchClient.class);
    for (Sides.Side side : List.of(sides.first(), sides.second())) {
      loader.run(side.url(), "load", Integer.toString(rows), "10000");
    }
    ClientProcess client = new ClientProcess(StreamClient.class, options());
    Pairs pairs = new Pairs("rows/s");
    pairs.take(
        sides,
        (side, number) -> {
          String answer =
              client
                  .run(
                      side.url(),
                      Integer.toString(rows),
                      Integer.toString(fetchSize),
                      Integer.toString(passes))
                  .line();
          String[] figures = answer.split(" ", -1);
          return new Sample(
              rows / Double.parseDouble(figures[0]) * 1e9, Double.parseDouble(figures[1]));
        });
    pairs.print(rows + " rows streamed, heap " + heap, sides, out);
    return 0;
  }

  private String[] options() {
    List<String> options = new ArrayList<>(List.of("-Xmx" + heap));
    options.addAll(List.of(sides.javaOptions()));
    return options.toArray(new String[0]);
  }
}
