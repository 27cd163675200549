package dev.aft.server;

import ch.qos.logback.classic.Level;
import dev.aft.engine.EngineException;
import dev.aft.server.setting.NearestName;
import dev.aft.server.setting.Setting;
import dev.aft.server.setting.SettingException;
import dev.aft.server.setting.Settings;
import dev.aft.server.setting.SettingsReader;
import dev.aft.storage.spi.StorageException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/**
 * {@code aft server}: runs a node until it is told to stop. The flags are those of {@link Setting}.
 */
public final class ServerCommand {
  private static final int DONE = 0;
  private static final int FAILED = 1;
  private static final String CONFIG = "--config";
  private static final Path DEFAULT_CONFIG = Path.of("aft.conf");

  private final Map<String, String> environment;

  private ServerCommand(Map<String, String> environment) {
    this.environment = environment;
  }

  /** Runs a node and ends the process with its exit code. */
  public static void main(String[] arguments) {
    System.exit(commandLine(System.getenv()).execute(arguments));
  }

  /** The command, to be executed or hung below another. */
  public static CommandLine commandLine(Map<String, String> environment) {
    ServerCommand command = new ServerCommand(environment);
    CommandSpec spec = CommandSpec.create().name("server").mixinStandardHelpOptions(true);
    spec.version("AFT " + Version.current());
    spec.usageMessage()
        .description(
            "Runs a node. Settings come from a file, the environment and flags, in rising order.")
        .footer(
            "",
            "The page docs/settings.md has all settings, docs/operations.md how to run a node.");
    spec.addOption(
        OptionSpec.builder(CONFIG)
            .paramLabel("FILE")
            .type(Path.class)
            .description(
                "Configuration file, key = value. Also AFT_CONFIG. Default: aft.conf if it exists.")
            .build());
    for (Setting setting : Setting.values()) {
      spec.addOption(option(setting));
    }
    CommandLine commandLine = new CommandLine(spec);
    commandLine.setExecutionStrategy(result -> command.run(commandLine, result));
    commandLine.setParameterExceptionHandler(ServerCommand::explain);
    return commandLine;
  }

  private static OptionSpec option(Setting setting) {
    return OptionSpec.builder(setting.flag())
        .paramLabel("VALUE")
        .type(String.class)
        // Percent signs would be read as formats.
        .description(
            (setting.description()
                    + " ("
                    + setting.form()
                    + ". Default: "
                    + (setting.defaultText().isEmpty() ? "none" : setting.defaultText())
                    + ")")
                .replace("%", "%%"))
        .build();
  }

  private static int explain(CommandLine.ParameterException e, String[] arguments) {
    CommandLine command = e.getCommandLine();
    String advice = "";
    if (e instanceof UnmatchedArgumentException unmatched
        && unmatched.getUnmatched().get(0).startsWith("--")) {
      String flag = unmatched.getUnmatched().get(0).split("=", 2)[0];
      advice = "; did you mean " + NearestName.of(flag, Setting::flag).flag() + "?";
    }
    command.getErr().println("aft: " + e.getMessage() + advice);
    command.getErr().println("aft: --help lists the flags");
    return command.getCommandSpec().exitCodeOnInvalidInput();
  }

  private int run(CommandLine commandLine, ParseResult result) {
    Integer helped = CommandLine.executeHelpRequest(result);
    if (helped != null) {
      return helped;
    }
    try {
      Settings settings = SettingsReader.read(configFile(result), environment, flags(result));
      setLogLevel(settings.text(Setting.LOG_LEVEL));
      return serve(settings);
    } catch (SettingException | StorageException e) {
      commandLine.getErr().println("aft: " + e.getMessage());
      return FAILED;
    } catch (EngineException e) {
      String detail = e.detail() == null ? "" : ": " + e.detail();
      commandLine.getErr().println("aft: " + e.getMessage() + detail + ". " + e.hint());
      return FAILED;
    }
  }

  private @Nullable Path configFile(ParseResult result) {
    String variable = environment.get("AFT_CONFIG");
    Path named = result.matchedOptionValue(CONFIG, variable == null ? null : Path.of(variable));
    if (named != null) {
      return named;
    }
    return Files.exists(DEFAULT_CONFIG) ? DEFAULT_CONFIG : null;
  }

  private static Map<Setting, String> flags(ParseResult result) {
    Map<Setting, String> flags = new EnumMap<>(Setting.class);
    for (Setting setting : Setting.values()) {
      String text = result.matchedOptionValue(setting.flag(), (String) null);
      if (text != null) {
        flags.put(setting, text);
      }
    }
    return flags;
  }

  private static void setLogLevel(String level) {
    if (LoggerFactory.getLogger(Logger.ROOT_LOGGER_NAME)
        instanceof ch.qos.logback.classic.Logger root) {
      root.setLevel(Level.toLevel(level));
    }
  }

  private static int serve(Settings settings) {
    StopSignals signals = StopSignals.listen();
    try (AftServer server = AftServer.start(settings)) {
      var unused = server.storeTaken().thenRun(signals::stopNow);
      signals.await();
      if (server.storeTaken().isDone()) {
        return FAILED;
      }
      server.drainAndStop();
    }
    return DONE;
  }
}
