package dev.aft.cli;

import dev.aft.benchmarks.BenchCommand;
import dev.aft.benchmarks.driver.ClientFailedException;
import dev.aft.cli.copy.CopyCommand;
import dev.aft.cli.quickstart.QuickstartCommand;
import dev.aft.cli.shell.SqlCommand;
import dev.aft.cli.user.UserCommand;
import dev.aft.server.ServerCommand;
import java.util.Arrays;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.Spec;

/** The entry point of {@code ./aft}. */
@Command(
    name = "aft",
    description = "Atomic, durable transactions for functions, over storage you already have.",
    mixinStandardHelpOptions = true,
    version = "AFT 0.1.0",
    synopsisSubcommandLabel = "COMMAND",
    footer = {
      "",
      "Stores (server --storage, copy, bench anomalies --storage; sql jdbc:aft:...):",
      "  rocksdb:FOLDER                a folder of this machine",
      "  s3://BUCKET/PREFIX            Amazon S3 or what speaks its protocol",
      "  fdb:CLUSTER-FILE?prefix=NAME  FoundationDB",
      "  memory:NAME                   gone with the process",
      "The page docs/choosing-a-store.md compares them."
    },
    subcommands = {
      SqlCommand.class,
      QuickstartCommand.class,
      BenchCommand.class,
      CheckCommand.class,
      CopyCommand.class,
      UserCommand.class,
      HelpCommand.class
    })
public final class AftMain implements Runnable {
  @Spec private CommandSpec spec = CommandSpec.create();

  private AftMain() {}

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "name a command");
  }

  public static void main(String[] arguments) {
    System.exit(execute(arguments));
  }

  /** Only a node logs at length; the other commands speak for themselves. */
  private static void quietLogs() {
    if (System.getenv("AFT_LOG_LEVEL") == null) {
      System.setProperty("AFT_LOG_LEVEL", "WARN");
    }
  }

  private static int execute(String[] arguments) {
    CommandLine server = ServerCommand.commandLine(System.getenv());
    if (arguments.length > 0 && arguments[0].equals("server")) {
      // The node explains its own flags and settings, so it reads them itself.
      return server.execute(Arrays.copyOfRange(arguments, 1, arguments.length));
    }
    quietLogs();
    return new CommandLine(new AftMain())
        .setExecutionExceptionHandler(AftMain::explain)
        .addSubcommand("server", server)
        .execute(arguments);
  }

  /** What lies at a URL that was given needs no stack trace. */
  private static int explain(Exception failure, CommandLine command, ParseResult unused)
      throws Exception {
    if (failure instanceof ClientFailedException) {
      System.err.println("aft: " + failure.getMessage());
      return 1;
    }
    throw failure;
  }
}
