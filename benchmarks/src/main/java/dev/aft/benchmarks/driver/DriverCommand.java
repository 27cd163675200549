package dev.aft.benchmarks.driver;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code ./aft bench driver}: one command for each thing that is measured. */
@Command(
    name = "driver",
    description = {
      "Measures two JDBC URLs against each other, each sample in a JVM of its own, in turns.",
      "benchmarks/postgresql/driver.sh starts a node and PostgreSQL and runs all of it."
    },
    mixinStandardHelpOptions = true,
    subcommands = {
      StartCommand.class,
      StreamCommand.class,
      BatchCommand.class,
      ReconnectCommand.class
    })
public final class DriverCommand implements Runnable {
  @Spec
  @SuppressWarnings("NullAway.Init") // picocli fills it before it calls run
  private CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(), "choose what to measure: start, stream, batch or reconnect");
  }
}
