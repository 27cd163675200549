package dev.aft.cli;

import dev.aft.history.Drawing;
import dev.aft.history.History;
import dev.aft.history.HistoryChecker;
import dev.aft.history.HistoryText;
import dev.aft.history.InvalidHistoryException;
import dev.aft.history.Level;
import dev.aft.history.Verdict;
import dev.aft.history.Violation;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code ./aft check}: decides whether a recorded history keeps an isolation level. */
@Command(
    name = "check",
    description = {
      "Decides whether a history of transactions is read atomic. The file has one operation a line,",
      "r(key,value,session,transaction) or w(...), as public checkers use it.",
      "Exit code: 0 accepted, 1 rejected, 2 the file is no history."
    },
    mixinStandardHelpOptions = true)
final class CheckCommand implements Callable<Integer> {
  @Parameters(paramLabel = "FILE", description = "The history.")
  private Path file = Path.of("");

  @Option(
      names = "--level",
      description =
          "read-atomic, read-atomic-without-sessions, repeatable-read or read-your-writes;"
              + " default: ${DEFAULT-VALUE}.")
  private String level = Level.READ_ATOMIC.title();

  @Option(names = "--draw", description = "Draw the smallest violation to a .svg or .dot file.")
  private @Nullable Path drawing;

  private final PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);

  @Override
  public Integer call() {
    try {
      if (drawing != null && !Drawing.knows(drawing)) {
        return refuse("a drawing ends in .svg or .dot: " + drawing);
      }
      HistoryChecker checker = HistoryChecker.of(Level.named(level));
      History history = HistoryText.read(file);
      return report(history, checker.check(history));
    } catch (NoSuchFileException e) {
      return refuse("no file " + file);
    } catch (IOException e) {
      return refuse("cannot read or write: " + e.getMessage());
    } catch (InvalidHistoryException e) {
      return refuse(file + ": " + e.getMessage());
    } catch (IllegalArgumentException e) {
      return refuse(String.valueOf(e.getMessage()));
    }
  }

  private static int refuse(String reason) {
    System.err.println("aft: " + reason);
    return 2;
  }

  private int report(History history, Verdict verdict) throws IOException {
    out.printf(
        Locale.ROOT,
        "%s: %s, %,d transactions%n",
        verdict.accepted() ? "accepted" : "rejected",
        verdict.level().title(),
        history.transactions().size());
    if (verdict.accepted()) {
      return 0;
    }
    out.println(
        verdict.counts().entrySet().stream()
            .map(each -> each.getKey().words() + ": " + each.getValue())
            .collect(Collectors.joining(", ")));
    Violation smallest = verdict.smallest().orElseThrow();
    out.println();
    out.print(smallest.explain());
    if (drawing != null) {
      Drawing.save(smallest, drawing);
      out.println("\nsaved " + drawing);
    }
    return 1;
  }
}
