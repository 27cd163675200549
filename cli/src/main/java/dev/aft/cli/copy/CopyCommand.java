package dev.aft.cli.copy;

import dev.aft.cli.ambient.Ambient;
import dev.aft.cli.copy.CopyFailure.Kind;
import dev.aft.storage.spi.StorageException;
import dev.aft.storage.spi.StorageUri;
import dev.aft.storage.spi.Store;
import dev.aft.storage.spi.Stores;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code ./aft copy}: moves data between stores. */
@Command(
    name = "copy",
    description = {
      "Copies one store into another, empty one, and verifies it by checksum. Both are addresses as",
      "of server --storage: rocksdb:FOLDER, s3://BUCKET/PREFIX, fdb:CLUSTER-FILE?prefix=NAME.",
      "",
      "Stop the node of the source first, and start it on the target only afterwards. A folder that a",
      "node uses is locked; a source on S3 or FoundationDB is TAKEN OVER: its node stops working. A",
      "target with other data, or a source without any, is refused before anything is touched.",
      "",
      "A copy that was interrupted goes on where it was when the same command is given again. Until a",
      "copy has ended, nodes refuse its target.",
      "",
      "Exit code: 0 copied and verified; 1 a store failed, run it again to go on; 2 refused, nothing",
      "was copied; 3 target and source differ; 130 interrupted, run it again to go on.",
      "The page docs/moving-data.md has more."
    },
    mixinStandardHelpOptions = true)
public final class CopyCommand implements Callable<Integer> {
  private static final int FAILED = 1;
  private static final int REFUSED = 2;
  private static final Duration STOP_LIMIT = Duration.ofSeconds(20);

  @Parameters(index = "0", paramLabel = "FROM", description = "Address of the store to copy.")
  private String from = "";

  @Parameters(index = "1", paramLabel = "TO", description = "Address of an empty store.")
  private String to = "";

  @Option(
      names = {"-q", "--quiet"},
      description = "Print the result only.")
  private boolean quiet;

  private final PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
  private final CountDownLatch ended = new CountDownLatch(1);
  private volatile @Nullable StoreCopy running;

  @Override
  public Integer call() {
    Thread atExit = new Thread(this::stopAtExit, "aft-copy-exit");
    Runtime.getRuntime().addShutdownHook(atExit);
    ProgressPrinter progress = progress();
    try {
      StoreCopy.Result result = copy(progress);
      progress.ends();
      report(result);
      return 0;
    } catch (CopyFailure e) {
      progress.breaksOff();
      complain(e.kind() == Kind.STOPPED ? "interrupted; " + GO_ON : e.getMessage());
      return e.kind().exitCode();
    } catch (StorageException e) {
      progress.breaksOff();
      boolean wrong = e.reason() == StorageException.Reason.MISCONFIGURED;
      complain(e.getMessage() + (running == null || wrong ? "" : " " + GO_ON));
      return wrong ? REFUSED : FAILED;
    } finally {
      ended.countDown();
      forget(atExit);
    }
  }

  private static final String GO_ON = "The same command goes on where this one ended.";

  private static void complain(@Nullable String message) {
    System.err.println("aft: " + message);
  }

  private ProgressPrinter progress() {
    boolean terminal = "yes".equals(System.getenv("AFT_TERMINAL"));
    PrintStream where =
        quiet
            ? new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8)
            : out;
    return new ProgressPrinter(where, terminal, Ambient::nanoTime);
  }

  private StoreCopy.Result copy(CopyListener listener) {
    StorageUri source = StorageUri.parse(from);
    StorageUri target = StorageUri.parse(to);
    StorageUri identity = Stores.identity(source);
    if (identity.equals(Stores.identity(target))) {
      throw new CopyFailure(Kind.REFUSED, "FROM and TO are the same store.");
    }
    requireFolder(source);
    look(source, target, identity.toString());
    try (Store opened = Stores.open(source);
        Store filled = Stores.open(target)) {
      StoreCopy copy =
          new StoreCopy(
              opened, filled, identity.toString(), listener, Ambient::nanoTime, Ambient::sleep);
      running = copy;
      return copy.run();
    }
  }

  /**
   * Refuses what can be seen to be wrong before a store is taken from a node that has it. A folder
   * that a node has cannot be opened at all.
   */
  private static void look(StorageUri source, StorageUri target, String identity) {
    CopyConditions conditions = new CopyConditions(new Patience(Ambient::sleep));
    String name;
    try (Store seen = Stores.look(source).orElseGet(() -> Stores.open(source))) {
      name = conditions.sourceName(seen, identity);
    }
    Optional<Store> filled = Stores.look(target);
    if (filled.isPresent()) {
      try (Store seen = filled.get()) {
        var unused = conditions.begun(seen, name);
      }
    }
  }

  /** Opening would make an empty one where the name has a slip. */
  private static void requireFolder(StorageUri source) {
    if (source.scheme().equals("rocksdb") && !Files.isDirectory(Path.of(source.path()))) {
      throw new CopyFailure(Kind.REFUSED, "There is no folder " + source.path() + ".");
    }
  }

  private void report(StoreCopy.Result result) {
    out.printf(
        Locale.ROOT,
        "copied %,d entries, %,d bytes, verified; checksum sha256:%s%n",
        result.volume().entries(),
        result.volume().bytes(),
        result.checksum());
  }

  /** Runs when the process is told to end: lets the copy note how far it came. */
  private void stopAtExit() {
    StoreCopy copy = running;
    if (copy != null) {
      copy.stop();
      try {
        if (!ended.await(STOP_LIMIT.toMillis(), TimeUnit.MILLISECONDS)) {
          complain("ended while a store did not answer. " + GO_ON);
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private static void forget(Thread atExit) {
    try {
      Runtime.getRuntime().removeShutdownHook(atExit);
    } catch (IllegalStateException e) {
      // The process is ending: the hook runs.
    }
  }
}
