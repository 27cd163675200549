package dev.aft.conformance.isolation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.aft.history.HistoryChecker;
import dev.aft.history.HistoryText;
import dev.aft.history.Level;
import dev.aft.history.Verdict;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The checkers see a broken engine: one line of the engine is changed, the workload runs on it in a
 * JVM of its own, and its history must be rejected. The unchanged engine passes the same way.
 */
class EngineMutationIT {
  private static final Path ENGINE = Path.of("../engine/src/main/java/dev/aft/engine/transaction");

  /** Threads meet by chance: a mutation gets a few tries to show itself. */
  private static final int SEEDS = 5;

  /** What is broken: a line of the engine and what stands there instead. */
  enum Mutation {
    NONE("ReadRule.java", "final class ReadRule", "final class ReadRule"),
    COWRITTEN_KEYS_ARE_NOT_LOOKED_AT(
        "ReadRule.java", "if (view.hasReadOlder(key, stamp)) {", "if (key.isEmpty()) {"),
    ABSENT_READS_DO_NOT_COUNT(
        "ReadSet.java",
        "return read != null ? read.isBefore(stamp)",
        "return read != null ? !read.equals(Stamp.ZERO) && read.isBefore(stamp)"),
    EVERY_COMMIT_COUNTS_AS_SETTLED(
        "ReadSet.java", "return snapshot.includes(stamp);", "return stamp != null;"),
    OWN_WRITES_ARE_NOT_READ(
        "TransactionReads.java",
        "if (written != null) {\n        return",
        "if (key.isEmpty() && written != null) {\n        return");

    private final String file;
    private final String line;
    private final String instead;

    Mutation(String file, String line, String instead) {
      this.file = file;
      this.line = line;
      this.instead = instead;
    }

    String applied() throws Exception {
      String source = Files.readString(ENGINE.resolve(file));
      assertTrue(source.contains(line), "the engine has changed; adapt the mutation " + name());
      return source.replace(line, instead);
    }
  }

  @ParameterizedTest
  @EnumSource
  void aBrokenEngineIsCaughtByItsHistory(Mutation mutation, @TempDir Path folder) throws Exception {
    compile(mutation, folder);
    Verdict verdict = verdictOf(folder, 1);
    if (mutation == Mutation.NONE) {
      assertTrue(verdict.accepted(), verdict::toString);
      return;
    }
    for (int seed = 2; verdict.accepted() && seed <= SEEDS; seed++) {
      verdict = verdictOf(folder, seed);
    }
    assertFalse(verdict.accepted(), "not caught: " + mutation);
  }

  private static void compile(Mutation mutation, Path folder) throws Exception {
    Path source = folder.resolve(mutation.file);
    Files.writeString(source, mutation.applied());
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    String[] arguments = {
      "-nowarn",
      "-proc:none",
      "-cp",
      System.getProperty("java.class.path"),
      "-d",
      folder.toString(),
      source.toString()
    };
    assertEquals(0, compiler.run(null, null, null, arguments), "the mutation does not compile");
  }

  private static Verdict verdictOf(Path folder, int seed) throws Exception {
    Path history = folder.resolve("history.txt");
    Path output = folder.resolve("output.txt");
    String classPath = folder + File.pathSeparator + System.getProperty("java.class.path");
    Process process =
        new ProcessBuilder(
                List.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-XX:TieredStopAtLevel=1",
                    "-XX:+UseSerialGC",
                    "-cp",
                    classPath,
                    MutantMain.class.getName(),
                    history.toString(),
                    Integer.toString(seed)))
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    assertTrue(process.waitFor(60, TimeUnit.SECONDS), "no end after a minute");
    assertEquals(0, process.exitValue(), Files.readString(output));
    return HistoryChecker.of(Level.READ_ATOMIC).check(HistoryText.read(history));
  }
}
