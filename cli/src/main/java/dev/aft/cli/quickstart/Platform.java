package dev.aft.cli.quickstart;

import dev.aft.cli.ambient.Ambient;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * What a function platform does: runs the functions in a process, and when that process dies, runs
 * them again. This one also does the killing, with SIGKILL, at random moments between the writes of
 * an order.
 */
final class Platform {
  /** An order takes about this long, so a kill within it lands in the middle. */
  private static final int ORDER_MILLIS = 18;

  private final String kind;
  private final String where;
  private final int orders;
  private final int kills;
  private final Random random;
  private final PrintStream out;
  private final AtomicInteger currentOrder;

  Platform(
      Target target, int orders, int kills, Random random, PrintStream out, AtomicInteger current) {
    this.kind = target.kind();
    this.where = target.where();
    this.orders = orders;
    this.kills = kills;
    this.random = random;
    this.out = out;
    this.currentOrder = current;
  }

  /**
   * Where the functions write.
   *
   * @param kind {@code aft} or {@code plain}
   * @param where a JDBC URL or a port
   */
  record Target(String kind, String where) {}

  /**
   * Runs all orders to their end.
   *
   * @param check looks at an order right after its function was killed and says what is visible of
   *     it
   */
  void run(KillObserver check) throws Exception {
    int next = 1;
    for (int kill = 1; kill <= kills; kill++) {
      int ordersBeforeKill = random.nextInt(2, Math.max(3, orders / kills));
      next = runAndKill(next, Math.min(next + ordersBeforeKill, orders));
      int order = Math.min(next, orders);
      out.printf(
          Locale.ROOT,
          "  order %3d  its function was killed; %s; the platform runs it again%n",
          order,
          check.describe(order));
    }
    runToEnd(next);
  }

  /** Looks at what a killed function left behind. */
  interface KillObserver {
    String describe(int order) throws Exception;
  }

  private int runAndKill(int first, int killAt) throws IOException, InterruptedException {
    Process process = start(first, orders);
    int next = first;
    try (BufferedReader answers = answers(process)) {
      answers.readLine();
      while (next < killAt) {
        String line = answers.readLine();
        if (line == null) {
          throw new IOException("the function process died by itself; see its error above");
        }
        next = Integer.parseInt(line) + 1;
        currentOrder.set(Math.min(next, orders));
      }
      Ambient.sleep(Duration.ofMillis(random.nextInt(2, ORDER_MILLIS)));
    } finally {
      process.destroyForcibly();
      process.waitFor();
    }
    return next;
  }

  private void runToEnd(int first) throws IOException, InterruptedException {
    if (first > orders) {
      return;
    }
    Process process = start(first, orders);
    try (BufferedReader answers = answers(process)) {
      for (String line = answers.readLine(); line != null; line = answers.readLine()) {
        if (!line.equals("ready")) {
          currentOrder.set(Math.min(Integer.parseInt(line) + 1, orders));
        }
      }
    }
    if (process.waitFor() != 0) {
      throw new IOException("the function process failed; see its error above");
    }
  }

  private Process start(int first, int last) throws IOException {
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    List<String> command =
        List.of(
            java,
            "-XX:TieredStopAtLevel=1",
            "-XX:+UseSerialGC",
            "-Xshare:auto",
            "-cp",
            System.getProperty("java.class.path"),
            FunctionProcess.class.getName(),
            kind,
            where,
            Integer.toString(first),
            Integer.toString(last));
    return new ProcessBuilder(command)
        .redirectError(ProcessBuilder.Redirect.INHERIT)
        .redirectInput(ProcessBuilder.Redirect.from(new File(nullDevice())))
        .start();
  }

  private static String nullDevice() {
    return File.separatorChar == '\\' ? "NUL" : "/dev/null";
  }

  private static BufferedReader answers(Process process) {
    return new BufferedReader(
        new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
  }
}
